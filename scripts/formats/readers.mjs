// The programs in Node.js that read what the service wrote: check-geojson, ical.js, node-ical and jsonld.js.
//
// Gets on standard input which file is for which program, {"FILE": ["PROGRAM", …]}, and writes what each says of it,
// {"FILE": {"PROGRAM": {…}}}: a `fault`, or what it read.

import { readFileSync } from "node:fs";
import { check as checkGeojson } from "@placemarkio/check-geojson";
import ICAL from "ical.js";
import jsonld from "jsonld";
import nodeIcal from "node-ical";

// A day as 2017-05-20, a moment in UTC with its time.
const dayOf = (date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

const programs = {
  "check-geojson": (text) => {
    const read = checkGeojson(text);
    return { detail: `read as ${read.type}` };
  },

  "ical.js": (text) => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    const value = (time) => (time === null ? null : time.isDate ? time.toString() : time.toJSDate().toISOString());
    const events = calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      const end = component.hasProperty("dtend") ? event.endDate : null;
      return { uid: event.uid, start: value(event.startDate), end: value(end), title: event.summary };
    });
    return { events };
  },

  "node-ical": (text) => {
    const textOf = (value) => (typeof value === "string" ? value : value.val);
    const value = (time) => (time === undefined ? null : time.dateOnly ? dayOf(time) : time.toISOString());
    const events = Object.values(nodeIcal.sync.parseICS(text))
      .filter((component) => component.type === "VEVENT")
      .map(({ uid, start, end, summary }) => ({ uid, start: value(start), end: value(end), title: textOf(summary) }));
    return { events };
  },

  "jsonld.js": async (text) => {
    const documentLoader = (url) => {
      throw new Error(`the document needs ${url}`);
    };
    const options = { algorithm: "RDFC-1.0", format: "application/n-quads", safe: true, documentLoader };
    return { triples: await jsonld.canonize(JSON.parse(text), options) };
  },
};

const jobs = JSON.parse(readFileSync(0, "utf8"));
const results = {};
for (const [file, names] of Object.entries(jobs)) {
  const text = readFileSync(file, "utf8");
  results[file] = {};
  for (const name of names) {
    try {
      results[file][name] = await programs[name](text);
    } catch (error) {
      const more = error.issues?.map((issue) => issue.message).join("; ") ?? JSON.stringify(error.details ?? "");
      results[file][name] = { fault: `${error.name}: ${error.message} ${more}`.trim() };
    }
  }
}
process.stdout.write(JSON.stringify(results));
