//! The addresses of pages.

use std::iter;

use crate::{
    model::{record_type::RecordType, registry},
    values::{language::Language, topic::Topic, traits::ClosedList as _},
};

/// Makes the addresses of pages in one language.
///
/// Path words are those of the API, the same in every language: the page of a record has the address of the record with
/// the language in place of `/api/v1`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PageAddresses {
    /// The public URL, without a slash at its end.
    pub site: String,
    /// The path of the public URL, without a slash at its end: empty, or `/twinning`.
    pub root: String,
    /// The language.
    pub language: Language,
}

impl PageAddresses {
    /// The addresses in a language of the service at this public URL.
    pub(crate) fn new(site: &str, language: Language) -> Self {
        Self { site: site.to_owned(), root: Self::root_of(site).to_owned(), language }
    }

    /// The path of a public URL, without a slash at its end.
    pub(crate) fn root_of(site: &str) -> &str {
        let host = site.split_once("://").map_or(site, |(_, rest)| rest);
        host.find('/').map_or("", |at| &host[at..])
    }

    /// The path of the page at `path` below the language: empty, or `/events`.
    pub(crate) fn path(&self, path: &str) -> String {
        let path = if path.is_empty() { "/" } else { path };
        format!("{}/{}{path}", self.root, self.language)
    }

    /// The path of something outside the pages, such as `/api/v1`.
    pub(crate) fn outside(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// The path of the page of a list.
    pub(crate) fn list(&self, record_type: RecordType) -> String {
        self.path(&format!("/{}", record_type.as_str()))
    }

    /// The path of the page of a list that a parameter filters.
    pub(crate) fn filtered(&self, record_type: RecordType, parameter: &str, value: &str) -> String {
        format!("{}?{parameter}={value}", self.list(record_type))
    }

    /// The path of the page of a record.
    pub(crate) fn record(&self, record_type: RecordType, id: &str) -> String {
        match record_type {
            RecordType::Municipality => self.path(""),
            _ => format!("{}/{id}", self.list(record_type)),
        }
    }

    /// The whole address of the page at `path` in another language.
    pub(crate) fn url_in(&self, language: &Language, path: &str) -> String {
        let path = if path.is_empty() { "/" } else { path };
        format!("{}/{language}{path}", self.site)
    }

    /// The whole address at which the reader gets their own language.
    pub(crate) fn url_in_any(&self, path: &str) -> String {
        let path = if path.is_empty() { "/" } else { path };
        format!("{}{path}", self.site)
    }
}

/// The paths, below the language, of the pages that are there whatever the data has.
pub(crate) fn lasting_pages() -> impl Iterator<Item = String> {
    let lists = registry::collections().map(|info| format!("/{}", info.record_type.as_str()));
    let topics = Topic::ALL.iter().map(|topic| format!("/topics/{}", topic.as_str()));
    let others = ["/accessibility", "/data", "/widget"].map(str::to_owned);
    iter::once(String::new()).chain(lists).chain(topics).chain(others)
}

/// What other sites can show of this one.
pub(crate) enum Embeddable<'p> {
    /// The partners.
    Partners,
    /// The events, which are those of the home page too.
    Events,
    /// A record: its type and its id.
    Record(RecordType, &'p str),
}

/// What is shown of a page, by its path below the language, if it can be embedded in others.
pub(crate) fn embeddable(path: &str) -> Option<Embeddable<'_>> {
    match path.trim_matches('/').split_once('/') {
        Some((kind, id)) if !id.contains('/') => {
            RecordType::read(kind).map(|kind| Embeddable::Record(kind, id))
        }
        Some(_) => None,
        None => match path.trim_matches('/') {
            "partners" => Some(Embeddable::Partners),
            "" | "events" => Some(Embeddable::Events),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    #[test]
    fn addresses_stay_below_the_public_url() {
        let polish = Language::read("pl").unwrap();
        for (site, home, list) in [
            ("https://partnerzy.example", "/pl/", "/pl/events"),
            ("https://example.org/twinning", "/twinning/pl/", "/twinning/pl/events"),
            ("http://127.0.0.1:8080", "/pl/", "/pl/events"),
        ] {
            let addresses = PageAddresses::new(site, polish.clone());
            assert_eq!(addresses.path(""), home);
            assert_eq!(addresses.list(RecordType::Events), list);
            assert_eq!(addresses.record(RecordType::Municipality, "x"), home);
            assert_eq!(addresses.record(RecordType::Events, "x"), format!("{list}/x"));
            assert_eq!(addresses.url_in_any("/events"), format!("{site}/events"));
        }
    }
}
