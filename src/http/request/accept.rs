//! Which media type and which coding a reader prefers (RFC 9110 §12.5).

use actix_web::{
    http::header::{
        ACCEPT, ACCEPT_ENCODING, AcceptEncoding, Encoding, HeaderMap, HeaderValue, Quality,
        QualityItem,
    },
    mime::Mime,
};

use crate::http::header_list::{item, members, weighted};

/// How much a reader wants a media type: first the quality that it gives, then how exactly it names the type.
type Preference = (Quality, u8);

/// The media types that a reader accepts; all of them if it does not say.
pub(crate) struct AcceptedTypes(Option<Vec<QualityItem<Mime>>>);

impl AcceptedTypes {
    /// Reads `Accept`.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self(ranges(headers))
    }

    /// Writes them in one form for all ways to write the same.
    pub(crate) fn normal(&self) -> String {
        let Some(ranges) = &self.0 else { return "any".to_owned() };
        ranges.iter().map(QualityItem::to_string).collect::<Vec<_>>().join(",")
    }

    /// Which of these media types the reader prefers, and of equal ones the first; `None` if it accepts none of them.
    pub(crate) fn preferred<T: Copy>(
        &self,
        types: impl IntoIterator<Item = (T, &'static str)>,
    ) -> Option<T> {
        let Some(ranges) = &self.0 else { return types.into_iter().next().map(|(one, _)| one) };
        let mut best: Option<(Preference, T)> = None;
        for (one, name) in types {
            let (kind, subtype) = name.split_once('/').unwrap_or_default();
            if let Some(preference) = preference(ranges, kind, subtype)
                && best.as_ref().is_none_or(|(other, _)| preference > *other)
            {
                best = Some((preference, one));
            }
        }
        best.map(|(_, one)| one)
    }
}

/// Whether the reader accepts JSON. No `Accept` or an empty one accepts everything, `q=0` accepts nothing.
pub(crate) fn accepts_json(headers: &HeaderMap) -> bool {
    match ranges(headers) {
        Some(ranges) => preference(&ranges, "application", "json").is_some(),
        None => true,
    }
}

/// Whether the reader prefers HTML to JSON, as browsers do. Programs that name neither get JSON.
pub(crate) fn prefers_html(headers: &HeaderMap) -> bool {
    ranges(headers).is_some_and(|ranges| {
        let html = preference(&ranges, "text", "html");
        html.is_some() && html > preference(&ranges, "application", "json")
    })
}

/// The codings that the reader accepts.
pub(crate) fn codings(headers: &HeaderMap) -> AcceptEncoding {
    AcceptEncoding(weighted(headers, &ACCEPT_ENCODING))
}

/// Whether a coding may be put on an answer that is sent while it is made; only gzip is made that way.
pub(crate) fn accepts_gzip(accept_encoding: Option<HeaderValue>) -> bool {
    let given = accept_encoding.map(|value| (ACCEPT_ENCODING, value));
    let headers: HeaderMap = given.into_iter().collect();
    let known = [Encoding::gzip(), Encoding::identity()];
    codings(&headers).negotiate(known.iter()) == Some(Encoding::gzip())
}

/// The ranges of `Accept` that can be read; `None` if it does not limit anything.
fn ranges(headers: &HeaderMap) -> Option<Vec<QualityItem<Mime>>> {
    if headers.get_all(ACCEPT).all(HeaderValue::is_empty) {
        return None;
    }
    let given = members(headers, &ACCEPT);
    Some(given.iter().filter_map(|range| item(&full(range))).collect())
}

/// Writes `*`, which Java and others send, as the range that it means.
fn full(range: &str) -> String {
    match range.strip_prefix('*') {
        Some(rest) if !rest.starts_with('/') => format!("*/*{rest}"),
        _ => range.to_owned(),
    }
}

/// How much the reader wants this type; `None` if it does not accept it. The most exact range counts.
fn preference(ranges: &[QualityItem<Mime>], kind: &str, subtype: &str) -> Option<Preference> {
    // Without its parameters; what stands behind a plus sign is a part of the subtype.
    let named = format!("{kind}/{subtype}");
    let exactness = |range: &Mime| match (range.type_().as_str(), range.subtype().as_str()) {
        _ if range.essence_str() == named => Some(3),
        (given, "*") if given == kind => Some(2),
        ("*", "*") => Some(1),
        _ => None,
    };
    let fitting = ranges.iter().filter_map(|range| Some((range.quality, exactness(&range.item)?)));
    let best = fitting.max_by_key(|(_, exactness)| *exactness);
    best.filter(|(quality, _)| *quality > Quality::ZERO)
}
