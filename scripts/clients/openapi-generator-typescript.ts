// The same calls as openapi-typescript.ts, on the client that openapi-generator makes
// with its generator typescript-fetch (client/). scripts/check-clients compiles
// both with tsc --strict, writes settings.ts and runs this.
import {
  ChangesApi,
  Configuration,
  EventsApi,
  PartnerKind,
  PartnersApi,
  PartnerStatus,
  ProblemFromJSON,
  RecordState,
  ResponseError,
  type Problem,
} from "./client/index.js";
import { apiUrl, eventFilter, newId, partnerId, token } from "./settings.js";

function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`not so: ${what}`);
}

// The problem with which a request is refused.
async function refused(request: Promise<unknown>): Promise<Problem> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const problem = ProblemFromJSON(await error.response.json());
    expect(problem.status === error.response.status, "the problem repeats its status");
    return problem;
  }
  throw new Error("not so: the request is refused");
}

const reader = new Configuration({ basePath: apiUrl });
const partners = new PartnersApi(reader);
const events = new EventsApi(reader);
const changes = new ChangesApi(reader);

// List partners.
const page = await partners.listPartners();
const ids: string[] = page.data.map((partner) => partner.id);
expect(ids.includes(partnerId), `"${partnerId}" is in the list of partners`);
expect(page.pagination.total >= ids.length, "pagination has a total");

// Get one.
const partner = await partners.getPartner({ id: partnerId });
expect(partner.id === partnerId && partner.name !== "", "the partner has its id and a name");
expect(partner.createdAt instanceof Date && !Number.isNaN(partner.createdAt.valueOf()), "times are read");

// List events, all and filtered.
const every = await events.listEvents();
const filtered = await events.listEvents(eventFilter);
const found = filtered.pagination.total;
expect(found > 0 && found < every.pagination.total, "the filter leaves some events and leaves out some");

// Read the feed of changes, whose records are of several types.
const feed = await changes.listChanges({ limit: 100 });
const countries: string[] = feed.data.flatMap(({ record }) => (record?.type === "partners" ? [record.country] : []));
expect(countries.length === ids.length, "the feed has every partner");

// Handle a problem.
const problem = await refused(partners.getPartner({ id: "no-such-partner" }));
expect(problem.status === 404 && problem.title !== "", "an unknown partner answers 404");

// With a token: create a record, change it, delete it, each with the ETag of the
// answer before.
async function write(accessToken: string): Promise<string> {
  const editor = new PartnersApi(new Configuration({ basePath: apiUrl, accessToken }));
  const created = await editor.createPartnerRaw({
    partnerInput: {
      id: newId,
      state: RecordState.Draft,
      translations: { en: { name: "A new partner" } },
      kind: PartnerKind.Municipality,
      status: PartnerStatus.Active,
      country: "LT",
      website: "https://partner.example/",
    },
  });
  expect(created.raw.status === 201 && (await created.value()).id === newId, "POST /partners creates the partner");
  const oldTag = created.raw.headers.get("ETag");
  expect(oldTag !== null, "the new partner has an ETag");

  const change = { id: newId, partnerPatch: { status: PartnerStatus.Ended, website: null } };
  const answer = await editor.patchPartnerRaw({ ...change, ifMatch: oldTag });
  const changed = await answer.value();
  expect(changed.status === "ended", "PATCH changes the status");
  expect(changed.website === undefined, "PATCH removes the website by null");
  expect(changed.country === "LT", "PATCH keeps other fields");
  const newTag = answer.raw.headers.get("ETag");
  expect(newTag !== null && newTag !== oldTag, "the changed partner has another ETag");
  const late = await refused(editor.patchPartner({ ...change, ifMatch: oldTag }));
  expect(late.status === 412, "PATCH with an old ETag is refused");

  const deleted = await editor.deletePartnerRaw({ id: newId, ifMatch: newTag });
  expect(deleted.raw.status === 204, "DELETE deletes the partner");
  // Reading is public, so the client sends its token there only where it is told to; drafts take one.
  const headers = { Authorization: `Bearer ${accessToken}` };
  const gone = await refused(editor.getPartner({ id: newId }, { headers }));
  expect(gone.status === 410 && gone.deletedAt instanceof Date, "the deleted partner answers 410");

  const history = await editor.getPartnerHistory({ id: newId });
  const befores = history.data.map(({ before }) => (before?.type === "partners" ? before.status : undefined));
  expect(befores.includes("active") && befores.includes("ended"), "the history has what the partner was before");
  return "created, changed and deleted a partner";
}

const written = token === undefined ? "wrote nothing without a token" : await write(token);
console.log(
  `typescript-fetch: ${ids.length} partners, "${partner.name}", ${found} of ${every.pagination.total} events, ` +
    `"${problem.title}", ${written}`,
);
