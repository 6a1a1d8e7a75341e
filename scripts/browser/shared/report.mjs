// What the checks find: a line for each figure, below it its faults, and at the end how many were ok.
import { each } from "./pool.mjs";

// So many groups at a time. Most wait for the browser, whose processes share the processors.
const atATime = 3;

// So many faults of a figure are told.
const told = 20;

export class Report {
  constructor(program, only = "") {
    this.program = program;
    this.only = only.split(/\s+/).filter(Boolean);
    this.counts = { ok: 0, skipped: 0, FAILED: 0 };
  }

  // Runs the groups, {NAME: function of the site and the group}. Their lines come in the order of the names, whichever
  // is ready first. Whatever a group throws is a failure of this group alone.
  async run(groups, site) {
    const chosen = Object.entries(groups).filter(([name]) => this.only.length === 0 || this.only.includes(name));
    const ready = new Map();
    await each(chosen, atATime, async ([name, check]) => {
      const group = new Group(name);
      try {
        await check(site, group);
      } catch (error) {
        group.fault("could not be finished", error.message);
      }
      ready.set(name, group);
      while (chosen.length > 0 && ready.has(chosen[0][0])) this.#print(ready.get(chosen.shift()[0]));
    });
  }

  #print({ lines }) {
    for (const { outcome, text, faults } of lines) {
      this.counts[outcome]++;
      console.log(`${outcome.padEnd(7)} ${text}`);
      for (const fault of faults.slice(0, told)) console.log(`          ${fault.replaceAll(/\s+/g, " ")}`);
      if (faults.length > told) console.log(`          and ${faults.length - told} more`);
    }
  }

  // Answers the program's exit status.
  end() {
    const counts = Object.entries(this.counts).filter(([, count]) => count > 0);
    console.log(`${this.program}: ${counts.map(([outcome, count]) => `${count} ${outcome}`).join(", ") || "nothing"}`);
    return this.counts.ok > 0 && this.counts.FAILED === 0 ? 0 : 1;
  }
}

// The lines of a group.
class Group {
  constructor(name) {
    this.name = name;
    this.lines = [];
  }

  #line(outcome, text, faults = []) {
    this.lines.push({ outcome, text: `${this.name}: ${text}`, faults });
  }

  // A rule, with what was looked at and what breaks the rule.
  rule(what, lookedAt, faults) {
    const { length } = faults;
    if (length === 0) this.#line("ok", `${what} (${lookedAt})`);
    else this.#line("FAILED", `${what} (${lookedAt}): ${length} ${length === 1 ? "fault" : "faults"}`, faults);
  }

  // A number with the highest that it may be.
  figure(what, value, limit, unit = "") {
    const text = `${what}: ${value}${unit} (at most ${limit}${unit})`;
    this.#line(value <= limit ? "ok" : "FAILED", text);
  }

  fault(what, reason) {
    this.#line("FAILED", what, [reason]);
  }

  skipped(what, reason) {
    this.#line("skipped", `${what} (${reason})`);
  }
}
