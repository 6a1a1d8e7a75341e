// Runs axe-core in a page. Its context needs `bypassCSP`, since the pages' policy forbids scripts.
import axe from "axe-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const injectAxe = (page) => page.evaluate(axe.source);

// Answers the violations, and the texts whose contrast axe could not tell; contrast.mjs is for those in drawings.
export async function runAxe(page, { rules = {} } = {}) {
  const options = { runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations", "incomplete"] };
  const { violations, incomplete } = await page.evaluate((options) => window.axe.run(document, options), options);
  const unknown = incomplete.filter(({ id }) => id === "color-contrast");
  const isDrawn = ({ html }) => html.startsWith("<text");
  const targets = unknown.flatMap(({ nodes }) => nodes).map(({ target }) => target.flat().join(" "));
  const hidden = await page.evaluate(scrolledOut, targets);
  const isTold = (node) => !isDrawn(node) && !hidden.includes(node.target.flat().join(" "));
  return {
    violations: violations.flatMap(told),
    unknownContrast: unknown.map((rule) => ({ ...rule, nodes: rule.nodes.filter(isTold) })).flatMap(told),
  };
}

// Which of the elements have a part that a box cuts which can be scrolled, such as one with a wide table: axe cannot
// tell its contrast. Runs in the page.
function scrolledOut(selectors) {
  const isCut = (element) => {
    const { left, right } = element.getBoundingClientRect();
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      const isScrolled = ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
      const edges = box.getBoundingClientRect();
      if (isScrolled && (left < edges.left || right > edges.right)) return true;
    }
    return false;
  };
  return selectors.filter((selector) => {
    const element = document.querySelector(selector);
    return element && isCut(element);
  });
}

const told = ({ id, impact, nodes }) =>
  nodes.map(({ target, html, failureSummary = "", any }) => {
    const why = any[0]?.message ?? failureSummary.split("\n").slice(1).join(" ");
    return `${id} (${impact}) ${target.flat().join(" ")}: ${why.trim()} ${html.slice(0, 100)}`;
  });
