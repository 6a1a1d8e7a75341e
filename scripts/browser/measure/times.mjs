// How long the home page takes, beside the list of 20 events of the API: the time of a whole request on a connection
// that is kept alive, as the client's clock has it.
//
// An answer that is not in memory is asked for in two ways, with the settings of `twinning serve` as they are:
//
//   after a change   Before each request, a partner gets another web site over the API. Of the state before, the
//                    service uses neither answers nor the JSON of records, nor what lists consist of, so that this is
//                    all that there is to do. It is how answers become old in operation. The time of the change does
//                    not count.
//   in a new way     The data is the same, but the reader wants languages (Accept-Language) as none did before. Each
//                    way to want them has an answer of its own, so that it has to be made; what the service knows of
//                    records and lists stays. This is what benches/throughput calls made anew.
//
// The two addresses are asked in turns, and which one is first changes too, so that a busy moment of the machine
// befalls both.
import { homes, partner } from "../pages/addresses.mjs";
import { Connection } from "./connection.mjs";
import { atLeast, atMost } from "./table.mjs";

const counted = 60;
// Before them: the threads, the connections of the database and this program are warm then.
const uncounted = 5;

const [home] = homes;
const list = "/api/v1/events?limit=20";
// The codings of browsers, and none.
const codings = { br: { "accept-encoding": "gzip, deflate, br" }, "no coding": {} };

const limit = 8; // ms
const share = 0.5;
// Out of memory, all answers cost the same but for their bytes.
const alike = 1.25;

export async function times(service) {
  const connection = await Connection.open(service.base);
  const ways = { "after a change": () => changed(service, connection), "in a new way": newLanguages };
  try {
    const listed = `a list of ${JSON.parse((await connection.ask(list)).body).data.length}`;
    const ofHome = [];
    const ofRatio = [];
    for (const [way, prepare] of Object.entries(ways))
      for (const [coding, headers] of Object.entries(codings)) {
        const [ours, theirs] = await medians(connection, headers, prepare);
        const beside = `speed of ${home} beside ${listed} (${theirs.toFixed(1)} ms)`;
        ofHome.push(atMost(`${home} ${way}, ${coding}`, ours, limit, " ms"));
        ofRatio.push(atLeast(`${beside} ${way}, ${coding}`, theirs / ours, share, " ×"));
      }
    const [ours, theirs] = await medians(connection, codings.br, () => ({}));
    const inMemory = `time of ${home} from memory (${ours.toFixed(2)} ms) beside ${listed}, br`;
    return [...ofHome, ...ofRatio, atMost(inMemory, ours / theirs, alike, " ×")];
  } finally {
    connection.close();
  }
}

// The median times of the home page and of the list. What is done before each request answers headers for it.
async function medians(connection, headers, prepare) {
  const measured = { [home]: [], [list]: [] };
  for (let pair = 0; pair < uncounted + counted; pair++) {
    const paths = pair % 2 === 0 ? [home, list] : [list, home];
    for (const path of paths) {
      const milliseconds = await timed(connection, path, { ...headers, ...(await prepare()) });
      if (pair >= uncounted) measured[path].push(milliseconds);
    }
  }
  return [median(measured[home]), median(measured[list])];
}

let changes = 0;

async function changed(service, connection) {
  const website = `https://partner.example/${changes++}`;
  await service.write(connection, "PATCH", `/api/v1${partner}`, "application/merge-patch+json", { website });
  return {};
}

let ways = 0;

// The language of the home page first, then one that nothing is in: qaa to qtz are for private use.
function newLanguages() {
  const number = ways++;
  const letters = [Math.floor(number / 26) % 20, number % 26].map((letter) => String.fromCharCode(97 + letter));
  return { "accept-language": `pl, q${letters.join("")};q=0.5` };
}

async function timed(connection, path, headers) {
  const { status, milliseconds } = await connection.ask(path, { accept: "text/html,*/*;q=0.8", ...headers });
  if (status !== 200) throw new Error(`${path}: status ${status}`);
  return milliseconds;
}

// The median time of a path.
export async function medianOf(connection, path, headers) {
  const measured = [];
  for (let time = 0; time < uncounted + counted; time++) measured.push(await timed(connection, path, headers));
  return median(measured.slice(uncounted));
}

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
