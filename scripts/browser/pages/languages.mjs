// Texts of another language than the page's have a `lang`, so that they are spoken as what they are.
import { event, languages as all, partner, recordsInLanguages } from "./addresses.mjs";

export default async function languages(site, group) {
  const pages = await site.onEach(recordsInLanguages, {}, 1, async (page, path) => ({
    path,
    ...(await page.evaluate(look)),
  }));
  const rule = (what, faultsOf) => {
    const faults = pages.flatMap((page) => faultsOf(page).map((fault) => `${page.path}: ${fault}`));
    group.rule(what, `${pages.length} pages`, faults);
  };
  rule("a page has the language of its address", ({ path, language }) =>
    path.startsWith(`/${language}/`) ? [] : [`lang="${language}"`],
  );
  rule("every other language is linked, in its own words", ({ language, links }) =>
    all.filter((other) => other !== language && !links.includes(other)),
  );
  rule("Cyrillic is not said to be Latin", ({ cyrillic }) =>
    cyrillic.filter(({ lang }) => all.includes(lang)).map(({ text, lang }) => `lang="${lang}" for ${text}`),
  );
  rule("texts read as the language that they are said to be", ({ texts }) =>
    texts
      .filter(({ readsAs }) => readsAs)
      .map(({ lang, readsAs, text }) => `lang="${lang}" for ${readsAs}: ${text.slice(0, 80)}`),
  );

  const spot = (what, path, found, lang) => {
    const wrong = found.filter((one) => one.lang !== lang).map(({ text, lang }) => `lang="${lang}" for ${text}`);
    group.rule(what, path, found.length > 0 ? wrong : ["there is none"]);
  };
  const { quotations } = pages.find(({ path }) => path === `/en${event}`);
  spot("quotations from Polish sources are Polish", `/en${event}`, quotations, "pl");
  const { cyrillic } = pages.find(({ path }) => path === `/pl${partner}`);
  spot(
    "Озёрск is Russian",
    `/pl${partner}`,
    cyrillic.filter(({ text }) => text === "Озёрск"),
    "ru",
  );
}

// Runs in the page.
function look() {
  const { documentElement, body } = document;
  const langOf = (element) => element.closest("[lang]").lang;
  const found = (element, text) => ({ lang: langOf(element), text: text.trim() });
  const texts = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(found(walker.currentNode.parentElement, walker.currentNode.data));
  const cyrillic = texts.filter(({ text }) => /\p{Script=Cyrillic}/u.test(text));

  // Texts are recognized by their smallest words, of which those of another language hardly have any. Names have few.
  const smallest = {
    pl: ["i", "w", "z", "na", "do", "się", "jest", "oraz", "od", "przez", "dla", "nie", "są", "po", "za", "ze", "o"],
    en: ["the", "of", "and", "to", "in", "is", "are", "from", "by", "with", "that", "for", "on", "was", "not", "about"],
  };
  const count = (text, words) =>
    text
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .filter((word) => words.includes(word)).length;
  for (const text of texts) {
    const counts = Object.entries(smallest).map(([language, words]) => [language, count(text.text, words)]);
    const [language, most] = counts.sort((a, b) => b[1] - a[1])[0];
    const own = count(text.text, smallest[text.lang] ?? []);
    if (language !== text.lang && most >= 3 && most >= 2 * own) text.readsAs = language;
  }
  return {
    language: documentElement.lang,
    links: [...document.querySelectorAll("nav a[hreflang][lang]")]
      .filter((link) => link.hreflang === link.lang)
      .map((link) => link.lang),
    quotations: [...document.querySelectorAll("blockquote")].map((quotation) =>
      found(quotation, quotation.textContent.slice(0, 60)),
    ),
    texts,
    cyrillic,
  };
}
