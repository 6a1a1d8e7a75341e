// No page may be wider than the window. 320 px are also what is left of 1280 px at 400 %.
const widths = [
  { name: "1280 px", width: 1280, text: "" },
  { name: "390 px", width: 390, text: "" },
  { name: "320 px", width: 320, text: "" },
  { name: "1280 px with text of 200 %", width: 1280, text: "200%" },
];

// Answers the faults of a page at each width, under the page's name. The size of the text is set from outside of the
// page's policy: its context needs `bypassCSP`.
export async function measured(page, name) {
  const results = {};
  for (const { name: at, width, text } of widths) {
    await page.setViewportSize({ width, height: 900 });
    const fault = await page.evaluate(measure, text);
    results[at] = fault ? [`${name}: ${fault}`] : [];
  }
  return results;
}

// Tells what was found on the pages.
export function tellOfWidths(group, pages) {
  for (const { name: at } of widths) {
    const faults = pages.flatMap((results) => results[at]);
    group.rule(`nothing to scroll sideways at ${at}`, `${pages.length} pages`, faults);
  }
}

// Runs in the page.
function measure(fontSize) {
  document.documentElement.style.fontSize = fontSize;
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= innerWidth) return null;
  // The innermost that sticks out is the cause, or whose text does; but not what a box cuts that can be scrolled.
  const cuts = (element) => element !== document.body && getComputedStyle(element).overflowX !== "visible";
  const isWithinCut = ({ parentElement }) => parentElement && (cuts(parentElement) || isWithinCut(parentElement));
  const sticksOut = (element) => {
    const { left, right } = element.getBoundingClientRect();
    const isOut = right > innerWidth + 0.5 || (!cuts(element) && left + element.scrollWidth > innerWidth + 0.5);
    return isOut && !isWithinCut(element);
  };
  const cause = [...document.querySelectorAll("body, body *")].filter(sticksOut).at(-1);
  return `${scrollWidth} px wide, by ${cause?.outerHTML.slice(0, 120)}`;
}
