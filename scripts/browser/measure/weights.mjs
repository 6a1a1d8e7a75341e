// Bytes, all with gzip.
import { gzipSync } from "node:zlib";
import { homes, representative } from "../pages/addresses.mjs";
import { inKilobytes, weigh } from "../shared/weigh.mjs";
import { atMost } from "./table.mjs";

const limitOfHome = 30; // KB, as those that follow
const limitOfMap = 30;
const limitOfScript = 5;

const script = "/embed/twinning.js";
const map = "/embed/map.svg";

// The home page with much data, and its map, by itself and as the picture for other sites.
export async function grown({ site }) {
  const pages = [];
  for (const home of homes) pages.push(await weigh(site, home));
  const heaviest = pages.toSorted((a, b) => b.bytes - a.bytes)[0];
  const [figure] = heaviest.html.match(/<figure class="map\b[\s\S]*?<\/figure>/) ?? [];
  if (!figure) throw new Error(`${heaviest.path} has no map`);
  return [
    atMost(`HTML and CSS of ${heaviest.path}`, inKilobytes(heaviest.bytes), limitOfHome, " KB"),
    atMost(`map of ${heaviest.path}, by itself`, inKilobytes(gzipSync(figure).length), limitOfMap, " KB"),
    atMost(map, await kilobytesOf(site, map), limitOfMap, " KB"),
  ];
}

// Fonts that the pages' styles would load. (One that a page asks for without them would break its policy, which the
// crawl of check-pages tells.)
export async function fonts({ site }) {
  const styles = new Set();
  for (const { path } of representative) for (const text of (await weigh(site, path)).styles) styles.add(text);
  const count = [...styles].flatMap((text) => text.match(/@font-face/g) ?? []).length;
  return atMost(`fonts (in the styles of ${representative.length} pages)`, count, 0);
}

// What other sites load to show events, partners and the map.
export const embedding = async ({ site }) => atMost(script, await kilobytesOf(site, script), limitOfScript, " KB");

async function kilobytesOf(site, path) {
  const { status, body, headers } = await site.download(path, { "accept-encoding": "gzip" });
  if (status !== 200 || headers["content-encoding"] !== "gzip") throw new Error(`${path}: ${status}, or without gzip`);
  return inKilobytes(body.length);
}
