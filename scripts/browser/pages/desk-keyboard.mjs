// From the sign-in to an event that is published, taken back and deleted, with a keyboard only.
import { idOf } from "../shared/clerk.mjs";
import { follow, tabTo } from "../shared/tabs.mjs";

const options = { viewport: { width: 1280, height: 900 } };
const listed = "[role=listbox]:not([hidden]) [role=option]";
// How long is waited for what is not to come.
const aMoment = 800;

export default async function journey(clerk, group) {
  await walk(clerk, group);
  await checkHaste(clerk, group);
}

async function walk(clerk, group) {
  await clerk.visit(options, async (page) => {
    const here = () => clerk.site.path(page.url());
    // Each step needs the ones before it, so that the first fault is the last.
    const step = async (what, action, expected) => {
      await action();
      const faults = expected.test(here()) ? [] : [`it is ${here()}`];
      group.rule(`by keyboard: ${what}`, here(), faults);
      if (faults.length > 0) throw new Error("the steps after it could not be tried");
    };
    await clerk.site.visit(page, "/desk");
    await step("signing in", () => signIn(page, clerk.token), /^\/desk\/events$/);
    await step("to a new event", () => follow(page, "main a[href$='/new/events']"), /^\/desk\/new\/events$/);
    await typeEvent(page, clerk.titled("Klawiatura"));
    group.rule("by keyboard: a partner is picked", "a combobox of ARIA", await pickPartner(page));
    await step("saving the draft", () => follow(page, button("save")), /^\/desk\/events\/[^/]+\?saved=\d+$/);
    await step("Enter in a field saves", () => retitle(page, clerk.titled("Poprawiony")), /\?saved=\d+$/);
    await step("publishing", () => follow(page, button("publish")), /\?saved=\d+$/);
    group.rule("by keyboard: the event is published", here(), await faultsOfState(page, "good"));
    await step("taking it back", () => follow(page, button("unpublish")), /\?saved=\d+$/);
    group.rule("by keyboard: the event is a draft again", here(), await faultsOfState(page, "warm"));
    await step("to the question", () => follow(page, ".bar a[href$='/delete']"), /\/delete$/);
    await step("deleting it", () => follow(page, "main form button"), /\/history$/);
    await step("signing out", () => follow(page, "header form[action$='/sign-out'] button"), /^\/desk\/sign-in$/);
  });
}

// The button that Tab finds; the one for Enter is not to be seen.
const button = (action) => `.bar [value=${action}]`;

async function signIn(page, token) {
  await tabTo(page, "#token");
  await page.keyboard.type(token);
  await enter(page);
}

async function enter(page) {
  await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press("Enter")]);
  await page.waitForLoadState();
}

// The fields that are required, and the title.
async function typeEvent(page, title) {
  await type(page, "title.pl", title);
  await tabTo(page, `#${idOf("kind")}`);
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "[name=status]");
  await page.keyboard.press("Space");
  await type(page, "startDate", "12.05.2190");
}

async function type(page, name, text) {
  await tabTo(page, `#${idOf(name)}`);
  await page.keyboard.type(text);
}

async function retitle(page, title) {
  await tabTo(page, `#${idOf("title.pl")}`);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(title);
  await enter(page);
}

// Picks Oziersk, by a beginning that somebody may hear. Answers what the combobox does not do as the pattern has it.
async function pickPartner(page) {
  const faults = [];
  const expect = async (what, expected) => {
    const { [what]: found } = await page.evaluate(lookAtCombobox);
    if (found !== expected) faults.push(`${what} is ${found}, not ${expected}`);
  };
  await type(page, "partners", "oziorsk");
  await page.waitForSelector(listed);
  await expect("expanded", "true");
  await expect("marked", "");
  await page.keyboard.press("ArrowDown");
  await expect("marked", "Oziersk");
  await page.keyboard.press("Escape");
  await expect("expanded", "false");
  await expect("typed", "oziorsk");
  await page.keyboard.type(" ");
  await page.keyboard.press("Backspace");
  await page.waitForSelector(listed);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect("expanded", "false");
  await expect("typed", "");
  await expect("chosen", "oziersk");
  await expect("said", "Oziersk");
  await expect("focused", idOf("partners"));
  return faults;
}

// Runs in the page.
function lookAtCombobox() {
  const input = document.activeElement;
  const box = input.closest(".pick");
  const marked = document.getElementById(input.getAttribute("aria-activedescendant"));
  const isMarked = marked?.getAttribute("aria-selected") === "true" && marked.checkVisibility();
  return {
    focused: input.id,
    expanded: input.getAttribute("aria-expanded"),
    marked: isMarked ? marked.firstChild.textContent.trim() : "",
    typed: input.value,
    chosen: [...box.querySelectorAll(".chosen input")].map(({ value }) => value).join(),
    said: box.querySelector("[role=status]").textContent,
  };
}

async function faultsOfState(page, tone) {
  const badges = await page.locator("main .badge").first().getAttribute("class");
  return badges.includes(tone) ? [] : [`its badge is ${badges}`];
}

// Suggestions that come when the focus has left the field would cover those below it.
async function checkHaste(clerk, group) {
  await clerk.open(options, async (page) => {
    await clerk.site.visit(page, "/desk/new/events");
    await type(page, "partners", "oziorsk");
    await page.keyboard.press("Tab");
    await page.waitForTimeout(aMoment);
    const lists = await page.$$eval(listed, (options) => options.map(({ textContent }) => `shows ${textContent}`));
    group.rule("by keyboard: no suggestions for a field that has been left", idOf("partners"), lists);
  });
}
