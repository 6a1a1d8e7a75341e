// axe-core on a page of each kind, in the ways that a page can look.
import { lookedAt, tellOfLooks } from "../shared/looks.mjs";
import { representative } from "./addresses.mjs";

export default async function accessibility(site, group) {
  const options = { bypassCSP: true };
  tellOfLooks(group, await site.onEach(representative, options, 2, (page, { path }) => lookedAt(page, path)));
}
