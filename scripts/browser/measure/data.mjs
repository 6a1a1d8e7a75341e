// Made-up partners and events beside the demonstration data, as many as a large municipality has in a long time, in the
// exchange format: the same each time, but for the years.
import { writeFile } from "node:fs/promises";
import { Numbers } from "./numbers.mjs";
import { ran, urlOf } from "./service.mjs";

// So many there are with those of the demonstration data.
export const events = 10_000;
export const partners = 200;

const kinds = ["visit", "meeting", "conference", "signing", "sport", "culture", "training", "other"];
const directions = ["incoming", "outgoing", "online"];
const topics = ["culture", "education", "sport", "youth", "tourism", "economy", "water", "health"];
const countries = ["PL", "LT", "LV", "DE", "FR", "CZ", "SK", "UA"];

// Makes a database of them.
export async function importMany(workshop, binary, database, demonstration) {
  const records = [...demonstration, ...madeUp(demonstration)];
  const file = workshop.file("many.ndjson");
  await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const { output } = await ran(workshop, binary, ["import", file, "--database-url", urlOf(workshop, database)]);
  // The last line tells it; those before it tell how far it was.
  const created = Number(output.match(/^(\d+) created,.*Done\.$/m)?.[1]);
  if (created !== records.length) throw new Error(`${created} of ${records.length} records were imported`);
}

function madeUp(demonstration) {
  const lacks = (type, wanted) => wanted - demonstration.filter((record) => record.type === type).length;
  const numbers = new Numbers(1);
  const made = Array.from({ length: lacks("partners", partners) }, (_, at) => partner(numbers, at));
  const ids = made.map(({ id }) => id);
  return [...made, ...Array.from({ length: lacks("events", events) }, (_, at) => event(numbers, at, ids))];
}

// Some have no place on the map, as it is with data that people collect.
const partner = (numbers, at) => ({
  type: "partners",
  id: `partner-${at}`,
  state: "published",
  translations: { pl: { name: numbers.words(1), description: numbers.words(20) }, en: { name: numbers.words(1) } },
  kind: "municipality",
  status: "active",
  country: numbers.one(countries),
  ...(at % 10 > 0 && { location: place(numbers) }),
});

// In Europe.
const place = (numbers) => ({
  latitude: 36 + numbers.below(2_900) / 100,
  longitude: numbers.below(4_000) / 100,
});

// Over 30 years, of which the last is the next one: they go along with the day, so that there are always some to come.
function event(numbers, at, ids) {
  const today = new Date().toISOString().slice(0, 10);
  const two = (number) => String(number).padStart(2, "0");
  const year = Number(today.slice(0, 4)) - 28 + numbers.below(30);
  const startDate = `${year}-${two(1 + numbers.below(12))}-${two(1 + numbers.below(28))}`;
  return {
    type: "events",
    id: `event-${at}`,
    state: "published",
    translations: {
      pl: { title: numbers.words(5), summary: numbers.words(40) },
      en: { title: numbers.words(5), summary: numbers.words(40) },
    },
    kind: numbers.one(kinds),
    direction: numbers.one(directions),
    status: startDate > today ? "scheduled" : "held",
    startDate,
    place: { name: numbers.words(1), country: numbers.one(countries) },
    topics: [numbers.one(topics)],
    partners: [{ id: numbers.one(ids) }],
  };
}
