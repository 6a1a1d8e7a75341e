// Prints the events with a partner as headings. Repeated calls of fetchPage cost a 304 while nothing has changed.
//
//     node portal.mjs http://127.0.0.1:8080/api/v1 rietavas

const [api, partner] = process.argv.slice(2);
const known = new Map(); // address → { tag, page }

async function fetchPage(path) {
  const address = `${api}${path}`;
  const previous = known.get(address);
  const response = await fetch(address, { headers: previous ? { "If-None-Match": previous.tag } : {} });
  if (response.status === 304) return previous.page;
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.errors.map((fault) => fault.detail).join("; ") || body.detail);
  }
  known.set(address, { tag: response.headers.get("ETag"), page: body });
  return body;
}

// A real page must escape the texts: they are plain text, not HTML.
const page = await fetchPage(`/events?lang=en&partner=${partner}&fields=title,startDate,servedLanguages`);
for (const event of page.data) {
  console.log(event.startDate, `<h3 lang="${event.servedLanguages.title}">${event.title}</h3>`);
}
