// Opens Swagger UI in headless Chromium and tries an operation out, as a person
// would. Started by scripts/check-swagger-ui.
//
// Usage: node swagger-ui.mjs BASE_URL SCREENSHOT.png
//
// With an editor's token in CHECK_TOKEN it also authorizes itself and makes a
// record out of the example.
import { chromium } from "playwright-core";

const [baseUrl, screenshot] = process.argv.slice(2);
const base = new URL(baseUrl);
const operation = process.env.CHECK_OPERATION || "listPartners";
const token = process.env.CHECK_TOKEN;
const patience = 20_000;

let pictured = false;

// What must not happen, in the words that will be printed.
const findings = new Set();

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
    viewport: { width: 1280, height: 1600 },
    serviceWorkers: "block",
  });

  // Requests to anywhere else are refused and told. data: and blob: stay within
  // the page and are not seen here.
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (new URL(url).host === base.host) return route.continue();
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

  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const { url, lineNumber } = message.location();
    findings.add(`console error: ${message.text()} (${url}:${lineNumber})`);
  });
  page.on("pageerror", (error) => findings.add(`uncaught error: ${error.message}`));
  page.on("crash", () => findings.add("the page crashed"));
  page.on("requestfailed", (request) => {
    findings.add(`request failed: ${request.url()} (${request.failure()?.errorText})`);
  });

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

  try {
    await step("open", async () => {
      const answer = await page.goto(new URL("/swagger-ui/", base).href);
      claim(answer?.status() === 200, `/swagger-ui/ answers ${answer?.status()}`);
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

    // Opens an operation, tries it out as it stands and answers what is shown.
    const tried = async (operation) => {
      const block = page.locator(`.opblock[id^="operations-"][id$="-${operation}"]`).first();
      await step(`expand ${operation}`, async () => {
        await block.locator(".opblock-summary-control").click();
        await block.locator(".opblock-body").waitFor();
      });
      await step(`${operation}: Try it out`, () => block.getByRole("button", { name: "Try it out" }).click());
      await step(`${operation}: Execute`, () => block.getByRole("button", { name: "Execute" }).click());
      return step(`${operation}: wait for the answer`, async () => {
        const live = block.locator(".live-responses-table tbody tr").first();
        await live.waitFor();
        return {
          status: (await live.locator(".response-col_status").innerText()).trim(),
          // textContent, so that parts scrolled out of sight are read too.
          body: await live.locator(".response-col_description .highlight-code code").first().textContent(),
        };
      });
    };

    const shown = await tried(operation);
    await step("read the answer", async () => {
      claim(/^200\b/.test(shown.status), `the status shown is ${shown.status}`);
      const { data } = JSON.parse(shown.body);
      claim(Array.isArray(data) && data.length > 0, "the body shown has no partners");
      claim(data.every((partner) => partner.id && partner.name), "a partner shown has no id or name");
      console.log(
        `swagger-ui: ${await page.locator(".opblock").count()} operations; ` +
          `${operation} shows ${shown.status.split(/\s/)[0]} and ${data.length} partners`,
      );
    });

    if (token) {
      // The page shows the token from here on, so the picture is of before.
      await page.screenshot({ path: screenshot, fullPage: true });
      await step("Authorize", async () => {
        await page.locator(".scheme-container").getByRole("button", { name: "Authorize" }).click();
        const dialog = page.locator(".dialog-ux");
        await dialog.locator("input").first().fill(token);
        await dialog.getByRole("button", { name: "Apply credentials" }).click();
        await dialog.getByRole("button", { name: "Remove authorization" }).waitFor();
        await dialog.getByRole("button", { name: "Close", exact: true }).first().click();
      });
      for (const kind of ["Partner", "Event"]) {
        const made = await tried(`create${kind}`);
        await step(`create${kind}: read the answer`, async () => {
          claim(/^201\b/.test(made.status), `the status shown is ${made.status}: ${made.body}`);
          console.log(`swagger-ui: create${kind} shows 201 and makes ${JSON.parse(made.body).id}`);
        });
      }
      await step("forget the token", async () => {
        const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
        claim(!kept.includes(token), "the browser keeps the token");
        await page.reload();
        await page.locator(".scheme-container .authorize.unlocked").waitFor();
      });
      pictured = true;
    }
    // Late requests and errors have a moment to come.
    await page.waitForTimeout(500);
  } catch (error) {
    if (error.message !== "stopped") throw error;
  }
  if (!pictured) await page.screenshot({ path: screenshot, fullPage: true });
} finally {
  await browser.close();
}

for (const finding of findings) console.log(`swagger-ui: ${finding}`);
process.exitCode = findings.size === 0 ? 0 : 1;
