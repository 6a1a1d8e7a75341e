// How much the pages add to the program.
import { stat } from "node:fs/promises";
import { atMost, unmeasured } from "./table.mjs";

const limit = 1.5; // MB

export async function sizeOfBinary(binary, baseline) {
  const figure = "binary, beside one from before the pages";
  if (!baseline) return unmeasured(figure, `≤ ${limit} MB`, "give a binary from before the pages");
  const [size, before] = await Promise.all([binary, baseline].map(async (file) => (await stat(file)).size));
  return atMost(figure, (size - before) / 1e6, limit, " MB");
}
