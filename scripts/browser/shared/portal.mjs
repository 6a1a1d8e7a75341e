// A web site of somebody else, at an origin of its own, whose policy allows the service what its widget needs and
// nothing more.
import http from "node:http";
import { Site } from "./site.mjs";

// How long the elements may take, at most.
const patience = 10_000;

// Its colours and its font are what the widget has to take over.
export const accent = "rgb(122, 31, 61)";
export const font = "Georgia, serif";
const styles = `
  :root { color-scheme: light dark; --twinning-accent: ${accent}; --twinning-link: #7a1f3d; }
  body { font-family: ${font}; color: #2b2226; background: #f6f1f2; }
  a { color: #7a1f3d; }
  @media (prefers-color-scheme: dark) {
    :root { --twinning-link: #f0b6c8; }
    body { color: #f0e8ea; background: #20181b; }
    a { color: #f0b6c8; }
  }`;

// Opens the site with these pages, {PATH: {lang, scripts, body}}; `scripts` are addresses, `allowed` is what its policy
// allows besides. Answers it and how to close it. The browser is to know no name but the service's, so the site has the
// same and another port.
export async function openPortal(service, pages, allowed = []) {
  const { hostname } = new URL(service.base);
  const policy = [
    "default-src 'none'",
    `script-src ${service.origin}`,
    `connect-src ${service.origin}`,
    `img-src ${service.origin}`,
    "style-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ...allowed,
  ].join("; ");
  const server = http.createServer((request, answer) => {
    const page = pages[request.url];
    const isStyles = request.url === "/portal.css";
    answer.statusCode = page || isStyles ? 200 : 404;
    answer.setHeader("content-type", isStyles ? "text/css" : "text/html; charset=utf-8");
    answer.setHeader("content-security-policy", policy);
    answer.end(isStyles ? styles : page && document(page));
  });
  await new Promise((done, failed) => {
    server.on("error", (error) => failed(new Error(`no page can be served beside ${service.base}: ${error.message}`)));
    server.listen(0, hostname.replaceAll(/[[\]]/g, ""), done);
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { portal: new Site(`http://${hostname}:${server.address().port}`, service.browser), close };
}

const document = ({ lang, scripts, body }) => `<!DOCTYPE html>
<html${lang ? ` lang="${lang}"` : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Portal</title>
<link rel="stylesheet" href="/portal.css">
${scripts.map((address) => `<script type="module" src="${address}"></script>`).join("\n")}
</head>
<body>
<main>
<h1>Portal</h1>
${body}
</main>
</body>
</html>
`;

// Does something with a page that notes what the elements say.
export const openPage = (portal, options, work) =>
  portal.fresh(options, async (page) => {
    await page.addInitScript(() => {
      window.readies = [];
      document.addEventListener("twinning-ready", ({ target, detail }) =>
        window.readies.push({ name: target.localName, count: detail.count }),
      );
    });
    return work(page);
  });

export const readies = (page) => page.evaluate(() => window.readies);

// Waits until the elements have said so often that they are ready, or for long enough: what is missing then shows in
// what they show. The page's policy forbids what Playwright waits with.
export async function untilReady(page, times) {
  for (const end = Date.now() + patience; Date.now() < end; await page.waitForTimeout(50)) {
    if ((await readies(page)).length >= times) return;
  }
}

// What each element shows.
export const shown = (page) => page.evaluate(look);

// Runs in the page.
function look() {
  const elements = [...document.querySelectorAll("twinning-events, twinning-partners, twinning-map")];
  return elements.map((element) => {
    const root = element.shadowRoot;
    const all = (selector) => [...root.querySelectorAll(selector)];
    const [heading] = all("h1, h2, h3, h4, h5, h6");
    const [picture] = all("img");
    return {
      name: element.localName,
      lang: root.firstElementChild.lang,
      text: root.textContent,
      heading: heading ? `${heading.localName} ${heading.textContent}` : "",
      items: all("li").map((item) => item.textContent),
      links: all("a").map((link) => ({
        text: link.textContent,
        href: link.href,
        lang: link.lang,
        hreflang: link.hreflang,
      })),
      dates: all("time").map((time) => ({ date: time.dateTime, text: time.textContent })),
      picture: picture?.naturalWidth ? `${picture.src} ${picture.alt}` : "none",
      tags: [...new Set(all("*").map((one) => one.tagName))].sort().join(" "),
      isOwn: root.querySelector("slot") !== null,
      isSeen: element.firstElementChild?.checkVisibility() && element.firstElementChild.getClientRects().length > 0,
    };
  });
}
