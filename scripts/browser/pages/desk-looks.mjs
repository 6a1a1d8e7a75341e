// A page of each kind at the desk: axe-core, its width, the Tab key, and the console.
import { lookedAt, tellOfLooks } from "../shared/looks.mjs";
import { each } from "../shared/pool.mjs";
import { faultsOfWalk } from "../shared/tabs.mjs";
import { measured, tellOfWidths } from "../shared/widths.mjs";
import { deskPages } from "./desk-pages.mjs";

// Each with the pages that it can matter for: tables are cut where it is narrow; the bar with the buttons stays above
// the lower edge, and takes the most of a low window, or of one with large text.
const windows = [
  { name: "1280 × 900 px", width: 1280, height: 900, text: "", matters: "body" },
  { name: "390 × 844 px", width: 390, height: 844, text: "", matters: ".scroll" },
  { name: "640 × 500 px", width: 640, height: 500, text: "", matters: ".bar" },
  { name: "1280 × 900 px with text of 200 %", width: 1280, height: 900, text: "200%", matters: ".bar" },
];

// The browser says in the console that a page has the status of a fault.
const isOfStatus = (message) => /^error: Failed to load resource: .* status of 4\d\d /.test(message);

export default async function looks(clerk, group) {
  await checkLooks(clerk, group);
  await checkUse(clerk, group);
}

// Comes to every page and does something there.
const onEach = (clerk, options, work) =>
  each(deskPages, 2, ({ name, isPublic, come }) => {
    const open = isPublic ? clerk.visit : clerk.open;
    return open.call(clerk, options, (page) => work(page, name, () => come(clerk, page)));
  });

async function checkLooks(clerk, group) {
  const found = await onEach(clerk, { bypassCSP: true }, async (page, name, come) => {
    await come();
    return { looks: await lookedAt(page, name, { isWhole: true }), widths: await measured(page, name) };
  });
  tellOfLooks(
    group,
    found.map(({ looks }) => looks),
  );
  tellOfWidths(
    group,
    found.map(({ widths }) => widths),
  );
}

// As the pages are used: with their policy.
async function checkUse(clerk, group) {
  const found = await onEach(clerk, {}, async (page, name, come) => {
    const notes = noted(clerk.site, page);
    await come();
    const walks = [];
    for (const window of windows) {
      if ((await page.locator(window.matters).count()) > 0) walks.push(await walked(page, name, window));
    }
    return { walks, notes: notes().map((note) => `${name}: ${note}`) };
  });
  for (const { name } of windows) {
    const walks = found.flatMap(({ walks }) => walks).filter((walk) => walk.window === name);
    const stops = walks.reduce((sum, walk) => sum + walk.stops, 0);
    group.rule(
      "Tab comes to everything, shows where it is, and leaves the page",
      `${stops} elements on ${walks.length} pages, ${name}`,
      walks.flatMap(({ faults }) => faults),
    );
  }
  group.rule(
    "nothing in the console, and no other origin asked",
    `${found.length} pages`,
    found.flatMap(({ notes }) => notes),
  );
}

async function walked(page, name, { name: window, width, height, text }) {
  await page.setViewportSize({ width, height });
  await page.evaluate(begin, text);
  const { stops, faults } = await faultsOfWalk(page);
  return { window, stops, faults: faults.map((fault) => `${name}: ${fault}`) };
}

// Sets the size of the text, and the focus to where a page begins. Runs in the page.
function begin(fontSize) {
  document.documentElement.style.fontSize = fontSize;
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}

// Notes what a page says in the console, violations of its policy among it, and whom it asks. Answers how to get it.
function noted(site, page) {
  const notes = [];
  page.on("console", (message) => notes.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => notes.push(`uncaught error: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== site.origin) notes.push(`asks ${request.url()}`);
  });
  return () => notes.filter((note) => !isOfStatus(note));
}
