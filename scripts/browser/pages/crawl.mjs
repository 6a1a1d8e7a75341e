// Every page that is linked, from the home pages on.
import { each } from "../shared/pool.mjs";
import { languages } from "./addresses.mjs";

const mostPages = 150;
const mostRequests = 3;
const atATime = 2;

export default async function crawl(site, group) {
  const { visits, left } = await visitAll(site);
  const lookedAt = `${visits.length} pages${left > 0 ? `, and ${left} of those that they link left out` : ""}`;
  const rule = (what, faultsOf) => {
    const faults = visits.flatMap((visit) => faultsOf(visit).map((fault) => `${visit.path}: ${fault}`));
    group.rule(what, lookedAt, faults);
  };
  rule("status 200", ({ status }) => (status === 200 ? [] : [`status ${status}`]));
  rule("nothing in the console", ({ messages }) => messages);
  rule("no request that fails", ({ broken }) => broken);
  rule("no request to another origin", ({ requests }) => requests.filter((url) => new URL(url).origin !== site.origin));
  rule("no script", ({ seen }) => seen.scripts);
  rule("JSON-LD is JSON", ({ seen }) => seen.data.flatMap(faultOfJson));

  const most = visits.toSorted((a, b) => b.ownRequests.length - a.ownRequests.length)[0];
  group.figure(`requests of a page, most by ${most.path}`, most.ownRequests.length, mostRequests);
}

const faultOfJson = (text) => {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [error.message];
  }
};

// In rounds, each of the pages that those of the last round link and no earlier one did. Answers the visits, and how
// many pages were left out.
async function visitAll(site) {
  const known = new Set();
  const visits = [];
  const left = new Set();
  let round = await each(languages, atATime, (language) => homeOf(site, language));
  while (round.length > 0) {
    for (const path of round) known.add(path);
    const visited = await visitSome(site, round);
    visits.push(...visited);
    const links = visited.flatMap(({ seen }) => seen.links).filter((url) => isPage(site, url));
    const found = [...new Set(links.map((url) => site.path(url)))].filter((path) => !known.has(path));
    // Filtered lists come last, they are the most alike.
    found.sort((a, b) => a.includes("?") - b.includes("?"));
    round = found.slice(0, mostPages - visits.length);
    for (const path of found.slice(round.length)) left.add(path);
  }
  return { visits, left: [...left].filter((path) => !known.has(path)).length };
}

// Where the reader of a language gets to.
const homeOf = (site, language) =>
  site.fresh({ locale: language }, async (page) => {
    await site.visit(page, "/");
    return site.path(page.url());
  });

async function visitSome(site, paths) {
  const left = [...paths];
  const visits = [];
  const worker = () =>
    site.fresh({ viewport: { width: 1280, height: 900 } }, async (page) => {
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        visits.push({ path, ...(await site.visit(page, path, (page) => page.evaluate(look))) });
      }
    });
  await Promise.all(Array.from({ length: atATime }, worker));
  return visits;
}

// Pages have a language, and no ending as files do. Of the combinations of filters there is no end.
function isPage(site, url) {
  const { origin, pathname, searchParams } = new URL(url);
  const [, language] = site.path(url).split(/[/?]/);
  return (
    origin === site.origin &&
    languages.includes(language) &&
    !/\.[a-z]{2,5}$/.test(pathname) &&
    [...searchParams].length <= 1
  );
}

// Runs in the page.
function look() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const data = "script[type='application/ld+json']";
  const handlers = (element) => element.getAttributeNames().filter((name) => name.startsWith("on"));
  const begin = (element) => element.outerHTML.slice(0, 100);
  return {
    links: all("a[href]").map((link) => new URL(link.getAttribute("href"), document.baseURI).href),
    data: all(data).map((element) => element.textContent),
    scripts: [
      ...all(`script:not(${data}), [href^='javascript:']`).map(begin),
      ...all("*")
        .filter((element) => handlers(element).length > 0)
        .map(begin),
    ],
  };
}
