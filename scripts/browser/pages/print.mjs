// Pages on paper: without what is of use on a screen only.
import { event } from "./addresses.mjs";

const paths = ["/pl/", `/pl${event}`];
const searchable = ["/pl/events", "/pl/search?q=Ozierska"];

export default async function print(site, group) {
  const onPaper = await site.onEach([...paths, ...searchable], {}, 1, async (page, path) => {
    await page.emulateMedia({ media: "print" });
    const left = await page.evaluate(look);
    return { path, left, pdf: paths.includes(path) ? await page.pdf({ format: "A4" }) : null };
  });
  const faults = onPaper.flatMap(({ path, left }) => left.map((element) => `${path}: ${element}`));
  group.rule("no navigation and no search", `${onPaper.length} pages`, faults);
  for (const { path, pdf } of onPaper.filter(({ pdf }) => pdf)) {
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    group.rule(`${path} as PDF`, `${sheets} sheets of A4`, sheets > 0 ? [] : ["there is no sheet"]);
  }
}

// Runs in the page.
function look() {
  const screenOnly = [...document.querySelectorAll("nav, form, [role=search], [href='#main']")];
  return screenOnly.filter((element) => element.checkVisibility()).map((element) => element.outerHTML.slice(0, 100));
}
