// Two clerks at one event, each in a window of their own; and a session that ends while somebody types.
import { fill, idOf, save, savedPath, send } from "../shared/clerk.mjs";
import { endSession } from "./desk-pages.mjs";

// How long is waited for what is not to come.
const aMoment = 800;

export default async function windows(clerk, group) {
  await clerk.open({}, (mine) =>
    clerk.open({}, async (theirs) => {
      await checkDifferentFields(clerk, group, mine, theirs);
      await checkSameField(clerk, group, mine, theirs);
    }),
  );
  await checkSession(clerk, group);
  await checkSuggestions(clerk, group);
}

// Opens a new draft in both windows; answers its path.
async function openBoth(clerk, mine, theirs, title) {
  const path = await clerk.makeDraft(mine, { "title.pl": clerk.titled(title), "summary.pl": "Opis." });
  await clerk.site.visit(theirs, path);
  return path;
}

async function checkDifferentFields(clerk, group, mine, theirs) {
  const path = await openBoth(clerk, mine, theirs, "Różne pola");
  await fill(theirs, { "summary.pl": "Opis innej osoby." });
  await save(theirs);
  await fill(mine, { "title.en": clerk.titled("Different fields"), "attendance.count": "16" });
  await save(mine);
  const faults = mine.url().includes("?merged=") ? [] : [`it is ${clerk.site.path(mine.url())}`];
  faults.push(
    ...(await faultsOfRecord(clerk, mine, path, {
      "summary.pl": "Opis innej osoby.",
      "title.en": clerk.titled("Different fields"),
      "attendance.count": "16",
    })),
  );
  group.rule("two windows: different fields are both saved at once", path, faults);
}

async function checkSameField(clerk, group, mine, theirs) {
  const path = await openBoth(clerk, mine, theirs, "To samo pole");
  await fill(theirs, { "summary.pl": "Ich opis.", kind: "sport" });
  await save(theirs);
  const own = { "summary.pl": "Mój opis.\n\nDrugi akapit.", "place.name": "Rynek <1>", "attendance.count": "16" };
  await fill(mine, own);
  await save(mine);
  const choices = await mine.$$eval("main fieldset", (sets) => sets.map(({ textContent }) => textContent));
  const words = ["Ich opis.", "Mój opis.", "Drugi akapit.", "Opis."];
  const faults = words.filter((text) => !choices[0]?.includes(text)).map((text) => `the choice does not show ${text}`);
  if (choices.length !== 1) faults.push(`${choices.length} choices in place of one`);
  group.rule("two windows: the same field is to be chosen", path, faults);

  await mine.check("main fieldset [value=mine]");
  await send(mine, ".bar [value=save]");
  savedPath(clerk.site, mine);
  const left = await faultsOfRecord(clerk, mine, path, { ...own, kind: "sport" });
  group.rule("two windows: nothing that was typed is lost", Object.keys(own).join(", "), left);
}

// What the stored record has otherwise than it should.
async function faultsOfRecord(clerk, page, path, values) {
  await clerk.site.visit(page, path);
  const faults = [];
  for (const [name, value] of Object.entries(values)) {
    const found = await page.inputValue(`#${idOf(name)}`);
    if (found !== value) faults.push(`${name}: ${found}`);
  }
  return faults;
}

// The token is asked for, and what was typed is sent then.
async function checkSession(clerk, group) {
  await clerk.visit({}, async (page) => {
    await endSession(clerk, page);
    await clerk.giveToken(page);
    await send(page, "main [type=submit]");
    const path = savedPath(clerk.site, page);
    const title = await page.inputValue(`#${idOf("title.pl")}`);
    const faults = title === clerk.titled("Po przerwie") ? [] : [`the title is ${title}`];
    group.rule("a session that ends: what was typed is saved after another sign-in", path, faults);
  });
}

// Without a session there are no suggestions.
async function checkSuggestions(clerk, group) {
  await clerk.visit({}, async (page) => {
    await clerk.signIn(page);
    await clerk.site.visit(page, "/desk/new/events");
    await page.context().clearCookies();
    const errors = [];
    page.on("pageerror", (error) => errors.push(`uncaught error: ${error.message}`));
    const isSuggestion = (request) => request.url().includes("/desk/suggest/");
    const asked = Promise.race(
      ["requestfinished", "requestfailed"].map((event) => page.waitForEvent(event, isSuggestion)),
    );
    await page.locator(`#${idOf("partners")}`).pressSequentially("oziorsk");
    await asked;
    await page.waitForTimeout(aMoment);
    group.rule("a session that ends: suggestions fail in silence", "partners", errors);
  });
}
