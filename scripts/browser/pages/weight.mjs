// What has to come over the wire before a page can be read: its HTML and its style sheets, with gzip.
import { inKilobytes, weigh } from "../shared/weigh.mjs";
import { homes, representative } from "./addresses.mjs";

const limit = 25;
const limitOfHome = 30;

export default async function weight(site, group) {
  const weights = [];
  const statuses = [];
  for (const { path, status } of representative) {
    const page = await weigh(site, path);
    if (page.status !== status) statuses.push(`${path}: status ${page.status} in place of ${status}`);
    weights.push({ path, kilobytes: inKilobytes(page.bytes) });
  }
  group.rule("pages have their status", `${weights.length} pages`, statuses);
  const heaviest = (some) => some.toSorted((a, b) => b.kilobytes - a.kilobytes)[0];
  const home = heaviest(weights.filter(({ path }) => homes.includes(path)));
  const other = heaviest(weights.filter(({ path }) => !homes.includes(path)));
  group.figure(`HTML and CSS of ${home.path}`, home.kilobytes, limitOfHome, " KB");
  group.figure(`HTML and CSS of ${other.path}, the heaviest other page`, other.kilobytes, limit, " KB");
}
