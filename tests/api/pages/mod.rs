//! Pages for people, read as a browser reads them: without one, and without a script.

mod data;
mod embed;
mod errors;
mod language;
mod policy;
mod site;
mod visibility;

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};

use crate::support::{TestApp, app::PUBLIC_URL, client::Answer};

/// What a browser accepts.
pub const BROWSER: &str =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/// Asks as a browser does.
pub fn ask(app: &TestApp, path: &str) -> Answer {
    app.ask("GET", path, &[("accept", BROWSER), ("accept-language", "pl")])
}

/// A page that is there.
#[track_caller]
pub fn page(app: &TestApp, path: &str) -> Page {
    let answer = ask(app, path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    Page::of(path, &answer)
}

/// A page as a browser has it.
pub struct Page {
    pub path: String,
    pub text: String,
    document: Html,
}

impl Page {
    /// Reads the HTML of an answer, which has no error.
    #[track_caller]
    pub fn of(path: &str, answer: &Answer) -> Self {
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
        let text = answer.text();
        let document = Html::parse_document(&text);
        Self { path: path.to_owned(), text, document }
    }

    /// The elements that a selector finds.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.document.select(&Selector::parse(selector).unwrap()).collect()
    }

    /// The one element that a selector finds.
    #[track_caller]
    pub fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        let [one] = found.as_slice() else {
            panic!("{}: {} of {selector}", self.path, found.len())
        };
        *one
    }

    /// The texts of the elements that a selector finds, without superfluous blanks.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text).collect()
    }

    /// An attribute of the elements that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let elements = self.all(selector).into_iter();
        elements.filter_map(|element| element.attr(name).map(str::to_owned)).collect()
    }

    /// The paths of this service that the page links to.
    pub fn links(&self) -> BTreeSet<String> {
        let links = self.attributes("a[href]", "href").into_iter();
        links.filter(|link| link.starts_with('/')).collect()
    }
}

/// The text of an element, without superfluous blanks.
pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a path is one of a page.
pub fn is_of_page(path: &str) -> bool {
    ["/pl/", "/en/"].iter().any(|language| path.starts_with(language))
}

/// All pages that can be reached from the home pages, with and without a query.
pub fn crawled(app: &TestApp) -> BTreeMap<String, Page> {
    let mut pages = BTreeMap::new();
    let mut open: Vec<String> = vec!["/pl/".to_owned(), "/en/".to_owned()];
    while let Some(path) = open.pop() {
        if pages.contains_key(&path) {
            continue;
        }
        let page = page(app, &path);
        // One filter is enough: their combinations have no end.
        let follows = |link: &&String| {
            let query = link.split_once('?').map_or("", |(_, query)| query);
            is_of_page(link) && query.matches('=').count() <= 1
        };
        open.extend(page.links().iter().filter(follows).cloned());
        pages.insert(path, page);
    }
    pages
}

/// The path of a whole address of this service.
#[track_caller]
pub fn path_of(address: &str) -> &str {
    address.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{address} is elsewhere"))
}
