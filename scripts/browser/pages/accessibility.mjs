// axe-core on a page of each kind, in the ways that a page can look.
import { injectAxe, runAxe } from "../shared/axe.mjs";
import { faultsOfDrawnText, faultsOfForcedColours } from "../shared/contrast.mjs";
import { representative } from "./addresses.mjs";

const wide = { width: 1280, height: 900 };
const looks = {
  "1280 px": { viewport: wide, media: { colorScheme: "light", forcedColors: "none" } },
  "390 px": { viewport: { width: 390, height: 844 }, media: { colorScheme: "light", forcedColors: "none" } },
  dark: { viewport: wide, media: { colorScheme: "dark", forcedColors: "none" } },
  "forced colours": { viewport: wide, media: { colorScheme: "light", forcedColors: "active" } },
};

export default async function accessibility(site, group) {
  const found = await site.onEach(representative, { bypassCSP: true }, 2, async (page, { path }) => {
    const results = [];
    await injectAxe(page);
    for (const [look, { viewport, media }] of Object.entries(looks)) {
      await page.setViewportSize(viewport);
      await page.emulateMedia(media);
      const isForced = media.forcedColors === "active";
      const found = await runAxe(page, { rules: { "color-contrast": { enabled: !isForced } } });
      const contrast = [...(await faultsOfDrawnText(page)), ...(isForced ? await faultsOfForcedColours(page) : [])];
      results.push({ path, look, ...found, contrast });
    }
    return results;
  });
  const lookedAt = `${found.length} pages, ${Object.keys(looks).join(", ")}`;
  group.rule("axe finds no violation", lookedAt, faultsOf(found.flat(), "violations"));
  group.rule("axe can tell every contrast", lookedAt, faultsOf(found.flat(), "unknownContrast"));
  group.rule("texts in drawings and with forced colours have contrast", lookedAt, faultsOf(found.flat(), "contrast"));
}

// Each fault once, with the looks that have it.
function faultsOf(results, name) {
  const looksOf = new Map();
  for (const result of results) {
    for (const fault of result[name]) {
      const told = `${result.path}: ${fault}`;
      looksOf.set(told, [...(looksOf.get(told) ?? []), result.look]);
    }
  }
  return [...looksOf].map(([told, looks]) => `${told} (${looks.join(", ")})`);
}
