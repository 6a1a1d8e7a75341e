// The widget, twinning.js, on pages of somebody else.
import { gunzipSync } from "node:zlib";
import { injectAxe, runAxe } from "../shared/axe.mjs";
import { accent, font, openPage, openPortal, readies, shown, untilReady } from "../shared/portal.mjs";
import { partner } from "./addresses.mjs";

const addresses = ["/embed/v1/twinning.js", "/embed/twinning.js"];
const mostKilobytes = 5;
// The script, what the service says of itself, three lists and the map.
const mostRequests = 6;
// How long the widget waits for an answer.
const patience = 10_000;
// How long is waited for what is not to come.
const aMoment = 400;

// What the elements have inside, which is to be seen as long as there is no data.
const own = (text) => `<a href="#own">${text}</a>`;
const partnerId = partner.split("/").pop();
const bodies = {
  "/": `
    <twinning-events limit="4" heading="Nasze wydarzenia">${own("Events")}</twinning-events>
    <twinning-events lang="en" partner="${partnerId}" heading="Visits" heading-level="3">${own("All")}</twinning-events>
    <twinning-partners heading="Nasi partnerzy">${own("Partners")}</twinning-partners>
    <twinning-map>${own("Map")}</twinning-map>`,
  "/events": `<twinning-events limit="2">${own("Events")}</twinning-events>`,
  "/partners-lt": `<twinning-partners lang="lt">${own("Partners")}</twinning-partners>`,
  "/empty": `
    <twinning-events partner="nobody"> </twinning-events>
    <twinning-events partner="nobody">${own("Events")}</twinning-events>`,
  "/faulty": `<twinning-events limit="101">${own("Events")}</twinning-events>`,
  "/without-language": `<twinning-events>${own("Events")}</twinning-events>`,
};

export default async function widget(site, group) {
  await checkScript(site, group);
  const pages = Object.entries(bodies).map(([path, body]) => {
    const lang = path === "/without-language" ? "" : "pl";
    const scripts = path === "/events" ? addresses : addresses.slice(0, 1);
    return [path, { lang, body, scripts: scripts.map((address) => site.at(address)) }];
  });
  const { portal, close } = await openPortal(site, Object.fromEntries(pages));
  try {
    await checkContent(site, portal, group);
    await checkLanguages(site, portal, group);
    await checkChanges(site, portal, group);
    await checkMadeUpData(site, portal, group);
    await checkAway(site, portal, group);
    await checkNothing(site, portal, group);
    await checkKeyboard(portal, group);
    await checkAccessibility(portal, group);
  } finally {
    close();
  }
}

// The script itself: other origins may load it, and it is small.
async function checkScript(site, group) {
  const faults = [];
  const bodies = [];
  const headers = {
    "content-type": /^text\/javascript/,
    "access-control-allow-origin": /^\*$/,
    "cross-origin-resource-policy": /^cross-origin$/,
    "cache-control": /\bmax-age=[1-9]/,
  };
  let kilobytes = Infinity;
  for (const path of addresses) {
    const answer = await site.download(path, { accept: "*/*", "accept-encoding": "gzip" });
    if (answer.status !== 200) faults.push(`${path}: status ${answer.status}`);
    for (const [name, expected] of Object.entries(headers)) {
      const value = answer.headers[name] ?? "none";
      if (!expected.test(value)) faults.push(`${path}: ${name}: ${value}`);
    }
    const isZipped = answer.headers["content-encoding"] === "gzip";
    bodies.push((isZipped ? gunzipSync(answer.body) : answer.body).toString());
    kilobytes = Math.round(answer.body.length / 10) / 100;
  }
  if (bodies[0] !== bodies[1]) faults.push("the two addresses have different scripts");
  group.rule("pages of other origins may load the script", addresses.join(", "), faults);
  if (faults.length > 0) throw new Error("there is no script to try");
  group.figure("the script, with gzip", kilobytes, mostKilobytes, " KB");
}

