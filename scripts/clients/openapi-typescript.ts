// A program as a user of the API might write it, on openapi-fetch and the types
// that openapi-typescript makes of the document (api.d.ts). scripts/check-clients
// compiles it with tsc --strict, writes settings.ts and runs it.
import createClient from "openapi-fetch";
import type { components, operations, paths } from "./api.js";
import { apiUrl, eventFilter, newId, partnerId, token, type OperationId } from "./settings.js";

// Compiles only if the document has every operation under its name.
type Missing = Exclude<OperationId, keyof operations>;
const missing: [Missing] extends [never] ? true : Missing = true;

function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`not so: ${what}`);
}

// Of an answer that comes in several media types, this program reads the JSON.
type Json = "application/json" | "application/problem+json";
const client = createClient<paths, Json>({ baseUrl: apiUrl });
expect(missing, "every operation has its name");

// List partners.
const partners = await client.GET("/partners");
expect(partners.response.status === 200, "GET /partners answers 200");
expect(partners.data !== undefined, "GET /partners has a body");
const ids: string[] = partners.data.data.map((partner) => partner.id);
expect(ids.includes(partnerId), `"${partnerId}" is in the list of partners`);
const { limit, total }: { limit: number; total: number } = partners.data.pagination;
expect(limit >= 1 && total >= ids.length, "pagination has a limit and a total");
expect(typeof partners.data.links === "object", "the list has links");
expect(partners.response.headers.has("API-Version"), "API-Version is sent");

// Get one.
const partner = await client.GET("/partners/{id}", { params: { path: { id: partnerId } } });
expect(partner.data !== undefined, `GET /partners/${partnerId} has a body`);
const name: string = partner.data.name;
expect(partner.data.id === partnerId && name !== "", "the partner has its id and a name");

// List events, all and filtered.
const every = await client.GET("/events");
expect(every.data !== undefined, "GET /events has a body");
const filtered = await client.GET("/events", { params: { query: eventFilter } });
expect(filtered.data !== undefined, `GET /events takes ${JSON.stringify(eventFilter)}`);
const found = filtered.data.pagination.total;
expect(found > 0, "the filter leaves some events");
expect(found < every.data.pagination.total, "the filter leaves out some events");
expect(filtered.data.data.length > 0, "the filtered list has events in it");

// Read the feed of changes, whose records are of several types.
const feed = await client.GET("/changes", { params: { query: { limit: 100 } } });
const records = feed.data?.data.map((change) => change.record) ?? [];
const countries: string[] = records.flatMap((record) => (record?.type === "partners" ? [record.country] : []));
expect(countries.length === ids.length, "the feed has every partner");

// Handle a problem.
const absent = await client.GET("/partners/{id}", { params: { path: { id: "no-such-partner" } } });
expect(absent.response.status === 404, "an unknown partner answers 404");
expect(
  absent.response.headers.get("Content-Type")?.startsWith("application/problem+json") === true,
  "the answer is application/problem+json",
);
expect(absent.data === undefined && absent.error !== undefined, "404 is an error to the client");
const problem: components["schemas"]["Problem"] = absent.error;
const fields: [string, string, string] = [problem.type, problem.title, problem.detail];
expect(problem.status === 404, "the problem repeats its status");
expect(fields.every((field) => typeof field === "string" && field !== ""), "type, title, detail");

// With a token: create a record, change it, delete it, each with the ETag of the
// answer before.
async function write(token: string): Promise<string> {
  const editor = createClient<paths, Json>({ baseUrl: apiUrl, headers: { Authorization: `Bearer ${token}` } });
  const path = { id: newId };
  const input: components["schemas"]["PartnerInput"] = {
    id: newId,
    state: "draft",
    translations: { en: { name: "A new partner" } },
    kind: "municipality",
    status: "active",
    country: "LT",
    website: "https://partner.example/",
  };
  const created = await editor.POST("/partners", { body: input });
  expect(created.response.status === 201 && created.data?.id === newId, "POST /partners creates the partner");
  const oldTag = created.response.headers.get("ETag");
  expect(oldTag !== null, "the new partner has an ETag");

  const change: components["schemas"]["PartnerPatch"] = { status: "ended", website: null };
  const headers = { "Content-Type": "application/merge-patch+json" };
  const patch = (tag: string) =>
    editor.PATCH("/partners/{id}", { params: { path, header: { "If-Match": tag } }, headers, body: change });
  const changed = await patch(oldTag);
  expect(changed.data?.status === "ended", "PATCH changes the status");
  expect(changed.data.website === undefined, "PATCH removes the website by null");
  expect(changed.data.country === "LT", "PATCH keeps other fields");
  const newTag = changed.response.headers.get("ETag");
  expect(newTag !== null && newTag !== oldTag, "the changed partner has another ETag");
  const late = await patch(oldTag);
  expect(late.response.status === 412 && late.error?.status === 412, "PATCH with an old ETag is refused");

  const deleted = await editor.DELETE("/partners/{id}", { params: { path, header: { "If-Match": newTag } } });
  expect(deleted.response.status === 204, "DELETE deletes the partner");
  const gone = await editor.GET("/partners/{id}", { params: { path } });
  expect(gone.response.status === 410 && gone.error !== undefined, "the deleted partner answers 410");

  const history = await editor.GET("/partners/{id}/history", { params: { path } });
  const befores = history.data?.data.map(({ before }) => (before?.type === "partners" ? before.status : undefined)) ?? [];
  expect(befores.includes("active") && befores.includes("ended"), "the history has what the partner was before");
  return "created, changed and deleted a partner";
}

const written = token === undefined ? "wrote nothing without a token" : await write(token);
console.log(
  `openapi-fetch: ${ids.length} partners, "${name}", ${found} of ${every.data.pagination.total} events, ` +
    `"${problem.title}", ${written}`,
);
