// Nothing that somebody reads already moves, neither at once nor while a slow network brings the rest.
import { trickle } from "../shared/trickle.mjs";
import { event, homes, partner } from "./addresses.mjs";

const pages = [homes[0], `/pl${partner}`, `/pl${event}`, "/pl/projects", "/pl/search?q=xyzzy"];
const widths = [1280, 390];
// Parts of pixels that rounding moves; a line that moves is ten times that at least.
const rounding = 0.0001;

export default async function stability(site, group) {
  const lookedAt = `${pages.length} pages, ${widths.join(" and ")} px`;
  group.rule("nothing moves", lookedAt, await shifts(site));
  const { slow, close } = await trickle(site);
  try {
    group.rule("nothing moves while a page arrives in pieces", lookedAt, await shifts(slow));
  } finally {
    close();
  }
}

// What moves.
async function shifts(site) {
  const found = [];
  for (const width of widths)
    for (const path of pages) {
      const { seen } = await site.fresh({ viewport: { width, height: 900 } }, (page) =>
        site.visit(page, path, (page) => page.evaluate(look)),
      );
      if (seen.shift > rounding) found.push(`${path} at ${width} px: ${seen.shift.toFixed(4)}, ${seen.moved}`);
    }
  return found;
}

// Runs in the page. What moved before is given to the observer at once; what could still move has a moment.
async function look() {
  const shifts = await new Promise((done) => {
    const seen = [];
    new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(seen), 500);
  });
  return {
    shift: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: shifts.flatMap(({ sources }) => sources.map(({ node }) => node?.outerHTML?.slice(0, 80))).join(", "),
  };
}
