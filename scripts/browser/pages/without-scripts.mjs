// A guest with a phone that runs no scripts and has a keyboard only: to a partner, an event and its source, and to the
// other language and back.
import { follow, tabTo } from "../shared/tabs.mjs";

const options = { javaScriptEnabled: false, viewport: { width: 390, height: 844 }, locale: "en" };

export default async function withoutScripts(site, group) {
  await site.fresh(options, async (page) => {
    const here = () => site.path(page.url());
    // Each step needs the ones before it, so that the first fault is the last.
    const step = async (what, action, expected) => {
      await action();
      const faults = expected.test(here()) ? [] : [`it is ${here()}`];
      group.rule(what, here(), faults);
      if (faults.length > 0) throw new Error("the steps after it could not be tried");
    };
    await step("/ leads to the English home page", () => site.visit(page, "/"), /^\/en\/$/);

    await page.keyboard.press("Tab");
    const skip = await page.evaluate(skipped);
    group.rule("Tab comes to the skip link first, and it leads to the content", skip.told, skip.faults);

    await step(
      "from the map to a partner",
      () => follow(page, "figure svg a[href*='/partners/']"),
      /^\/en\/partners\/[^/]+$/,
    );
    await step(
      "to an event of the partner",
      () => follow(page, "main a[href*='/en/events/']"),
      /^\/en\/events\/[^/]+$/,
    );
    const record = here();
    await step(
      "to a source of the event",
      () => tabTo(page, "[aria-labelledby=sources] a[href^=http]"),
      /^\/en\/events\//,
    );

    const inPolish = (path) => path.replace("/en/", "/pl/");
    await step("the record in Polish", () => follow(page, "nav a[hreflang=pl]"), exactly(inPolish(record)));
    await step("and back", () => follow(page, "nav a[hreflang=en]"), exactly(record));
  });
}

const exactly = (path) => new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

// Runs in the page.
function skipped() {
  const link = document.activeElement;
  const target = link.hash && document.getElementById(link.hash.slice(1));
  const isSeen = link.getBoundingClientRect().top >= 0;
  const faults = [];
  if (target?.localName !== "main") faults.push(`the first is ${link.outerHTML.slice(0, 100)}`);
  else if (!isSeen) faults.push("it is not seen");
  return { told: link.textContent, faults };
}
