// The partnerships of a municipality on the pages of others:
//
//   <script type="module" src="https://HOST/embed/v1/twinning.js"></script>
//   <twinning-events period="upcoming" limit="5"><a href="https://HOST/pl/events">Events</a></twinning-events>
//   <twinning-partners heading="Our partners"></twinning-partners>
//   <twinning-map></twinning-map>
//
// All take `lang` (else the page's, else the municipality's), `heading`, `heading-level` (2 to 6) and `base` (else
// where the script is from). Events take `partner`, `topic`, `kind`, `period` and `limit`, as in the API, and partners
// `limit`.
//
// What is inside an element is shown until the data is there, and stays when it does not come. Nothing is stored, no
// cookie and no referrer is sent, and texts are set as text only.

// How long an answer is waited for.
const patience = 10_000;

// Constructed, since a page's policy may forbid <style>. What has no variable is inherited, so dark pages stay dark.
const styles = new CSSStyleSheet();
styles.replaceSync(`
  :host { display: block; color: var(--twinning-ink, inherit); font-family: var(--twinning-font, inherit); }
  :host([hidden]) { display: none; }
  * { box-sizing: border-box; }
  [part=box] {
    --rule: var(--twinning-line, color-mix(in srgb, currentColor 25%, transparent));
    padding: 1em 1.25em; overflow-wrap: anywhere; background: var(--twinning-background, transparent);
    border: 1px solid var(--rule); border-top: 4px solid var(--twinning-accent, currentColor);
    border-radius: var(--twinning-radius, 0);
  }
  [part=heading] { margin: 0 0 .5em; font-size: 1.25em; line-height: 1.25; }
  ul, p { margin: 0; padding: 0; list-style: none; }
  li { padding: .6em 0; line-height: 1.4; }
  li + li { border-top: 1px solid var(--rule); }
  [part=note] { display: block; font-size: .875em; }
  a { color: var(--twinning-link, inherit); text-underline-offset: .18em; }
  a, span { unicode-bidi: isolate; }
  a:focus-visible { outline: 3px solid var(--twinning-focus, currentColor); outline-offset: 3px; }
  [part=link] { font-weight: 600; }
  [part=map], img { display: block; width: 100%; height: auto; }
`);

// The service does not take an attribute, such as a limit that is too high.
class Refusal extends Error {}

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  element.append(...children.filter(Boolean));
  return element;
};

const getJson = async (url, signal) => {
  const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", signal });
  if (answer.ok) return answer.json();
  if (answer.status !== 400) throw new Error(`status ${answer.status}`);
  const { detail, errors = [] } = await answer.json();
  throw new Refusal(errors.map((fault) => `${fault.parameter}: ${fault.detail}`).join("; ") || detail);
};

// Runs the work with a signal that breaks it off when it takes too long.
const inTime = async (work, controller = new AbortController()) => {
  const timer = setTimeout(() => controller.abort(), patience);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
};

// What each service says of itself, asked for once a page unless it fails.
const services = new Map();
const serviceAt = (base) => {
  if (!services.has(base)) {
    const service = inTime((signal) => getJson(`${base}/api/v1`, signal));
    services.set(base, service);
    service.catch(() => services.delete(base));
  }
  return services.get(base);
};

// The script is at BASE/embed/twinning.js or BASE/embed/v1/twinning.js.
const ownBase = import.meta.url.replace(/\/embed\/(v\d+\/)?[^/]*$/, "");

const baseOf = (element) => {
  const { origin, pathname } = new URL(element.getAttribute("base") || ownBase, document.baseURI);
  return origin + pathname.replace(/\/+$/, "");
};

// The nearest `lang`, also outside of shadow trees around the element.
const languageOf = (element) => {
  for (let at = element; at; at = at.getRootNode().host) {
    const language = at.closest("[lang]")?.getAttribute("lang").trim();
    if (language) return language;
  }
};

