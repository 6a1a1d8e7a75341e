// How fast the home page is there, for somebody with a slow phone on a slow network: the processor slowed down four
// times, and the network of the profile "Fast 3G". Each load is that of a browser that has nothing yet.
import { homes } from "./addresses.mjs";

const loads = 3;
const slowdown = 4;
const network = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const seconds = 1.5;

export default async function speed(site, group) {
  const [path] = homes;
  const measured = [];
  for (let load = 0; load < loads; load++) measured.push(await site.fresh({}, (page) => timed(site, page, path)));
  const median = (name) => measured.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(loads / 2)];
  group.figure(`first contentful paint of ${path}, median of ${loads}`, median("first"), seconds, " s");
  group.figure(`largest contentful paint of ${path}, median of ${loads}`, median("largest"), seconds, " s");
}

async function timed(site, page, path) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", network);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const { seen } = await site.visit(page, path, (page) => page.evaluate(look));
  return seen;
}

// Runs in the page. Entries from before are given to an observer at once; what could still be painted has a moment.
async function look() {
  const entries = (type) =>
    new Promise((done) => {
      const seen = [];
      new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ type, buffered: true });
      setTimeout(() => done(seen), 1_000);
    });
  const [paints, largest] = await Promise.all(["paint", "largest-contentful-paint"].map(entries));
  const inSeconds = (entry) => Math.round(entry.startTime / 10) / 100;
  return {
    first: inSeconds(paints.find(({ name }) => name === "first-contentful-paint")),
    largest: inSeconds(largest.at(-1)),
  };
}
