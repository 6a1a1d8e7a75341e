// Measures the pages. Started by scripts/measure-pages, which says what is measured.
//
// Usage: node measure.mjs BINARY [BASELINE_BINARY]
//
// A group of figures is a function in a file of measure/, which answers rows of the table.
import { resolve } from "node:path";
import { sizeOfBinary } from "./measure/binary.mjs";
import { checkedPages } from "./measure/checked.mjs";
import { events, importMany, partners } from "./measure/data.mjs";
import { form } from "./measure/desk.mjs";
import { Service } from "./measure/service.mjs";
import { print } from "./measure/table.mjs";
import { times } from "./measure/times.mjs";
import { embedding, fonts, grown } from "./measure/weights.mjs";
import { Workshop } from "./measure/workshop.mjs";

const [binary, baseline] = process.argv.slice(2).map((path) => resolve(path));
const many = `${events.toLocaleString("en")} events`;

const workshop = new Workshop();
const step = (what) => console.error(`measure-pages: ${what} …`);

// With the demonstration data.
async function ofDemonstration() {
  step("starting the service with the demonstration data");
  const service = await Service.start(workshop, binary, "demonstration.db", ["--demo"]);
  // Before anything is changed.
  const records = await service.exported();
  step("running check-pages, which takes the longest");
  const { weight, painting, rules, failed } = await checkedPages(workshop, service);
  step("weighing");
  weight.push(await fonts(service));
  const ofScript = await embedding(service);
  step("timing the home page");
  const ofServer = await times(service);
  step("the form of the desk");
  const ofDesk = await form(service);
  await service.stop();
  return { rows: [...weight, ...painting, ...ofServer], ofDesk, ofScript, rules, failed, records };
}

// With the demonstration data and made-up data beside it.
async function ofMany(records) {
  step(`importing ${many} and ${partners} partners`);
  const database = "many.db";
  await importMany(workshop, binary, database, records);
  const service = await Service.start(workshop, binary, database);
  step("weighing");
  const ofWeight = await grown(service);
  step("timing the home page");
  const ofServer = await times(service);
  step("the form of the desk");
  const ofDesk = await form(service);
  await service.stop();
  const marked = (rows) => rows.map((row) => ({ ...row, figure: `${many}: ${row.figure}` }));
  return { rows: marked([...ofWeight, ...ofServer]), ofDesk: marked(ofDesk) };
}

try {
  const few = await ofDemonstration();
  const lots = await ofMany(few.records);
  const ofBinary = await sizeOfBinary(binary, baseline);
  print([...few.rows, ...lots.rows, ...few.ofDesk, ...lots.ofDesk, few.ofScript, ofBinary, ...few.rules]);
  if (few.failed.length > 0) console.log(["", "check-pages:", ...few.failed].join("\n"));
} catch (error) {
  console.error(`measure-pages: ${error.message}`);
  process.exitCode = 2;
} finally {
  await workshop.close();
}
