// The desk's form of an event with much in it.
import { inKilobytes, weigh } from "../shared/weigh.mjs";
import { partner } from "../pages/addresses.mjs";
import { Connection } from "./connection.mjs";
import { Numbers } from "./numbers.mjs";
import { atMost } from "./table.mjs";
import { medianOf } from "./times.mjs";

const persons = 50;
const languages = ["pl", "en", "de"];
const limit = 60; // KB
const patience = 50; // ms
const id = "event-with-many-persons";

export async function form(service) {
  const connection = await Connection.open(service.base);
  try {
    await service.write(connection, "POST", "/api/v1/events", "application/json", event());
    const cookie = await signIn(service, connection);
    const path = `/desk/events/${id}`;
    const headers = { accept: "text/html", "accept-language": "pl", cookie };
    const { html, status, bytes, bytesOfHtml } = await weigh(service.site, path, headers);
    const last = `name="participants.${persons}.name"`;
    const missing = [last, ...languages.map((language) => `name="title.${language}"`)].filter(
      (field) => !html.includes(field),
    );
    if (status !== 200 || missing.length > 0) throw new Error(`${path}: status ${status}, without ${missing}`);
    const time = await medianOf(connection, path, { ...headers, "accept-encoding": "gzip, deflate, br" });
    const what = `form of ${persons} persons, ${languages.length} languages`;
    const ofHtml = `${what}: HTML and CSS (HTML ${inKilobytes(bytesOfHtml)} KB)`;
    return [atMost(ofHtml, inKilobytes(bytes), limit, " KB"), atMost(`${what}: answer, br`, time, patience, " ms")];
  } finally {
    connection.close();
  }
}

// Exchanges the token for a session, as the form of the desk does; answers its cookie.
async function signIn({ base, token }, connection) {
  const headers = {
    accept: "text/html",
    "content-type": "application/x-www-form-urlencoded",
    origin: base,
    "sec-fetch-site": "same-origin",
  };
  const body = new URLSearchParams({ token }).toString();
  const answer = await connection.ask("/desk/sign-in", headers, "POST", body);
  if (answer.status !== 303) throw new Error(`signing in to the desk: status ${answer.status}`);
  return answer.headers["set-cookie"].split(";")[0];
}

function event() {
  const numbers = new Numbers(persons);
  const texts = languages.map((language) => [language, { title: numbers.words(6), summary: numbers.words(60) }]);
  return {
    id,
    state: "published",
    translations: Object.fromEntries(texts),
    kind: "visit",
    direction: "incoming",
    status: "held",
    startDate: "2024-05-20",
    place: { name: numbers.words(2), country: "PL" },
    participants: Array.from({ length: persons }, () => ({
      name: numbers.words(2),
      role: numbers.words(4),
      organisation: numbers.words(3),
      language: "pl",
      partner: { id: partner.split("/").at(-1) },
    })),
    topics: ["culture", "sport"],
    partners: [{ id: partner.split("/").at(-1) }],
  };
}
