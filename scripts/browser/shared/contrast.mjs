// The contrast of texts that axe cannot tell: those in drawings (SVG), of which it knows neither the `fill` nor what is
// drawn below them, and any with forced colours, of which Chromium tells it the author's colour on the reader's ground.

// The lowest for text of usual size: WCAG 2.2, 1.4.3.
const lowest = 4.5;

export const faultsOfDrawnText = (page) => page.evaluate(look, { selector: "svg text", lowest });

export const faultsOfForcedColours = (page) => page.evaluate(look, { selector: "body *:not(svg *)", lowest });

// Runs in the page.
function look({ selector, lowest }) {
  const parts = (color) => color.match(/[\d.]+/g)?.map(Number) ?? [];
  const isSolid = (color) => color.startsWith("rgb") && (parts(color)[3] ?? 1) === 1;
  // WCAG 2.2, "relative luminance".
  const luminance = (color) => {
    const [red, green, blue] = parts(color)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (isSolid(backgroundColor)) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const colours = (element) => {
    const { color, fill, stroke, strokeWidth, paintOrder } = getComputedStyle(element);
    if (!(element instanceof SVGElement)) return [color, behind(element)];
    // A line around the letters keeps them apart from what is drawn below.
    const hasLine = isSolid(stroke) && parseFloat(strokeWidth) > 0 && paintOrder.startsWith("stroke");
    return [fill, hasLine ? stroke : behind(element)];
  };
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const texts = [...document.querySelectorAll(selector)].filter(
    (element) => hasText(element) && element.checkVisibility(),
  );
  return texts.flatMap((element) => {
    const [colour, ground] = colours(element);
    const ratio = contrast(colour, ground);
    const words = element.textContent.slice(0, 60);
    return ratio < lowest
      ? [`contrast of ${ratio.toFixed(1)}, ${colour} on ${ground}: <${element.localName}> ${words}`]
      : [];
  });
}