// What the API has is what is shown, in the look of the page, and nobody else is asked.
async function checkContent(site, portal, group) {
  await openPage(portal, {}, async (page) => {
    // It would be sent if the widget did not leave it out: cookies are those of all ports of a host.
    await page.context().addCookies([{ name: "secret", value: "1", url: `${site.origin}/` }]);
    const sent = [];
    page.on("request", (request) => sent.push(request));
    const visit = await portal.visit(page, "/", (page) => untilReady(page, 4));
    const [events, english, partners, map] = await shown(page);
    const lists = [
      { ...events, records: await list(site, "/events?lang=pl&limit=4"), pages: "/pl/events" },
      { ...english, records: await list(site, `/events?lang=en&limit=5&partner=${partnerId}`), pages: "/en/events" },
      { ...partners, records: await list(site, "/partners?lang=pl&limit=100"), pages: "/pl/partners" },
    ];
    await checkLists(site, lists, group);
    const headings = ["h2 Nasze wydarzenia", "h3 Visits", "h2 Nasi partnerzy", ""];
    const foundHeadings = [events, english, partners, map].map(({ heading }) => heading);
    group.rule("headings are those of the page", "h2, h3", different(foundHeadings, headings));
    group.rule("the map is a picture and a link", map.picture, [
      ...different(map.picture, `${site.at("/embed/map.svg?lang=pl")} Mapa partnerów`),
      ...different(map.links[0]?.href, site.at("/pl/")),
    ]);
    group.rule("it looks like the page", `${accent}, ${font}`, await page.evaluate(faultsOfLook, { accent, font }));
    const ready = (await readies(page)).map(({ name, count }) => `${name} ${count}`).sort();
    const counts = [...lists, { ...map, records: partners.links }].map(
      ({ name, records }) => `${name} ${records.length}`,
    );
    group.rule("twinning-ready tells how many there are", ready.join(", "), different(ready, counts.sort()));
    group.rule("nothing in the console", "a policy with trusted types", visit.messages);
    group.rule("no request that fails", `${visit.requests.length} requests`, visit.broken);

    const asked = visit.requests.filter((url) => !url.startsWith(portal.base));
    const elsewhere = asked.filter((url) => new URL(url).origin !== site.origin);
    group.rule("only the service is asked", `${asked.length} requests`, elsewhere);
    group.figure("requests of the four elements, with the script", asked.length, mostRequests);
    group.rule("no cookie, no referrer, nothing stored", `${asked.length} requests`, [
      ...(await faultsOfPrivacy(site, sent)),
      ...different(await page.evaluate(stored), "0 items, cookies: secret=1"),
    ]);
  });
}

// Each record of a list with its link, its words and its dates.
async function checkLists(site, lists, group) {
  const links = lists.flatMap(({ links, records, pages }) =>
    different(
      links.map(({ text, href }) => `${text} ${href}`),
      records.map(({ id, name, title }) => `${name ?? title} ${site.at(`${pages}/${id}`)}`),
    ),
  );
  const lengths = lists.map(({ name, links }) => `${name} ${links.length}`).join(", ");
  group.rule("names and links are those of the API", lengths, links);

  const words = ({ country, partners, labels }) =>
    country ? [labels.country] : [labels.kind, ...partners.map(({ name }) => name)];
  const notes = lists.flatMap(({ items, records }) =>
    records.flatMap((record, at) => words(record).filter((word) => !items[at]?.includes(word))),
  );
  group.rule(
    "kinds, partners and countries are said",
    lengths,
    notes.map((word) => `${word} is missing`),
  );

  const dates = [];
  for (const list of lists.filter(({ dates }) => dates.length > 0)) {
    dates.push(...different(list.dates, await datesOf(site, list.pages, list.dates)));
  }
  group.rule("dates are written as on the service's pages", "pl, en", dates);
}

// The language is that of the element, of the page or of the municipality, and other texts say theirs.
async function checkLanguages(site, portal, group) {
  const { defaultLanguage } = await api(site, "");
  await openPage(portal, {}, async (page) => {
    await portal.visit(page, "/without-language", (page) => untilReady(page, 1));
    const [events] = await shown(page);
    const expected = await list(site, `/events?lang=${defaultLanguage}&limit=5`);
    group.rule(
      "a page without a language has the municipality's",
      defaultLanguage,
      different(
        [events.lang, ...events.links.map(({ text }) => text)],
        [defaultLanguage, ...expected.map(({ title }) => title)],
      ),
    );
  });
  await openPage(portal, {}, async (page) => {
    await portal.visit(page, "/partners-lt", (page) => untilReady(page, 1));
    const [partners] = await shown(page);
    const expected = await list(site, "/partners?lang=lt&limit=100");
    const words = (lang, href, hreflang) => `lang=${lang} ${href} hreflang=${hreflang}`;
    group.rule(
      "where there are no pages in the language, links lead to those in the municipality's",
      "lt",
      different(
        partners.links.map(({ lang, href, hreflang }) => words(lang, href, hreflang)),
        expected.map(({ id, servedLanguages: { name } }) =>
          words(name === "lt" ? "" : name, site.at(`/${defaultLanguage}/partners/${id}`), defaultLanguage),
        ),
      ),
    );
  });
}

