// A page of each kind at the desk, and how a clerk comes to it.
import { fill, required, save, send } from "../shared/clerk.mjs";
import { event, lists } from "./addresses.mjs";

const record = `/desk${event}`;

// Four values that cannot be read, each in a field of its own.
export const faulty = {
  startDate: "31.06.2027",
  startTime: "25:99",
  "attendance.count": "zero",
  webPage: "ftp://example.org",
};

// A file whose records are drafts; `status` can be one that there is not.
export const spreadsheet = (clerk, status) => ({
  name: "wydarzenia.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    `id;title.pl;state;kind;status;startDate;partners\n` +
      `${clerk.mark}-arkusz;${clerk.titled("Z arkusza")};draft;meeting;${status};12.05.2190;oziersk\n`,
  ),
});

const news = "W dniu 20 maja 2017 roku delegacja z Oziorska wzięła udział w spotkaniu w Kętrzynie.";

const opened = (path) => (clerk, page) => clerk.site.visit(page, path);

// Each with whether it is for those without a session. What they make has the clerk's mark.
export const deskPages = [
  { name: "sign-in", isPublic: true, come: opened("/desk/sign-in") },
  { name: "sign-in with a wrong token", isPublic: true, come: failToSignIn },
  ...lists.map((list) => ({ name: `/desk${list}`, come: opened(`/desk${list}`) })),
  { name: "a list without results", come: opened("/desk/events?q=xyzzy") },
  { name: "a new event", come: opened("/desk/new/events") },
  { name: "an event", come: opened(record) },
  { name: "an event with faults", come: makeFaults },
  { name: "a history", come: opened(`${record}/history`) },
  { name: "a question before a deletion", come: opened(`${record}/delete`) },
  { name: "a record that is not there", come: opened("/desk/events/nowhere") },
  { name: "import", come: opened("/desk/import") },
  { name: "the report of a file", come: (clerk, page) => upload(page, clerk, "scheduled") },
  { name: "the report of a file with a fault", come: (clerk, page) => upload(page, clerk, "zaplanowane") },
  { name: "news", come: opened("/desk/news") },
  { name: "news with what was found", come: findEvents },
  { name: "a conflict", come: makeConflict },
  { name: "an event deleted meanwhile", come: deleteMeanwhile },
  { name: "a session that has ended", isPublic: true, come: endSession },
  { name: "a session that goes on", isPublic: true, come: goOn },
];

async function failToSignIn(clerk, page) {
  await clerk.site.visit(page, "/desk/sign-in");
  await page.fill("#token", "twn_wrong");
  await send(page, "main [type=submit]");
}

async function makeFaults(clerk, page) {
  await clerk.site.visit(page, record);
  await fill(page, faulty);
  await save(page);
}

async function upload(page, clerk, status) {
  await clerk.site.visit(page, "/desk/import");
  await chooseFile(page, spreadsheet(clerk, status));
}

// Sends a file to be checked.
export async function chooseFile(page, file) {
  await page.setInputFiles("#file", file);
  await page.selectOption("#type", "events");
  await send(page, "main form:has(#file) [type=submit]");
}

async function findEvents(clerk, page) {
  await clerk.site.visit(page, "/desk/news");
  await page.fill("#text", news);
  await send(page, "main form [type=submit]");
}

// Both windows are of one browser.
async function makeConflict(clerk, page) {
  const path = await clerk.makeDraft(page, { "title.pl": clerk.titled("Konflikt"), "summary.pl": "Pierwszy opis." });
  const other = await page.context().newPage();
  await clerk.site.visit(other, path);
  await fill(other, { "title.pl": clerk.titled("Tytuł innej osoby"), kind: "sport" });
  await save(other);
  await other.close();
  await fill(page, { "title.pl": clerk.titled("Mój tytuł"), "summary.pl": "Mój opis." });
  await save(page);
}

async function deleteMeanwhile(clerk, page) {
  const path = await clerk.makeDraft(page, { "title.pl": clerk.titled("Usunięty") });
  const other = await page.context().newPage();
  await clerk.site.visit(other, `${path}/delete`);
  await send(other, "main form button");
  await other.close();
  await fill(page, { "title.pl": clerk.titled("Zmieniony po usunięciu") });
  await save(page);
}

// Saves a draft when the session has ended since its form was opened.
export async function endSession(clerk, page) {
  await clerk.signIn(page);
  await clerk.site.visit(page, "/desk/new/events");
  await fill(page, { ...required, "title.pl": clerk.titled("Po przerwie") });
  await page.context().clearCookies();
  await save(page);
}

async function goOn(clerk, page) {
  await endSession(clerk, page);
  await clerk.giveToken(page);
}