// Whether a language is or includes another one: "en" includes "en-GB".
const includes = (one, other) => `${other}-`.toLowerCase().startsWith(`${one}-`.toLowerCase());

// The `lang` that a text needs among those in another language.
const langAmong = (other, language) => !includes(language, other) && language;

// What the elements say themselves: when there are no records, and of the picture.
const words = {
  en: { events: "There are no such events.", partners: "There are no partners.", map: "Map of the partners" },
  pl: { events: "Nie ma takich wydarzeń.", partners: "Nie ma partnerów.", map: "Mapa partnerów" },
};
const say = (key, language) => {
  const spoken = includes("pl", language) ? "pl" : "en";
  return [words[spoken][key], langAmong(language, spoken)];
};

// Dates are written as far as they are known: to the year, month or day. They have no time zone, so none may move them.
const writeDates = (start, end, language) => {
  // Days come before months, as on the service's own pages.
  const locale = language.toLowerCase() === "en" ? "en-GB" : language;
  const formatOf = (date) => {
    const [year, month, day] = ["numeric", "long", "numeric"].slice(0, date.split("-").length);
    return new Intl.DateTimeFormat(locale, { year, month, day, timeZone: "UTC" });
  };
  const write = (date) => formatOf(date).format(new Date(date));
  if (!end || end === start) return write(start);
  if (end.length !== start.length) return `${write(start)} – ${write(end)}`;
  return formatOf(start).formatRange(new Date(start), new Date(end));
};

const filters = ["partner", "topic", "kind", "period", "limit"];

class TwinningElement extends HTMLElement {
  static observedAttributes = ["lang", "heading", "heading-level", "base", ...filters];

  #loading;
  #isDue = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [styles];
    this.#show(make("slot"));
  }

  connectedCallback() {
    this.#loadSoon();
  }

  attributeChangedCallback(_name, before, after) {
    if (before !== after) this.#loadSoon();
  }

  disconnectedCallback() {
    this.#loading?.abort();
    this.#loading = undefined;
  }

  // A slot is what the page has inside the element.
  #show(node) {
    this.shadowRoot.replaceChildren(node);
  }

  // Attributes that are set together are loaded together.
  async #loadSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    await undefined;
    this.#isDue = false;
    if (this.isConnected) this.#load();
  }

  async #load() {
    // What an earlier state has asked for is not to come after this.
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    try {
      const { box, count } = await inTime((signal) => this.#getContent(signal), loading);
      if (this.#loading !== loading) return;
      this.#show(box);
      this.dispatchEvent(new CustomEvent("twinning-ready", { bubbles: true, composed: true, detail: { count } }));
    } catch (error) {
      if (this.#loading !== loading) return;
      this.#show(make("slot"));
      if (error instanceof Refusal) console.warn(`<${this.localName}> ${error.message}`);
    }
  }

  async #getContent(signal) {
    const base = baseOf(this);
    const service = serviceAt(base);
    const language = languageOf(this) ?? (await service).defaultLanguage;
    signal.throwIfAborted();
    const [{ languages, defaultLanguage, counts }, data] = await Promise.all([
      service,
      this.getData(base, language, signal),
    ]);
    // Pages are there in the municipality's languages only.
    const pageLanguage = languages.find((one) => includes(one, language)) ?? defaultLanguage;
    const pages = `${base}/${encodeURIComponent(pageLanguage)}`;
    const linkTo = (path, attributes, text) =>
      make("a", { ...attributes, href: pages + path, hreflang: langAmong(language, pageLanguage) }, text);
    const node = this.render(data, language, linkTo);
    const heading = this.getAttribute("heading");
    const level = /^[2-6]$/.exec(this.getAttribute("heading-level")) ?? 2;
    const title = heading && make(`h${level}`, { id: "heading", part: "heading" }, heading);
    const count = data.length ?? counts.partners;
    return { box: make("div", { part: "box", lang: language }, title, node), count };
  }
}

