// The Nu HTML checker, which validator.w3.org runs too, on a page of each kind. It runs on Java.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { representative } from "./addresses.mjs";

const run = promisify(execFile);
const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

export default async function validity(site, group) {
  const hasJava = await run("java", ["-version"]).then(
    () => true,
    () => false,
  );
  if (!hasJava) return group.skipped("valid HTML", "there is no Java");

  const folder = await mkdtemp(join(tmpdir(), "check-pages-"));
  try {
    const files = [];
    for (const [at, { path }] of representative.entries()) {
      files.push(join(folder, `${at}.html`));
      await writeFile(files.at(-1), (await site.download(path)).body);
    }
    const options = ["--format", "json", "--stdout", "--exit-zero-always"];
    const { stdout } = await run("java", ["-jar", jar, ...options, ...files], { maxBuffer: 100 * 1024 * 1024 });
    const told = ({ url, message, extract = "" }) => {
      const { path } = representative[parseInt(basename(url), 10)];
      return `${path}: ${message} ${extract}`;
    };
    // What is not an error is a warning or a remark.
    const faults = JSON.parse(stdout).messages.filter(({ type }) => type !== "info");
    group.rule("valid HTML", `${files.length} pages`, faults.map(told));
  } finally {
    await rm(folder, { recursive: true });
  }
}
