// The service that is checked, as seen through the browser and without it.
import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { each } from "./pool.mjs";

// How long a server that is being started again is waited for.
const patience = 60_000;
const isAway = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|ECONNREFUSED|ECONNRESET|socket hang up/;

const isIcon = (url) => /\/favicon\.[a-z]+$/.test(new URL(url).pathname);

const whileAway = async (attempt) => {
  for (const end = Date.now() + patience; ; await sleep(500)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isAway.test(error.message) || Date.now() > end) throw error;
    }
  }
};

export class Site {
  constructor(baseUrl, browser) {
    this.base = baseUrl;
    this.origin = new URL(baseUrl).origin;
    this.browser = browser;
  }

  // The address of a path.
  at(path) {
    return this.base + path;
  }

  // The path of an address, as it is told.
  path(address) {
    const { pathname, search } = new URL(address);
    return (pathname + search).slice(new URL(this.base).pathname.replace(/\/$/, "").length);
  }

  // Does something with a page of a browser that knows nothing yet and has these options, such as its viewport.
  async fresh(options, work) {
    const context = await this.browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce", ...options });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(patience);
      return await work(page);
    } finally {
      await context.close();
    }
  }

  // Opens the pages, some at a time, in browsers with these options, and does something with each.
  async onEach(addresses, options, atATime, work) {
    const left = [...addresses.entries()];
    const results = [];
    await each(Array(Math.min(atATime, left.length)).fill(options), atATime, (options) =>
      this.fresh(options, async (page) => {
        for (let next = left.shift(); next; next = left.shift()) {
          const [at, address] = next;
          await this.visit(page, address.path ?? address);
          results[at] = await work(page, address);
        }
      }),
    );
    return results;
  }

  // Opens a page and looks at it. Answers its status, what it said in the console, what it asked for, which of that
  // failed, and what `look` answers. The icon is left out: the browser asks for it when it likes, also while it leaves
  // the page, and breaks it off then.
  async visit(page, path, look = () => undefined) {
    return whileAway(async () => {
      const messages = [];
      const requests = [];
      // Without those of the frames in the page.
      const ownRequests = [];
      const broken = [];
      const listeners = {
        console: (message) => messages.push(`${message.type()}: ${message.text()}`),
        pageerror: (error) => messages.push(`uncaught error: ${error.message}`),
        request: (request) => {
          if (isIcon(request.url())) return;
          requests.push(request.url());
          if (request.frame() === page.mainFrame()) ownRequests.push(request.url());
        },
        requestfailed: (request) => {
          if (!isIcon(request.url())) broken.push(`${request.url()}: ${request.failure()?.errorText}`);
        },
      };
      for (const [event, listener] of Object.entries(listeners)) page.on(event, listener);
      try {
        const answer = await page.goto(this.at(path));
        const seen = await look(page);
        const away = broken.find((text) => isAway.test(text));
        if (away) throw new Error(away);
        return { status: answer.status(), messages, requests, ownRequests, broken, seen };
      } finally {
        for (const [event, listener] of Object.entries(listeners)) page.off(event, listener);
      }
    });
  }

  // Gets what a browser would get, without one: the status and the body as it was sent.
  download(path, headers = {}) {
    const address = new URL(this.at(path));
    const { get } = address.protocol === "https:" ? https : http;
    const attempt = () =>
      new Promise((done, failed) => {
        get(address, { headers: { accept: "text/html,*/*;q=0.8", ...headers } }, async (answer) => {
          const parts = [];
          answer.on("error", failed).on("data", (part) => parts.push(part));
          answer.on("end", () =>
            done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }),
          );
        }).on("error", failed);
      });
    return whileAway(attempt);
  }
}