// Attributes that change while the element is shown.
async function checkChanges(site, portal, group) {
  await openPage(portal, {}, async (page) => {
    const change = (name, value) =>
      page.evaluate(
        ([name, value]) => document.querySelector("twinning-events").setAttribute(name, value),
        [name, value],
      );
    const titles = async () => (await shown(page))[0].links.map(({ text }) => text);
    const expected = async (query) => (await list(site, `/events?${query}`)).map(({ title }) => title);
    const visit = await portal.visit(page, "/events", async (page) => {
      await untilReady(page, 1);
      await change("lang", "en");
      await untilReady(page, 2);
      const english = await titles();
      await change("limit", "3");
      await untilReady(page, 3);
      return { english, three: await titles() };
    });
    group.rule("another `lang` and `limit` are loaded, the script twice on the page", "en, 3", [
      ...different(visit.seen.english, await expected("lang=en&limit=2")),
      ...different(visit.seen.three, await expected("lang=en&limit=3")),
      ...visit.messages,
    ]);

    // An answer that is held back until a later one is shown.
    let release;
    const isReleased = new Promise((done) => (release = done));
    await page.route(isList("lang=pl"), async (route) => {
      await isReleased;
      await route.continue().catch(() => undefined);
    });
    const failed = [];
    page.on("requestfailed", (request) => failed.push(`${site.path(request.url())}: ${request.failure().errorText}`));
    const isAsked = page.waitForRequest((request) => isList("lang=pl")(new URL(request.url())));
    await change("lang", "pl");
    await isAsked;
    await change("lang", "en-GB");
    await untilReady(page, 4);
    release();
    await page.waitForTimeout(aMoment);
    group.rule("an answer for an earlier state is not shown", "pl before en-GB", [
      ...different(await titles(), await expected("lang=en-GB&limit=3")),
      ...(failed.length === 1 && failed[0].endsWith("net::ERR_ABORTED") ? [] : [`not broken off: ${failed}`]),
      ...different((await readies(page)).length, 4),
    ]);
  });
}

