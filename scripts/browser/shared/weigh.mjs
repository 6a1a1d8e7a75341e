// What has to come over the wire before a page can be read: its HTML and its style sheets, with gzip.
import { gunzipSync } from "node:zlib";

// Answers the status, the HTML, the text of the style sheets, and the bytes that came.
export async function weigh(site, path, headers = {}) {
  const page = await download(site, path, headers);
  const sheets = [];
  for (const address of styleSheets(page.text)) sheets.push(await download(site, address, headers));
  return {
    path,
    status: page.status,
    html: page.text,
    styles: sheets.map(({ text }) => text),
    bytesOfHtml: page.body.length,
    bytes: [page, ...sheets].reduce((sum, { body }) => sum + body.length, 0),
  };
}

// Thousands of bytes, with one digit after the point.
export const inKilobytes = (bytes) => Math.round(bytes / 100) / 10;

async function download(site, path, headers) {
  const answer = await site.download(path, { ...headers, "accept-encoding": "gzip" });
  const isZipped = answer.headers["content-encoding"] === "gzip";
  return { ...answer, text: (isZipped ? gunzipSync(answer.body) : answer.body).toString() };
}

const styleSheets = (html) =>
  [...html.matchAll(/<link\b[^>]*\brel="stylesheet"[^>]*>/g)].map(([link]) => link.match(/\bhref="([^"]*)"/)[1]);