// A list of records, each with a link to its page.
class TwinningList extends TwinningElement {
  async getData(base, language, signal) {
    const parameters = new URLSearchParams({ lang: language, fields: this.fields });
    for (const [name, value] of Object.entries(this.parameters)) if (value) parameters.set(name, value);
    const { data } = await getJson(`${base}/api/v1/${this.collection}?${parameters}`, signal);
    return data;
  }

  render(records, language, linkTo) {
    if (records.length === 0) {
      const [sentence, lang] = say(this.collection, language);
      return make("div", {}, make("p", { part: "empty", lang }, sentence), make("slot"));
    }
    const renderItem = (record) => {
      const { id, [this.nameField]: name, servedLanguages, labels } = record;
      const lang = langAmong(language, servedLanguages[this.nameField]);
      const link = linkTo(`/${this.collection}/${encodeURIComponent(id)}`, { part: "link", lang }, name);
      const labelLang = langAmong(language, labels.language);
      const label = (field) => labels[field] && make("span", { lang: labelLang }, labels[field]);
      return make("li", { part: "item" }, ...this.renderItem(record, link, label, language));
    };
    // Some screen readers tell a list without bullets only by its role.
    const labelled = this.getAttribute("heading") && "heading";
    return make("ul", { role: "list", part: "list", "aria-labelledby": labelled }, ...records.map(renderItem));
  }
}

// Puts what there is of the parts on a line, with dots between them.
const renderNote = (...parts) => {
  const known = parts.filter(Boolean).flatMap((part) => [" · ", part]);
  return known.length > 0 && make("span", { part: "note" }, ...known.slice(1));
};

class TwinningEvents extends TwinningList {
  collection = "events";
  nameField = "title";
  fields = "title,servedLanguages,startDate,endDate,kind,status,partners,labels";

  get parameters() {
    const given = Object.fromEntries(filters.map((name) => [name, this.getAttribute(name)]));
    // Of those to come the next is the first, of others the last one.
    const sort = given.period?.includes("upcoming") && "startDate";
    return { ...given, sort, limit: given.limit || "5" };
  }

  renderItem({ startDate, endDate, status, partners }, link, label, language) {
    const dates = make("time", { datetime: startDate }, writeDates(startDate, endDate, language));
    // Nobody is to come in vain.
    const isOff = status === "cancelled" || status === "postponed";
    return [
      renderNote(dates, label("kind"), isOff && make("strong", {}, label("status"))),
      link,
      renderNote(...partners.map(({ name }) => make("span", {}, name))),
    ];
  }
}

class TwinningPartners extends TwinningList {
  collection = "partners";
  nameField = "name";
  fields = "name,servedLanguages,labels";

  get parameters() {
    return { limit: this.getAttribute("limit") || "100" };
  }

  renderItem(_partner, link, label) {
    return [link, renderNote(label("country"))];
  }
}

class TwinningMap extends TwinningElement {
  // The picture is waited for, since it may not come.
  getData(base, language, signal) {
    const picture = make("img", { crossorigin: "anonymous", referrerpolicy: "no-referrer" });
    return new Promise((done, failed) => {
      picture.onload = () => done(picture);
      picture.onerror = () => failed(new Error("the map does not come"));
      signal.addEventListener("abort", () => {
        failed(signal.reason);
        if (!picture.complete) picture.removeAttribute("src");
      });
      picture.src = `${base}/embed/map.svg?${new URLSearchParams({ lang: language })}`;
    });
  }

  render(picture, language, linkTo) {
    const heading = this.getAttribute("heading");
    const [sentence, lang] = say("map", language);
    picture.alt = heading || sentence;
    if (!heading && lang) picture.lang = lang;
    return linkTo("/", { part: "map" }, picture);
  }
}

// A page may load the script from both of its addresses.
const elements = { events: TwinningEvents, partners: TwinningPartners, map: TwinningMap };
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(`twinning-${name}`)) customElements.define(`twinning-${name}`, element);
}
