// Nothing to scroll sideways on a page of each kind.
import { measured, tellOfWidths } from "../shared/widths.mjs";
import { representative } from "./addresses.mjs";

export default async function overflow(site, group) {
  const options = { bypassCSP: true };
  const found = await site.onEach(representative, options, 1, (page) => measured(page, site.path(page.url())));
  tellOfWidths(group, found);
}
