// Walking over a page with the Tab key.

// Presses Tab until what has the focus is like the selector; answers how often it was pressed.
export async function tabTo(page, selector, atMost = 150) {
  for (let pressed = 1; pressed <= atMost; pressed++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return pressed;
  }
  throw new Error(`${page.url()}: Tab does not come to ${selector}`);
}

// Follows the link that Tab finds by the selector, with Enter.
export async function follow(page, selector) {
  await tabTo(page, selector);
  await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press("Enter")]);
  await page.waitForLoadState();
}

// Presses Tab from the beginning of the page to its end, and answers what is wrong on the way, each with its element.
export async function faultsOfWalk(page) {
  const faults = [];
  const expected = await page.evaluate(prepare);
  let stops = 0;
  // The focus leaves the page after the last one. A page that holds it shows by going on.
  for (; stops <= expected; stops++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(look);
    faults.push(...seen.faults);
    if (seen.isOut) break;
  }
  if (stops > expected) faults.push("the focus does not leave the page after its last element");
  faults.push(...(await page.evaluate(missed)));
  return { faults, stops };
}

// The following run in the page, and share what they put on its window.

function prepare() {
  const kinds = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]";
  const isStop = (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility();
  // Rows of radio buttons are one stop.
  const stops = [...document.querySelectorAll(kinds)].filter(isStop).filter((element) => {
    if (element.type !== "radio") return true;
    const row = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(element.name)}"]`)];
    return element === (row.find((one) => one.checked) ?? row[0]);
  });
  // What can be seen of an element, with what is in it.
  const shown = ["outline", "boxShadow", "stroke", "strokeWidth", "borderColor", "backgroundColor"];
  const appearance = (element) =>
    [element, ...element.querySelectorAll("*")].map((part) => shown.map((name) => getComputedStyle(part)[name]).join());
  const name = (element) => {
    const words = element.getAttribute("aria-label") ?? element.textContent.trim();
    return `<${element.localName}> ${words.slice(0, 60) || element.outerHTML.slice(0, 80)}`;
  };
  const before = new Map(stops.map((element) => [element, appearance(element)]));
  window.walk = { stops, before, appearance, name, reached: [] };
  return stops.length;
}

function look() {
  const { stops, before, appearance, name, reached } = window.walk;
  const element = document.activeElement;
  if (element === document.body || element === document.documentElement || element === reached[0]) {
    return { isOut: true, faults: [] };
  }
  const faults = [];
  const fault = (text) => faults.push(`${name(element)}: ${text}`);
  if (!stops.includes(element)) fault("has the focus, but is not seen");
  if (reached.includes(element)) fault("gets the focus a second time");
  reached.push(element);

  const box = element.getBoundingClientRect();
  const isWithin = box.left >= 0 && box.right <= innerWidth && box.bottom > 0 && box.top < innerHeight;
  if (box.width < 1 || box.height < 1) fault("has no size");
  else if (!isWithin) fault(`is outside of the window: ${JSON.stringify(box)}`);
  else {
    // Something of it has to be above all else. The parts of a drawing fill their box in part.
    const part = [0.1, 0.3, 0.5, 0.7, 0.9];
    const points = part.flatMap((x) => part.map((y) => [box.left + x * box.width, box.top + y * box.height]));
    const isSeen = ([x, y]) => element.contains(document.elementFromPoint(x, y));
    if (!points.some(isSeen)) fault("is covered");
  }

  const style = getComputedStyle(element);
  const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const isMarked = hasOutline || style.boxShadow !== "none";
  const isChanged = String(appearance(element)) !== String(before.get(element) ?? "");
  // Drawings have no box that a shadow could be around: there a shape changes.
  const isShown = element instanceof SVGElement ? isChanged : isMarked && isChanged;
  if (!isShown) fault("does not show that it has the focus");
  return { isOut: false, faults };
}

function missed() {
  const { stops, name, reached } = window.walk;
  return stops.filter((element) => !reached.includes(element)).map((element) => `${name(element)}: Tab skips it`);
}
