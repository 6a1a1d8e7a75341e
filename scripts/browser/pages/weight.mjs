// What has to come over the wire before a page can be read: its HTML and its style sheets, with gzip.
import { gunzipSync } from "node:zlib";
import { homes, representative } from "./addresses.mjs";

const limit = 25;
const limitOfHome = 30;

export default async function weight(site, group) {
  const weights = [];
  const statuses = [];
  for (const { path, status } of representative) {
    const html = await download(site, path);
    if (html.status !== status) statuses.push(`${path}: status ${html.status} in place of ${status}`);
    let bytes = html.body.length;
    for (const sheet of styleSheets(html.text)) bytes += (await download(site, sheet)).body.length;
    weights.push({ path, kilobytes: Math.round(bytes / 100) / 10 });
  }
  group.rule("pages have their status", `${weights.length} pages`, statuses);
  const heaviest = (some) => some.toSorted((a, b) => b.kilobytes - a.kilobytes)[0];
  const home = heaviest(weights.filter(({ path }) => homes.includes(path)));
  const other = heaviest(weights.filter(({ path }) => !homes.includes(path)));
  group.figure(`HTML and CSS of ${home.path}`, home.kilobytes, limitOfHome, " KB");
  group.figure(`HTML and CSS of ${other.path}, the heaviest other page`, other.kilobytes, limit, " KB");
}

async function download(site, path) {
  const answer = await site.download(path, { "accept-encoding": "gzip" });
  const isZipped = answer.headers["content-encoding"] === "gzip";
  return { ...answer, text: (isZipped ? gunzipSync(answer.body) : answer.body).toString() };
}

const styleSheets = (html) =>
  [...html.matchAll(/<link\b[^>]*\brel="stylesheet"[^>]*>/g)].map(([link]) => link.match(/\bhref="([^"]*)"/)[1]);
