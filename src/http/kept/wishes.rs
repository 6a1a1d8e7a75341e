//! What a reader wants of an answer, beside its address: the headers of content negotiation, in one form for all ways to
//! write the same.

use std::sync::Arc;

use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue,
};
use quick_cache::{Equivalent, sync::Cache};

use crate::{
    http::{
        request::{
            accept::{AcceptedTypes, codings},
            language::accepted,
        },
        response::coding::Coding,
    },
    values::language::Language,
};

/// The number of different headers that are known.
const CAPACITY: usize = 1_000;

/// The longest headers that are kept: those of browsers have about 150 bytes.
const LONGEST: usize = 512;

/// What a reader wants.
#[derive(Debug)]
pub(crate) struct Wishes {
    /// The media types and languages: what another answer is made for.
    pub normal: String,
    /// The coding.
    pub coding: Coding,
}

/// The headers, as they were sent.
#[derive(PartialEq, Eq, Hash)]
struct SentHeaders(Option<Box<[u8]>>, Option<Box<[u8]>>, Option<Box<[u8]>>);

#[derive(Hash)]
struct BorrowedHeaders<'h>(Option<&'h [u8]>, Option<&'h [u8]>, Option<&'h [u8]>);

impl BorrowedHeaders<'_> {
    fn to_owned(&self) -> SentHeaders {
        let [one, two, three] = [self.0, self.1, self.2].map(|value| value.map(Into::into));
        SentHeaders(one, two, three)
    }
}

impl Equivalent<SentHeaders> for BorrowedHeaders<'_> {
    fn equivalent(&self, key: &SentHeaders) -> bool {
        self.0 == key.0.as_deref() && self.1 == key.1.as_deref() && self.2 == key.2.as_deref()
    }
}

/// The wishes of the headers that were sent before: most readers send the same ones, and reading them costs more than all
/// else of an answer that is kept.
pub(super) struct KnownWishes(Cache<SentHeaders, Arc<Wishes>>);

impl KnownWishes {
    pub(super) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    /// Returns what a request wants; `None` if it says so at too great length.
    pub(super) fn of(&self, headers: &HeaderMap) -> Option<Arc<Wishes>> {
        let names = [ACCEPT, ACCEPT_LANGUAGE, ACCEPT_ENCODING];
        if !names.iter().all(|name| is_short(headers, name)) {
            return None;
        }
        let [one, two, three] = names.map(|name| headers.get(name).map(HeaderValue::as_bytes));
        let sent = BorrowedHeaders(one, two, three);
        if let Some(known) = self.0.get(&sent) {
            return Some(known);
        }
        let wishes = Arc::new(Wishes::of(headers));
        self.0.insert(sent.to_owned(), Arc::clone(&wishes));
        Some(wishes)
    }
}

impl Wishes {
    fn of(headers: &HeaderMap) -> Self {
        let languages = accepted(headers);
        let languages: Vec<&str> = languages.iter().map(Language::as_str).collect();
        let normal = format!("{} {}", AcceptedTypes::of(headers).normal(), languages.join(","));
        Self { normal, coding: Coding::preferred(&codings(headers)) }
    }
}

/// Whether a header is sent once at most, and is not long.
fn is_short(headers: &HeaderMap, name: &HeaderName) -> bool {
    let mut values = headers.get_all(name);
    values.next().is_none_or(|value| value.len() <= LONGEST) && values.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(sent: &[(HeaderName, &str)]) -> HeaderMap {
        let pairs = sent.iter();
        let pairs =
            pairs.map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    }

    #[test]
    fn what_means_the_same_is_the_same_wish() {
        let known = KnownWishes::new();
        let normal = |sent: &[(HeaderName, &str)]| known.of(&headers(sent)).unwrap().normal.clone();
        for (name, same, other) in [
            (ACCEPT, ["text/csv, */*;q=0.5", "text/csv ,*/*; q=0.50"], "*/*, text/csv;q=0.5"),
            (ACCEPT, ["application/json", "APPLICATION/JSON"], "application/ld+json"),
            (ACCEPT, ["*/*", "*"], ""),
            (ACCEPT_LANGUAGE, ["pl,en;q=0.5", "en;q=0.500, pl"], "en, pl;q=0.5"),
            (ACCEPT_LANGUAGE, ["de", "de, *;q=0.1"], "pl"),
        ] {
            let [one, two] = same.map(|value| normal(&[(name.clone(), value)]));
            assert_eq!(one, two, "{same:?}");
            assert_ne!(one, normal(&[(name, other)]), "{same:?} {other}");
        }
        let one = normal(&[(ACCEPT_ENCODING, "gzip")]);
        assert_eq!(one, normal(&[]), "a coding is a form of the same answer");
    }

    #[test]
    fn the_coding_is_the_one_that_the_reader_likes_best() {
        let known = KnownWishes::new();
        for (sent, coding) in [
            ("gzip, deflate, br", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("gzip;q=1, br;q=0.5", Coding::Gzip),
            ("identity", Coding::Identity),
            ("", Coding::Identity),
        ] {
            let wishes = known.of(&headers(&[(ACCEPT_ENCODING, sent)])).unwrap();
            assert_eq!(wishes.coding, coding, "{sent}");
        }
    }

    #[test]
    fn what_is_said_at_length_is_not_remembered() {
        let known = KnownWishes::new();
        let long = "a".repeat(LONGEST + 1);
        assert!(known.of(&headers(&[(ACCEPT_LANGUAGE, &long)])).is_none());
        let twice = headers(&[(ACCEPT, "text/csv"), (ACCEPT, "application/json")]);
        assert!(known.of(&twice).is_none());
        for number in 0..3 * CAPACITY {
            known.of(&headers(&[(ACCEPT_LANGUAGE, &format!("pl;q=0.{number}"))]));
        }
        assert!(known.0.len() <= CAPACITY);
    }
}
