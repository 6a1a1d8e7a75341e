// Checks the public pages and the editors' desk in headless Chromium. Started by scripts/check-pages, which says what is
// checked.
//
// Usage: node pages.mjs BASE_URL [PICTURES_DIRECTORY]
//
// A group of checks is a function in a file of pages/, which gets the site and the group's part of the report. To add
// one, write the file and name it below.
import { launch } from "./shared/launch.mjs";
import { Report } from "./shared/report.mjs";
import { Site } from "./shared/site.mjs";
import accessibility from "./pages/accessibility.mjs";
import crawl from "./pages/crawl.mjs";
import desk from "./pages/desk.mjs";
import keyboard from "./pages/keyboard.mjs";
import languages from "./pages/languages.mjs";
import overflow from "./pages/overflow.mjs";
import pictures from "./pages/pictures.mjs";
import print from "./pages/print.mjs";
import speed from "./pages/speed.mjs";
import stability from "./pages/stability.mjs";
import validity from "./pages/validity.mjs";
import weight from "./pages/weight.mjs";
import widget from "./pages/widget.mjs";
import withoutScripts from "./pages/without-scripts.mjs";

const [baseUrl, directory] = process.argv.slice(2);

const report = new Report("check-pages", process.env.CHECK_GROUPS);
let browser;
try {
  browser = await launch(baseUrl);
  const site = new Site(baseUrl, browser);
  await site.download("/");
  // What is timed has the machine for itself, and runs only by name: a busy machine would fail it.
  if (report.only.includes("speed")) await report.run({ speed }, site);
  // The longest are begun first.
  await report.run(
    {
      crawl,
      accessibility,
      overflow,
      keyboard,
      "without-scripts": withoutScripts,
      languages,
      widget,
      stability,
      weight,
      print,
      validity,
      ...(directory && { pictures: pictures(directory) }),
    },
    site,
  );
  // What changes records comes after what reads them.
  await report.run({ desk }, site);
  process.exitCode = report.end();
} catch (error) {
  console.error(`check-pages: ${error.message}`);
  process.exitCode = 2;
} finally {
  await browser?.close();
}
