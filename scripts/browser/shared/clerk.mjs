// Somebody who edits at the desk with a browser: the session, the forms, and what is left behind.
import { randomBytes } from "node:crypto";

const events = "/desk/events";

// The pages are looked at in the language of those who use them.
const locale = "pl";

// The fewest fields with which an event can be saved, but for its title.
export const required = { kind: "meeting", status: "scheduled", startDate: "12.05.2190" };

export class Clerk {
  #session;

  constructor(site, token) {
    this.site = site;
    this.token = token;
    // A word that is in the title of whatever this run makes, by which it is found again.
    this.mark = `proba${randomBytes(6).toString("hex")}`;
  }

  // A title that no other run has.
  titled(text) {
    return `${text} ${this.mark}`;
  }

  // Signs in on this page, by its form.
  async signIn(page) {
    await this.site.visit(page, "/desk");
    await this.giveToken(page);
    if (this.site.path(page.url()) !== events) throw new Error("CHECK_TOKEN is not taken at the desk");
  }

  // Answers a page that asks for the token.
  async giveToken(page) {
    await page.fill("#token", this.token);
    await send(page, "main [type=submit]");
  }

  // Begins the session that all pages have which are opened later. Answers its cookies.
  async begin() {
    return this.visit({}, async (page) => {
      await this.signIn(page);
      this.#session = await page.context().storageState();
      return page.context().cookies();
    });
  }

  // Does something with a page of a browser without a session.
  visit(options, work) {
    return this.site.fresh({ locale, ...options }, work);
  }

  // Does something with a page of a browser that has the session.
  open(options, work) {
    return this.visit({ storageState: this.#session, ...options }, work);
  }

  // Makes a draft of an event by its form, with these values besides those that are required; answers its path.
  async makeDraft(page, values) {
    await this.site.visit(page, "/desk/new/events");
    await fill(page, { ...required, ...values });
    await save(page);
    return savedPath(this.site, page);
  }

  // Deletes what this run has made, wherever it came to. Answers how many there were, and the names of those left.
  async clearUp() {
    return this.open({}, async (page) => {
      const left = async () => {
        await this.site.visit(page, `${events}?q=${this.mark}`);
        return page.$$eval("main a.main", (links) => links.map((link) => link.href));
      };
      const made = await left();
      for (const address of made) {
        await this.site.visit(page, `${this.site.path(address)}/delete`);
        await send(page, "main form button");
      }
      return { count: made.length, left: made.length > 0 ? await left() : [] };
    });
  }
}

// The id of a field.
export const idOf = (name) => `f-${name.replaceAll(".", "-")}`;

// Types or chooses the values of fields.
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`#${idOf(name)}`);
    const kind = await field.evaluate((element) => element.localName);
    if (kind === "fieldset") await field.locator(`[value="${value}"]`).check();
    else if (kind === "select") await field.selectOption(value);
    else await field.fill(value);
  }
}

// Presses a button or follows a link, and waits for the page that it leads to.
export async function send(page, selector) {
  await Promise.all([page.waitForEvent("framenavigated"), page.click(selector)]);
  await page.waitForLoadState();
}

export const save = (page) => send(page, ".bar [value=save]");

// The path of the record that the page says was saved.
export function savedPath(site, page) {
  const [path, query = ""] = site.path(page.url()).split("?");
  if (!/^(saved|merged|restored)=\d+$/.test(query)) throw new Error(`nothing was saved: it is ${path}?${query}`);
  return path;
}
