// The Tab key on a page of each kind.
import { faultsOfWalk } from "../shared/tabs.mjs";
import { representative } from "./addresses.mjs";

export default async function keyboard(site, group) {
  const options = { viewport: { width: 1280, height: 900 } };
  const walks = await site.onEach(representative, options, 1, async (page, { path }) => {
    const { faults, stops } = await faultsOfWalk(page);
    return { stops, faults: faults.map((fault) => `${path}: ${fault}`) };
  });
  const stops = walks.reduce((sum, walk) => sum + walk.stops, 0);
  group.rule(
    "Tab comes to everything, shows where it is, and leaves the page",
    `${stops} elements on ${walks.length} pages, ${walks[0].stops} of them on ${representative[0].path}`,
    walks.flatMap(({ faults }) => faults),
  );
}
