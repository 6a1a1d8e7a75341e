// The desk in a browser that runs no scripts: a draft with its faults, an earlier state, and a file.
import { fill, idOf, required, save, savedPath, send } from "../shared/clerk.mjs";
import { chooseFile, spreadsheet } from "./desk-pages.mjs";

const options = { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } };

export default async function scriptless(clerk, group) {
  await clerk.visit(options, async (page) => {
    await clerk.signIn(page);
    const path = await checkDraft(clerk, group, page);
    await checkHistory(clerk, group, page, path);
    await checkImport(clerk, group, page);
  });
}

// A draft whose partner is typed as an id, at first with a fault. Answers its path.
async function checkDraft(clerk, group, page) {
  await clerk.site.visit(page, "/desk/new/events");
  const title = clerk.titled("Bez skryptów");
  await fill(page, { ...required, "title.pl": title, partners: "ozersk" });
  await save(page);
  const { hash } = new URL(
    await page
      .locator(".faults a")
      .first()
      .evaluate(({ href }) => href),
  );
  const isTold = (await page.title()).startsWith("Błąd: ") && hash === `#${idOf("partners")}`;
  group.rule("without scripts: a fault is told", hash, isTold ? [] : [await page.title()]);

  await send(page, "[name='desk.drop']");
  await fill(page, { partners: "oziersk" });
  await save(page);
  const path = savedPath(clerk.site, page);
  const kept = { title: await valueOf(page, "title.pl"), partners: await page.inputValue(".chosen [name=partners]") };
  const isKept = kept.title === title && kept.partners === "oziersk";
  group.rule("without scripts: a draft is saved", path, isKept ? [] : [JSON.stringify(kept)]);
  return path;
}

const valueOf = (page, name) => page.inputValue(`#${idOf(name)}`);

// The title that the draft has at first comes back.
async function checkHistory(clerk, group, page, path) {
  const before = await valueOf(page, "title.pl");
  await fill(page, { "title.pl": clerk.titled("Inny") });
  await save(page);
  await clerk.site.visit(page, `${path}/history`);
  await send(page, ".log [name=revision]");
  savedPath(clerk.site, page);
  const after = await valueOf(page, "title.pl");
  group.rule("without scripts: an earlier state is restored", path, after === before ? [] : [`the title is ${after}`]);
}

// A file is checked, imported, and undone.
async function checkImport(clerk, group, page) {
  const here = () => clerk.site.path(page.url());
  const rule = (what, expected) =>
    group.rule(`without scripts: ${what}`, here(), expected.test(here()) ? [] : ["it is another page"]);
  await clerk.site.visit(page, "/desk/import");
  await chooseFile(page, spreadsheet(clerk, "scheduled"));
  rule("a file is checked", /^\/desk\/import\/[^/?]+$/);
  await send(page, "main form:has([name='desk.seen']) [type=submit]");
  rule("it is imported", /^\/desk\/import\?imported=\d+$/);
  const batch = here().split("=")[1];
  await page.click(`a[href$="/batches/${batch}/undo"]`);
  await send(page, "main form button");
  rule("and undone", new RegExp(`^/desk/import\\?undone=${batch}$`));
}
