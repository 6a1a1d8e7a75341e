// A temporary folder and the programs that were started, all of which are gone at the end, however it ends.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The exit status of a program that is ended by them.
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

export class Workshop {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "measure-pages-"));
    this.running = new Set();
    for (const [signal, status] of Object.entries(signals)) {
      process.on(signal, () => this.close().finally(() => process.exit(status)));
    }
  }

  file(name) {
    return join(this.folder, name);
  }

  // Starts a program. It has a group of its own, so that Ctrl-C comes to this program alone, which ends it in order.
  start(program, parameters, options) {
    const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
    child.ended = new Promise((done) => {
      child.on("error", (error) => done({ status: undefined, reason: error.message }));
      child.on("close", (status, signal) => done({ status, reason: signal ?? `exit status ${status}` }));
    }).finally(() => this.running.delete(child));
    this.running.add(child);
    return child;
  }

  // Runs a program to its end; answers its status and what it printed.
  async run(program, parameters, options) {
    const child = this.start(program, parameters, options);
    const printed = { output: "", errors: "" };
    child.stdout.setEncoding("utf8").on("data", (text) => (printed.output += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (printed.errors += text));
    return { ...(await child.ended), ...printed };
  }

  // Ends a program and all that it started.
  async end(child) {
    if (!this.running.has(child)) return;
    for (const pid of family(child.pid)) {
      try {
        process.kill(pid);
      } catch {
        // It has ended.
      }
    }
    await child.ended;
  }

  async close() {
    await Promise.all([...this.running].map((child) => this.end(child)));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

// A process and those that it started, the youngest first. (`timeout`, in scripts, makes a group of its own, so that a
// signal to a group does not come to all.)
function family(pid) {
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = all.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  // Grows while it is walked over.
  for (const parent of found) for (const [child, of] of pairs) if (of === parent) found.push(child);
  return found.reverse();
}
