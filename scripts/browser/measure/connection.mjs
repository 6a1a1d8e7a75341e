// One connection that is kept alive, with a clock. Node's own client takes as long as an answer out of memory, so that
// it would be the larger part of what is measured: this one reads as much of HTTP/1.1 as the service speaks.
import { connect } from "node:net";

const endOfHead = Buffer.from("\r\n\r\n");

export class Connection {
  static open(base) {
    const { hostname, port, host } = new URL(base);
    return new Promise((done, failed) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      socket.once("error", failed).once("connect", () => done(new Connection(socket, host)));
    });
  }

  constructor(socket, host) {
    this.socket = socket;
    this.host = host;
    socket.on("data", (part) => this.#receive(part));
    socket.on("error", (error) => this.waiting?.failed(error));
    socket.on("close", () => this.waiting?.failed(new Error("the service closed the connection")));
  }

  // Asks, and answers the status, the headers, the body and the time from the first byte that is sent until the last
  // one that is received, in ms.
  ask(path, headers = {}, method = "GET", body = "") {
    const bytes = Buffer.from(body);
    const length = method === "GET" ? {} : { "content-length": bytes.length };
    const sent = Object.entries({ host: this.host, ...headers, ...length });
    const lines = [`${method} ${path} HTTP/1.1`, ...sent.map(([name, value]) => `${name}: ${value}`), "", ""];
    return new Promise((done, failed) => {
      this.waiting = { done, failed, parts: [], received: 0, began: performance.now() };
      this.socket.write(Buffer.concat([Buffer.from(lines.join("\r\n")), bytes]));
    });
  }

  close() {
    this.waiting = undefined;
    this.socket.destroy();
  }

  #receive(part) {
    const { waiting } = this;
    if (!waiting) return;
    waiting.parts.push(part);
    waiting.received += part.length;
    if (!waiting.head) {
      const all = Buffer.concat(waiting.parts);
      const end = all.indexOf(endOfHead);
      if (end < 0) return;
      waiting.head = read(all.subarray(0, end).toString("latin1"));
      waiting.start = end + endOfHead.length;
    }
    const { headers, status } = waiting.head;
    // The service sends what is short with its length.
    const length = Number(headers["content-length"] ?? (status === 204 || status === 304 ? 0 : NaN));
    if (Number.isNaN(length)) return waiting.failed(new Error("an answer does not tell its length"));
    if (waiting.received < waiting.start + length) return;
    const milliseconds = performance.now() - waiting.began;
    const body = Buffer.concat(waiting.parts).subarray(waiting.start);
    this.waiting = undefined;
    waiting.done({ status, headers, body, milliseconds });
  }
}

function read(head) {
  const [first, ...lines] = head.split("\r\n");
  const headers = {};
  for (const line of lines) {
    const [, name, value] = line.match(/^([^:]+): *(.*)$/);
    headers[name.toLowerCase()] = value;
  }
  return { status: Number(first.split(" ")[1]), headers };
}
