// What scripts/check-pages finds, out of the lines that it prints.
import { fileURLToPath } from "node:url";
import { atMost, unmeasured } from "./table.mjs";

const program = fileURLToPath(new URL("../../check-pages", import.meta.url));
const ofRules = {
  accessibility: "accessibility: axe and contrasts, in four looks",
  validity: "validity: Nu HTML checker",
  keyboard: "keyboard",
  "without-scripts": "without scripts",
};
const groups = [...Object.keys(ofRules), "crawl", "weight", "stability", "speed"];

// Answers rows about weight, painting and rules, and the lines of what FAILED.
export async function checkedPages(workshop, service) {
  // What it leaves when it is broken off goes with the folder.
  const env = { ...process.env, CHECK_GROUPS: groups.join(" "), TMPDIR: workshop.folder };
  const { status, reason, output, errors } = await workshop.run(program, [service.base], { env });
  if (status !== 0 && status !== 1) throw new Error(`check-pages could not run: ${reason} ${errors.trim()}`);
  const lines = output.split("\n").flatMap(read);
  const figure = (group, beginning, name) => rowOf(lines, group, beginning, name);
  return {
    weight: [
      figure("weight", /^HTML and CSS of \S+, the heaviest/),
      figure("weight", /^HTML and CSS of \S+$/),
      figure("crawl", /^no script/, "scripts"),
      figure("crawl", /^no request to another origin/, "requests to other origins"),
      figure("crawl", /^requests of a page/),
    ],
    painting: [
      figure("speed", /^first contentful paint/),
      figure("speed", /^largest contentful paint/),
      figure("stability", /^nothing moves \(/, "pages where something moves"),
      figure("stability", /^nothing moves while/, "pages where something moves while they arrive in pieces"),
    ],
    rules: Object.entries(ofRules).map(([group, name]) => kept(lines, group, name)),
    failed: failures(output),
  };
}

// A line of the report: its outcome, group, and what it says. What it says of a figure is "WHAT: 1.5 s (at most 2 s)",
// of a rule "WHAT (PAGES)", with the number of faults behind it.
function read(line) {
  const [, outcome, group, text] = line.match(/^(ok|FAILED|skipped)\s+([a-z-]+): (.*)$/) ?? [];
  if (!group) return [];
  const [, figure, value, unit, limit] = text.match(/^(.*): ([\d.]+)( \w+)? \(at most ([\d.]+).*\)$/) ?? [];
  if (figure) return [{ outcome, group, what: figure, value: Number(value), unit, limit: Number(limit) }];
  const [, what, faults] = text.match(/^(.*?)(?:: (\d+) faults?)?$/);
  return [{ outcome, group, what, value: Number(faults ?? 0), unit: "", limit: 0 }];
}

// The row of a figure, or of the faults of a rule, which has another name here: its value is their number.
function rowOf(lines, group, beginning, name) {
  const line = lines.find((line) => line.group === group && beginning.test(line.what));
  if (!line) return unmeasured(name ?? `${group}: ${beginning.source}`, "", "check-pages does not tell it");
  const { what, value, unit, limit } = line;
  return atMost(name ? what.replace(/^.*? (?=\()/, `${name} `) : what, value, limit, unit);
}

// How many of the rules of a group are ok.
function kept(lines, group, figure) {
  const goal = "all ok";
  const own = lines.filter((line) => line.group === group && line.outcome !== "skipped");
  if (own.length === 0) return unmeasured(figure, goal, "check-pages skipped it");
  const ok = own.filter(({ outcome }) => outcome === "ok").length;
  return { figure, value: `${ok} of ${own.length} ok`, goal, reached: ok === own.length ? "yes" : "no" };
}

// The lines of what FAILED, each with its faults, which are further in.
function failures(output) {
  const found = [];
  let isOfFailure = false;
  for (const line of output.split("\n")) {
    if (!line.startsWith(" ")) isOfFailure = line.startsWith("FAILED");
    if (isOfFailure) found.push(line);
  }
  return found;
}
