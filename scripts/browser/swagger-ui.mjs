// Opens Swagger UI in headless Chromium and tries operations out, as a person
// would. Started by scripts/check-swagger-ui.
//
// Usage: node swagger-ui.mjs BASE_URL SCREENSHOT.png
//
// With an editor's token in CHECK_TOKEN it also authorizes itself, creates records
// out of the examples, imports a file and changes a record of each type.
import { createServer, request as send } from "node:http";
import { availableParallelism } from "node:os";
import { chromium } from "playwright-core";

const [baseUrl, screenshot] = process.argv.slice(2);
const base = new URL(baseUrl);
const operation = process.env.CHECK_OPERATION || "listPartners";
const token = process.env.CHECK_TOKEN;
const patience = 20_000;

// The tallest that an opened operation may be, in a window of this width: listEvents has 28 parameters, of 110 to 180 px
// each, and its responses.
const tallest = 5_000;
const width = 1_400;

// Where a proxy puts the service.
const prefix = "/some/prefix";

let pictured = false;

// What must not happen, in the words that will be printed.
const findings = new Set();

// A proxy that puts the service below a path, and takes the path away.
const proxy = createServer((incoming, outgoing) => {
  if (!incoming.url.startsWith(`${prefix}/`)) return outgoing.writeHead(404).end();
  const path = incoming.url.slice(prefix.length);
  const { hostname, port } = base;
  const onward = send({ hostname, port, path, method: incoming.method, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.writeHead(502).end());
  incoming.pipe(onward);
});
await new Promise((listening) => proxy.listen(0, base.hostname, listening));
const proxied = new URL(`http://${base.hostname}:${proxy.address().port}${prefix}/`);

// Chromium is to look up no name but the server's, whoever asks: the page or
// the browser itself.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${base.hostname}`,
    "--no-proxy-server",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
  ],
});

