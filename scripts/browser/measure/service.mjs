// The service that is measured, on a free port and with a database of its own.
import http from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Site } from "../shared/site.mjs";

// How long it may take until it is ready, in ms.
const patience = 60_000;

// What the one who measures has set for a service of their own is not meant for this one.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(TWINNING|DATABASE)_/.test(name)),
);

export const urlOf = (workshop, database) => `sqlite://${workshop.file(database)}`;

export class Service {
  // Starts the service with the settings of `twinning serve` as they are, but for these.
  static async start(workshop, binary, database, settings = []) {
    const url = urlOf(workshop, database);
    const port = await freePort();
    const bind = ["--bind", `127.0.0.1:${port}`];
    const server = workshop.start(binary, ["serve", "--database-url", url, ...bind, ...settings], {
      // The log is written, as in operation, and nobody looks at it.
      stdio: "ignore",
      env: environment,
    });
    const service = new Service(workshop, binary, url, `http://127.0.0.1:${port}`, server);
    await service.#ready();
    const token = ["token", "create", "measure-pages", "--role", "editor", "--database-url", url];
    service.token = (await ran(workshop, binary, token)).output.trim();
    return service;
  }

  constructor(workshop, binary, url, base, server) {
    Object.assign(this, { workshop, binary, url, base, server, site: new Site(base) });
  }

  async #ready() {
    let hasEnded = false;
    this.server.ended.then(() => (hasEnded = true));
    for (const end = Date.now() + patience; Date.now() < end && !hasEnded; await sleep(100)) {
      if ((await statusOf(`${this.base}/health/ready`)) === 200) return;
    }
    throw new Error(`the service did not become ready${hasEnded ? `: ${(await this.server.ended).reason}` : ""}`);
  }

  // All records, in the exchange format.
  async exported() {
    const { output } = await ran(this.workshop, this.binary, ["export", "--database-url", this.url]);
    return output.trim().split("\n").map((line) => JSON.parse(line));
  }

  // Sends JSON to the API, as somebody who may write.
  async write(connection, method, path, type, body) {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": type };
    // A change has to say of which state; any will do.
    if (method === "PATCH") headers["if-match"] = "*";
    const answer = await connection.ask(path, headers, method, JSON.stringify(body));
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  }

  stop() {
    return this.workshop.end(this.server);
  }
}

// Runs a command that must succeed.
export async function ran(workshop, binary, parameters) {
  const result = await workshop.run(binary, parameters, { env: environment });
  if (result.status !== 0) throw new Error(`twinning ${parameters[0]}: ${result.reason} ${result.errors.trim()}`);
  return result;
}

const freePort = () =>
  new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

// 0 where nobody answers.
const statusOf = (address) =>
  new Promise((done) => {
    const request = http.get(address, (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    request.on("error", () => done(0));
  });
