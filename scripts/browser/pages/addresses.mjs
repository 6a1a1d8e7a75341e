// A page of each kind, out of the demonstration data, and the languages that there are pages in.

export const languages = ["pl", "en"];

export const homes = languages.map((language) => `/${language}/`);

export const event = "/events/2016-10-12-spotkanie-w-oziersku";
export const partner = "/partners/oziersk";

// Those with the most to show. Of the projects one has money that is known in part.
const records = [
  partner,
  event,
  "/agreements/umowa-o-partnerstwie-oziersk-2015",
  "/projects/zdrowie-jest-najwazniejsze",
  "/projects/stadiony-sportowe",
  "/programmes/lt-pl-ru-2007-2013",
];

export const lists = ["/partners", "/events", "/agreements", "/projects", "/programmes"];

// Found and not found, and nothing asked.
const searches = ["/search?q=Ozierska", "/search?q=xyzzy", "/search"];

const others = ["/topics/publicAdministration", "/accessibility", "/data"];

// Pages that tell of a fault: a record that is not there, an address that nothing has, a filter with a slip.
const faults = [
  { path: "/pl/partners/nowhere", status: 404 },
  { path: "/nowhere", status: 404 },
  { path: "/pl/events?kind=visti", status: 400 },
];

const ok = (path) => ({ path, status: 200 });

// The records in every language, for what depends on the data's own.
export const recordsInLanguages = languages.flatMap((language) => records.map((path) => `/${language}${path}`));

export const representative = [
  ...homes.map(ok),
  ...[...lists, ...records, ...searches, ...others].map((path) => ok(`/pl${path}`)),
  ...faults,
];