try {
  const context = await browser.newContext({
    viewport: { width, height: 1600 },
    serviceWorkers: "block",
  });

  // Requests to anywhere else are refused and told. data: and blob: stay within
  // the page and are not seen here.
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if ([base.host, proxied.host].includes(new URL(url).host)) return route.continue();
    findings.add(`request to another host: ${url}`);
    return route.abort("blockedbyclient");
  });
  await context.routeWebSocket(/.*/, (socket) => {
    findings.add(`web socket: ${socket.url()}`);
    socket.close();
  });

  // The page is asked for violations too: one that a script causes and hides
  // need not show in the console.
  await context.exposeBinding("reportViolation", (_source, text) => findings.add(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const where = event.sourceFile ? ` (${event.sourceFile}:${event.lineNumber})` : "";
      window.reportViolation(
        `content security policy: ${event.effectiveDirective} blocked ${event.blockedURI}${where}`,
      );
    });
  });

  // The pages that are closed.
  const leaving = new WeakSet();

  // A page of whose faults all are noted.
  const newPage = async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const { url, lineNumber } = message.location();
      findings.add(`console error: ${message.text()} (${url}:${lineNumber})`);
    });
    page.on("pageerror", (error) => findings.add(`uncaught error: ${error.message}`));
    page.on("crash", () => findings.add("the page crashed"));
    // The browser asks for some things late, the icon of the page among them: what it still waits for when the page is
    // left, it breaks off itself.
    let loads = 0;
    const askedIn = new WeakMap();
    page.on("request", (request) => {
      if (request.isNavigationRequest()) loads++;
      askedIn.set(request, loads);
    });
    page.on("requestfailed", (request) => {
      const { errorText } = request.failure() ?? {};
      const isLeft = leaving.has(page) || askedIn.get(request) < loads;
      if (errorText === "net::ERR_ABORTED" && isLeft) return;
      findings.add(`request failed: ${request.url()} (${errorText})`);
    });
    return page;
  };
  const page = await newPage();

  // Names the step that a failure belongs to.
  const step = async (what, action) => {
    try {
      return await action();
    } catch (error) {
      findings.add(`${what}: ${error.message.split("\n")[0]}`);
      throw new Error("stopped", { cause: error });
    }
  };
  const claim = (condition, what) => {
    if (!condition) throw new Error(what);
  };

  // Opens the page and waits until it shows the operations of the document.
  const open = async (address, page) => {
    await step(`open ${address.pathname}`, async () => {
      const answer = await page.goto(address.href);
      claim(answer?.status() === 200, `${address.pathname} answers ${answer?.status()}`);
    });
    await step("wait for operations", async () => {
      const tags = page.locator(".opblock-tag-section");
      await tags.first().waitFor();
      // Sections may start closed.
      const closed = page.locator(".opblock-tag-section:not(.is-open) .opblock-tag");
      for (let left = await closed.count(); left > 0; left--) await closed.first().click();
      await page.locator(".opblock").first().waitFor();
    });
    const errors = page.locator(".errors-wrapper .error-wrapper");
    await step("read the document", async () => {
      claim((await errors.count()) === 0, `Swagger UI reports: ${(await errors.allInnerTexts()).join("; ")}`);
    });
  };

  // Opens an operation, executes it as it stands and answers what is shown.
  const tried = async (operation) => {
    const block = page.locator(`.opblock[id^="operations-"][id$="-${operation}"]`).first();
    await step(`expand ${operation}`, async () => {
      await block.locator(".opblock-summary-control").click();
      await block.locator(".opblock-body").waitFor();
    });
    await step(`${operation}: Execute`, () => block.getByRole("button", { name: "Execute" }).click());
    return step(`${operation}: wait for the answer`, async () => {
      const live = block.locator(".live-responses-table tbody tr").first();
      await live.waitFor();
      const shown = {
        status: (await live.locator(".response-col_status").innerText()).trim(),
        // textContent, so that parts scrolled out of sight are read too.
        body: await live.locator(".response-col_description .highlight-code code").first().textContent(),
      };
      await block.locator(".opblock-summary-control").click();
      return shown;
    });
  };
  const succeeds = async (operation, status) => {
    const shown = await tried(operation);
    await step(`${operation}: read the answer`, async () => {
      claim(shown.status.startsWith(String(status)), `the status shown is ${shown.status}: ${shown.body}`);
    });
    return JSON.parse(shown.body);
  };

  // The heights of the operations of a section, each opened by itself.
  const heights = (page, at) =>
    page.evaluate(async (at) => {
      const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const found = {};
      for (const block of document.querySelectorAll(".opblock-tag-section")[at].querySelectorAll(".opblock")) {
        const control = block.querySelector(".opblock-summary-control");
        control.click();
        for (let left = 500; left > 0; left--) {
          await drawn();
          if (block.querySelector(".responses-wrapper .response") && !block.querySelector(".loading")) break;
        }
        await drawn();
        found[block.id.split("-").pop()] = Math.ceil(block.getBoundingClientRect().height);
        control.click();
        await drawn();
      }
      return found;
    }, at);

  // The heights of all operations, on as many pages at a time as there are processors. A page takes longer for each
  // operation that it has opened before, so it is opened anew for each section.
  const allHeights = async (address) => {
    const found = {};
    const sections = [...Array(await page.locator(".opblock-tag-section").count()).keys()];
    const measure = async () => {
      const page = await newPage();
      for (let at = sections.shift(); at !== undefined; at = sections.shift()) {
        await open(address, page);
        Object.assign(found, await heights(page, at));
      }
      leaving.add(page);
      await page.close();
    };
    await Promise.all(Array.from({ length: availableParallelism() }, measure));
    return found;
  };

  // The operations that have a padlock, and whether it is closed.
  const padlocks = () =>
    page.evaluate(() => {
      const blocks = [...document.querySelectorAll(".opblock")];
      const padlock = (block) => block.querySelector(".authorization__btn")?.getAttribute("aria-label");
      return Object.fromEntries(blocks.map((block) => [block.id.split("-").pop(), padlock(block) ?? "none"]));
    });

  try {
    const address = new URL("/swagger-ui/", base);
    await open(address, page);
    const described = await (await fetch(new URL("/api/v1/openapi.json", base))).json();
    const operations = Object.values(described.paths).flatMap((item) => Object.values(item));

    await step("read the title", async () => {
      claim((await page.title()) === described.info.title, `it is ${await page.title()}`);
    });
    await step("measure the operations", async () => {
      const measured = Object.entries(await allHeights(address)).sort((a, b) => b[1] - a[1]);
      claim(measured.length === operations.length, `${measured.length} of ${operations.length} are shown`);
      for (const [name, height] of measured.filter(([, height]) => height > tallest)) {
        findings.add(`${name} is ${height} px tall, and at most ${tallest} are allowed`);
      }
      console.log(`swagger-ui: the tallest operation is ${measured[0][0]}, ${measured[0][1]} px at ${width} px`);
    });
    await step("look at the padlocks", async () => {
      const shown = await padlocks();
      for (const { operationId, security } of operations) {
        const expected = security ? "authorization button locked" : "none";
        claim(shown[operationId] === expected, `${operationId} has the padlock: ${shown[operationId]}`);
      }
    });

    const { data } = await succeeds(operation, 200);
    await step("read the answer", async () => {
      claim(Array.isArray(data) && data.length > 0, "the body shown has no partners");
      claim(data.every((partner) => partner.id && partner.name), "a partner shown has no id or name");
      console.log(
        `swagger-ui: ${await page.locator(".opblock").count()} operations; ` +
          `${operation} shows 200 and ${data.length} partners`,
      );
    });
    const found = await succeeds("search", 200);
    await step("read what was found", async () => claim(found.data.length > 0, "nothing was found"));

    // The page shows the token from here on, so the picture is of before.
    await page.screenshot({ path: screenshot, fullPage: true });
    pictured = true;

    const authorize = () => page.locator(".scheme-container").getByRole("button", { name: "Authorize" }).click();
    const dialog = page.locator(".dialog-ux");
    if (token) {
      await step("Authorize", async () => {
        await authorize();
        await dialog.locator("input").first().fill(token);
        await dialog.getByRole("button", { name: "Apply credentials" }).click();
        await dialog.getByRole("button", { name: "Remove authorization" }).waitFor();
        await dialog.getByRole("button", { name: "Close", exact: true }).first().click();
      });
      for (const kind of ["Partner", "Event"]) {
        const made = await succeeds(`create${kind}`, 201);
        console.log(`swagger-ui: create${kind} shows 201 and makes ${made.id}`);
      }
      const report = await succeeds("importRecords", 200);
      await step("read the report", async () => claim(report.created === 1, JSON.stringify(report)));
      for (const kind of ["Municipality", "Partner", "Event", "Agreement", "Project", "Programme"]) {
        await succeeds(`patch${kind}`, 200);
      }
      console.log("swagger-ui: importRecords and every patch show 200");
      await step("keep the token", async () => {
        await page.reload({ waitUntil: "networkidle" });
        await page.locator(".scheme-container .authorize.locked").waitFor();
      });
      await step("forget the token", async () => {
        await authorize();
        await dialog.getByRole("button", { name: "Remove authorization" }).click();
        const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
        claim(!kept.includes(token), "the browser keeps the token");
      });
    }

    await open(new URL("swagger-ui/", proxied), page);
    const behind = await succeeds(operation, 200);
    await step("read the answer behind a proxy", async () => claim(behind.data.length > 0, "it has no partners"));
    console.log(`swagger-ui: ${operation} shows 200 below ${prefix} too`);
    // Late requests and errors have a moment to come.
    await page.waitForTimeout(500);
  } catch (error) {
    if (error.message !== "stopped") throw error;
  }
  if (!pictured) await page.screenshot({ path: screenshot, fullPage: true });
} finally {
  await browser.close();
  proxy.close();
}

for (const finding of findings) console.log(`swagger-ui: ${finding}`);
process.exitCode = findings.size === 0 ? 0 : 1;
