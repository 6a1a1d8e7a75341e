// A form with four faults at once: what it says, where it leads, and what it keeps.
import { fill, idOf, save } from "../shared/clerk.mjs";

// The fourth is the status, of which none is chosen.
const typed = { startDate: "31.06.2027", "attendance.count": "zero", webPage: "ftp://example.org" };
const faulty = [...Object.keys(typed), "status"];
const ids = faulty.map(idOf);
// What HTML could take for its own, or tidy up.
const texts = { "summary.pl": "Pierwszy.\n\n<b>Drugi & „trzeci”.", kind: "sport" };

// How long is waited for what is not to come.
const aMoment = 400;

export default async function faults(clerk, group) {
  await clerk.open({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await clerk.site.visit(page, "/desk/new/events");
    const values = { ...typed, ...texts, "title.pl": clerk.titled("  Błędy ") };
    await fill(page, values);
    await save(page);
    const rule = (what, faults, lookedAt = faulty) => group.rule(`four faults: ${what}`, lookedAt.join(", "), faults);
    rule("the title and the focus tell of them", await faultsOfArrival(page));
    rule("the same sentence above and beside each field", await page.evaluate(compare, ids));
    rule("fields say that they are faulty", await page.evaluate(lookAtFields, ids));
    rule("each link leads to its field, with its sentence to be seen", await faultsOfLinks(page));
    rule("what was typed is still there", await faultsOfValues(page, values), Object.keys(values));
    rule("leaving the form asks first", await faultsOfLeaving(page), ["a link"]);
  });
}

async function faultsOfArrival(page) {
  const faults = [];
  const title = await page.title();
  if (!/^(Błąd|Fault): /.test(title)) faults.push(`the title is ${title}`);
  if (!(await page.evaluate(() => document.activeElement.matches(".faults")))) faults.push("the focus is elsewhere");
  return faults;
}

// Runs in the page.
function compare(ids) {
  const links = [...document.querySelectorAll(".faults a")];
  const faults = links.length === ids.length ? [] : [`${links.length} links in place of ${ids.length}`];
  for (const id of ids) {
    const sentence = document.getElementById(`${id}-fault`)?.textContent;
    const link = links.find(({ hash }) => hash === `#${id}`)?.textContent;
    if (!sentence || !link?.endsWith(sentence)) faults.push(`${id}: ${link} above, ${sentence} beside`);
  }
  return faults;
}

// What is said of a field, or of a group of fields, to those who do not see it. Runs in the page.
function lookAtFields(ids) {
  return ids.flatMap((id) => {
    const field = document.getElementById(id);
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ");
    return [
      ...(field.getAttribute("aria-invalid") === "true" ? [] : [`${id}: no aria-invalid`]),
      ...(described.includes(`${id}-fault`) ? [] : [`${id}: not described by its fault`]),
    ];
  });
}

// Follows each link with Enter.
async function faultsOfLinks(page) {
  const faults = [];
  for (const id of ids) {
    await page.focus(`.faults a[href="#${id}"]`);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(aMoment);
    const fault = await page.evaluate(lookAtFocus, id);
    if (fault) faults.push(`${id}: ${fault}`);
  }
  return faults;
}

// Runs in the page.
function lookAtFocus(id) {
  const element = document.activeElement;
  if (element.id !== id) return `the focus is on ${element.outerHTML.slice(0, 80)}`;
  // With the sentence, above the bar.
  for (const part of [document.getElementById(`${id}-fault`), element]) {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!over || !(part.contains(over) || over.contains(part))) return `<${part.localName}> is not to be seen`;
  }
  return null;
}

async function faultsOfValues(page, values) {
  const faults = [];
  for (const [name, value] of Object.entries(values)) {
    const found = await page.inputValue(`#${idOf(name)}`);
    if (found !== value) faults.push(`${name}: ${found}`);
  }
  return faults;
}

// What was typed is not saved yet, so that going away would lose it. The links above were used: browsers ask only on
// pages that were.
async function faultsOfLeaving(page) {
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
  await page.locator(".tray a").first().click({ noWaitAfter: true });
  await page.waitForTimeout(aMoment);
  return asked.includes("beforeunload") ? [] : ["nothing is asked, and what was typed is lost"];
}