// Data that the demonstration has not: dates of all kinds, events that are off, texts that would like to be markup.
async function checkMadeUpData(site, portal, group) {
  const hostile = `"><img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;
  const days = [
    ["2015", undefined, "2015"],
    ["2015-06", undefined, "czerwiec 2015"],
    ["2015-06-16", undefined, "16 czerwca 2015"],
    ["2015-06-16", "2015-06-16", "16 czerwca 2015"],
    ["2015-06-16", "2015-06-17", "16–17 czerwca 2015"],
    ["2015-06-30", "2015-07-01", "30 czerwca – 1 lipca 2015"],
    ["2012-12-01", "2015-05-31", "1 grudnia 2012 – 31 maja 2015"],
    ["2015-11", "2016-02", "listopad 2015 – luty 2016"],
    ["2015", "2017", "2015–2017"],
    ["2015-06-16", "2015-07", "16 czerwca 2015 – lipiec 2015"],
  ];
  const data = days.map(([startDate, endDate], at) => ({
    id: at === 0 ? "../a b?c#d" : `event-${at}`,
    title: at === 0 ? hostile : `Event ${at}`,
    servedLanguages: { title: at === 0 ? "pl" : "en" },
    startDate,
    endDate,
    kind: "visit",
    status: at === 1 ? "cancelled" : "scheduled",
    partners: [{ id: "a", name: hostile }],
    labels: { language: "pl", kind: "wizyta", status: at === 1 ? "odwołane" : "zaplanowane" },
  }));
  // In New York every day begins later.
  await openPage(portal, { timezoneId: "America/New_York" }, async (page) => {
    await answerLists(page, { data });
    const visit = await portal.visit(page, "/events", (page) => untilReady(page, 1));
    const [events] = await shown(page);
    const [first] = events.links;
    group.rule(
      "partial dates and ranges are written as far as they are known",
      `${days.length} dates, in New York`,
      different(
        events.dates.map(({ text }) => text),
        days.map(([, , text]) => text),
      ),
    );
    group.rule("texts are text, and ids are encoded", site.path(first.href), [
      ...different([first.text, first.href], [hostile, site.at("/pl/events/..%2Fa%20b%3Fc%23d")]),
      ...different([await page.title(), events.tags], ["Portal", "A DIV LI SPAN STRONG TIME UL"]),
      ...visit.messages,
    ]);
    group.rule("what is cancelled says so, and titles in another language theirs", "odwołane, en", [
      ...different(events.items.map((text) => /odwołane|zaplanowane/.exec(text)?.[0]).filter(Boolean), ["odwołane"]),
      ...different(
        events.links.map(({ lang }) => lang),
        data.map((_, at) => (at === 0 ? "" : "en")),
      ),
    ]);
  });
}

// What the page has inside the elements is shown as long as the service is away.
async function checkAway(site, portal, group) {
  const isAsked = (url) => ["/api/", "/embed/map"].some((path) => url.href.startsWith(site.at(path)));

  await openPage(portal, {}, async (page) => {
    await page.route(isAsked, (route) => route.abort("blockedbyclient"));
    await portal.visit(page, "/", () => page.waitForTimeout(aMoment));
    const before = await faultsOfOwn(page);
    group.rule("what the page says stays: no connection", "4 elements", [
      ...before,
      ...different((await readies(page)).length, 0),
    ]);
    await page.unroute(isAsked);
    await page.evaluate(changeAll);
    await untilReady(page, 4);
    const away = (await shown(page)).filter(({ isOwn }) => isOwn);
    group.rule(
      "and the data comes when there is one again",
      "4 elements",
      away.map(({ name }) => name),
    );
  });

  await openPage(portal, {}, async (page) => {
    await page.clock.install();
    const held = [];
    await page.route(isAsked, (route) => held.push(route));
    await portal.visit(page, "/events", async (page) => {
      // Added later, since a page is not loaded as long as a picture of it is not.
      await page.evaluate(addMap);
      await page.waitForTimeout(aMoment);
    });
    const before = await faultsOfOwn(page);
    const brokenOff = [];
    page.on("requestfailed", (request) => brokenOff.push(request.url()));
    await page.clock.fastForward(patience);
    await page.waitForTimeout(aMoment);
    // Playwright does not tell that a picture that it holds back is broken off.
    const data = (urls) => urls.filter((url) => url.startsWith(site.at("/api/"))).sort();
    group.rule(`what the page says stays: no answer in ${patience / 1000} s`, `${held.length} requests`, [
      ...before,
      ...(await faultsOfOwn(page)),
      ...different(data(brokenOff), data(held.map((route) => route.request().url()))),
    ]);
  });

  await openPage(portal, {}, async (page) => {
    await page.route(isList(""), (route) => route.fulfill({ status: 500, headers: cors, body: "<h1>" }));
    await portal.visit(page, "/events", () => page.waitForTimeout(aMoment));
    group.rule("what the page says stays: status 500", "1 element", await faultsOfOwn(page));
  });
}

// Requests that the API refuses, and those to which it has nothing.
async function checkNothing(site, portal, group) {
  await openPage(portal, {}, async (page) => {
    const { messages } = await portal.visit(page, "/faulty", () => page.waitForTimeout(aMoment));
    const { body } = await site.download("/api/v1/events?limit=101", { accept: "application/json" });
    const [{ detail }] = JSON.parse(body).errors;
    const warnings = messages.filter((text) => text.startsWith("warning: "));
    group.rule("a wrong attribute is told once, in the API's words", warnings[0] ?? "nothing", [
      ...different(warnings, [`warning: <twinning-events> limit: ${detail}`]),
      ...(await faultsOfOwn(page)),
    ]);
  });

  await openPage(portal, {}, async (page) => {
    await portal.visit(page, "/empty", () => untilReady(page, 2));
    const [empty, full] = await shown(page);
    const counts = (await readies(page)).map(({ count }) => count);
    group.rule("without events, what the page says stays, or a sentence says so", empty.text, [
      ...different(empty.text, "Nie ma takich wydarzeń."),
      ...(full.isOwn && full.isSeen ? [] : ["what is inside the element is not shown"]),
      ...different(counts, [0, 0]),
    ]);
  });
}

async function checkKeyboard(portal, group) {
  await openPage(portal, { viewport: { width: 1280, height: 900 } }, async (page) => {
    await portal.visit(page, "/", (page) => untilReady(page, 4));
    const expected = (await shown(page)).flatMap(({ links }) => links.map(({ href }) => href));
    const reached = [];
    const faults = [];
    for (let left = expected.length + 1; left > 0; left--) {
      await page.keyboard.press("Tab");
      const { href, hasOutline } = await page.evaluate(focused);
      if (!href) break;
      reached.push(href);
      if (!hasOutline) faults.push(`${href} does not show that it has the focus`);
    }
    group.rule("Tab comes to every link and shows where it is", `${expected.length} links`, [
      ...different(reached, expected),
      ...faults,
    ]);
  });
}

async function checkAccessibility(portal, group) {
  const looks = [
    { width: 1280, colorScheme: "light" },
    { width: 1280, colorScheme: "dark" },
    { width: 320, colorScheme: "light" },
  ];
  const faults = [];
  for (const { width, colorScheme } of looks) {
    await openPage(portal, { bypassCSP: true, colorScheme, viewport: { width, height: 900 } }, async (page) => {
      await portal.visit(page, "/", (page) => untilReady(page, 4));
      await injectAxe(page);
      const { violations, unknownContrast } = await runAxe(page);
      const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      const found = [...violations, ...unknownContrast, ...(isWider ? ["something is wider than the page"] : [])];
      faults.push(...found.map((fault) => `${width} px, ${colorScheme}: ${fault}`));
    });
  }
  group.rule("axe finds no violation, and nothing to scroll sideways", "1280 px, dark, 320 px", faults);
}

const cors = { "access-control-allow-origin": "*" };

// Whether an address is that of a list of the API, with this in its query.
const isList = (query) => (url) => /\/api\/v1\/(events|partners)$/.test(url.pathname) && url.search.includes(query);

const answerLists = (page, json) => page.route(isList(""), (route) => route.fulfill({ json, headers: cors }));

async function api(site, path) {
  const { status, body } = await site.download(`/api/v1${path}`, { accept: "application/json" });
  if (status !== 200) throw new Error(`/api/v1${path}: status ${status}`);
  return JSON.parse(body);
}

const list = async (site, path) => (await api(site, path)).data;

// Elements that do not show what they have inside.
async function faultsOfOwn(page) {
  const others = (await shown(page)).filter(({ isOwn, isSeen }) => !isOwn || !isSeen);
  return others.map(({ name }) => `${name} does not show what is inside of it`);
}

// How a page of the service writes the dates of these.
async function datesOf(site, path, dates) {
  const html = (await site.download(path)).body.toString();
  const written = new Map(
    [...html.matchAll(/<time datetime="([^"]*)">([^<]*)</g)].map(([, date, text]) => [date, text]),
  );
  return dates.map(({ date }) => ({ date, text: written.get(date) }));
}

// A fault where the two are not the same. Browsers put blanks of some width around the dash of a range, or none.
function different(found, expected) {
  const told = (value) => JSON.stringify(value).replaceAll(/\s/g, " ").replaceAll(/ ?– ?/g, "–");
  return told(found) === told(expected) ? [] : [`${told(found)} in place of ${told(expected)}`];
}

async function faultsOfPrivacy(site, requests) {
  const faults = [];
  for (const request of requests.filter((request) => request.url().startsWith(site.base))) {
    const headers = await request.allHeaders();
    const isScript = request.resourceType() === "script";
    if (headers.cookie) faults.push(`${site.path(request.url())}: cookie ${headers.cookie}`);
    // The page itself asks for the script.
    if (headers.referer && !isScript) faults.push(`${site.path(request.url())}: referer ${headers.referer}`);
  }
  return faults;
}

// The following run in the page.

function changeAll() {
  for (const element of document.querySelectorAll("main > :not(h1)")) element.setAttribute("heading", "Again");
}

function addMap() {
  const [link] = document.querySelectorAll("main a");
  const map = document.createElement("twinning-map");
  map.append(link.cloneNode(true));
  document.querySelector("main").append(map);
}

function faultsOfLook({ accent, font }) {
  return [...document.querySelectorAll("twinning-events, twinning-partners, twinning-map")].flatMap((element) => {
    const { borderTopColor, fontFamily, color } = getComputedStyle(element.shadowRoot.querySelector("[part=box]"));
    const link = getComputedStyle(element.shadowRoot.querySelector("a")).color;
    const found = [borderTopColor, fontFamily, color, link].join("; ");
    const expected = [accent, font, getComputedStyle(document.body).color, accent].join("; ");
    return found === expected ? [] : [`${element.localName}: ${found} in place of ${expected}`];
  });
}

function stored() {
  return `${localStorage.length + sessionStorage.length} items, cookies: ${document.cookie}`;
}

function focused() {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return { href: element.href, hasOutline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
}
