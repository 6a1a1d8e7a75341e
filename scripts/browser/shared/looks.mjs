// The ways that a page can look, and axe-core in each of them.
import { injectAxe, runAxe } from "./axe.mjs";
import { faultsOfDrawnText, faultsOfForcedColours } from "./contrast.mjs";

const wide = { width: 1280, height: 900 };
const looks = {
  "1280 px": { viewport: wide, media: { colorScheme: "light", forcedColors: "none" } },
  "390 px": { viewport: { width: 390, height: 844 }, media: { colorScheme: "light", forcedColors: "none" } },
  dark: { viewport: wide, media: { colorScheme: "dark", forcedColors: "none" } },
  "forced colours": { viewport: wide, media: { colorScheme: "light", forcedColors: "active" } },
};

// Answers what is found on a page, in each look, under the page's name. Its context needs `bypassCSP`. With `isWhole`
// the window is as high as the page, so that nothing is behind what stays at its edge: axe cannot tell the contrast
// there.
export async function lookedAt(page, name, { isWhole = false } = {}) {
  const results = [];
  await injectAxe(page);
  for (const [look, { viewport, media }] of Object.entries(looks)) {
    await page.setViewportSize(viewport);
    await page.emulateMedia(media);
    if (isWhole) await page.setViewportSize({ ...viewport, height: await page.evaluate(heightOf) });
    const isForced = media.forcedColors === "active";
    const found = await runAxe(page, { rules: { "color-contrast": { enabled: !isForced } } });
    const contrast = [...(await faultsOfDrawnText(page)), ...(isForced ? await faultsOfForcedColours(page) : [])];
    results.push({ name, look, ...found, contrast });
  }
  return results;
}

// Runs in the page.
const heightOf = () => Math.max(innerHeight, document.documentElement.scrollHeight);

// Tells what was found on the pages.
export function tellOfLooks(group, pages) {
  const lookedAt = `${pages.length} pages, ${Object.keys(looks).join(", ")}`;
  const found = pages.flat();
  group.rule("axe finds no violation", lookedAt, faultsOf(found, "violations"));
  group.rule("axe can tell every contrast", lookedAt, faultsOf(found, "unknownContrast"));
  group.rule("texts in drawings and with forced colours have contrast", lookedAt, faultsOf(found, "contrast"));
}

// Each fault once, with the looks that have it.
function faultsOf(results, kind) {
  const looksOf = new Map();
  for (const result of results) {
    for (const fault of result[kind]) {
      const told = `${result.name}: ${fault}`;
      looksOf.set(told, [...(looksOf.get(told) ?? []), result.look]);
    }
  }
  return [...looksOf].map(([told, looks]) => `${told} (${looks.join(", ")})`);
}
