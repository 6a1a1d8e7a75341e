// No page may be wider than the window. 320 px are also what is left of 1280 px at 400 %.
import { representative } from "./addresses.mjs";

const looks = [
  { name: "1280 px", width: 1280, text: "" },
  { name: "390 px", width: 390, text: "" },
  { name: "320 px", width: 320, text: "" },
  { name: "1280 px with text of 200 %", width: 1280, text: "200%" },
];

export default async function overflow(site, group) {
  // The size of the text is set from outside of the page's policy.
  const found = await site.onEach(representative, { bypassCSP: true }, 1, async (page) => {
    const results = {};
    for (const { name, width, text } of looks) {
      await page.setViewportSize({ width, height: 900 });
      const fault = await page.evaluate(measure, text);
      results[name] = fault ? [`${site.path(page.url())}: ${fault}`] : [];
    }
    return results;
  });
  for (const { name } of looks) {
    group.rule(
      `nothing to scroll sideways at ${name}`,
      `${found.length} pages`,
      found.flatMap((results) => results[name]),
    );
  }
}

// Runs in the page.
function measure(fontSize) {
  document.documentElement.style.fontSize = fontSize;
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= innerWidth) return null;
  // The innermost that sticks out is the cause, or whose text does.
  const sticksOut = (element) => {
    const { left, right } = element.getBoundingClientRect();
    const isCut = getComputedStyle(element).overflowX !== "visible";
    return right > innerWidth + 0.5 || (!isCut && left + element.scrollWidth > innerWidth + 0.5);
  };
  const cause = [...document.querySelectorAll("body, body *")].filter(sticksOut).at(-1);
  return `${scrollWidth} px wide, by ${cause?.outerHTML.slice(0, 120)}`;
}
