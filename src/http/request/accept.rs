//! Which media type and which coding a reader prefers (RFC 9110 §12.5).

use actix_web::{
    HttpRequest,
    http::header::{
        ACCEPT, ACCEPT_ENCODING, AcceptEncoding, HeaderMap, HeaderValue, Quality, QualityItem,
    },
    mime::Mime,
};

use crate::http::header_list::{item, members, weighted};

/// How much a reader wants a media type: first the quality that it gives, then how exactly it names the type.
type Preference = (Quality, u8);

/// Whether the reader accepts JSON. No `Accept` or an empty one accepts everything, `q=0` accepts nothing.
pub(crate) fn accepts_json(request: &HttpRequest) -> bool {
    match ranges(request) {
        Some(ranges) => preference(&ranges, "application", "json").is_some(),
        None => true,
    }
}

/// Whether the reader prefers HTML to JSON, as browsers do. Programs that name neither get JSON.
pub(crate) fn prefers_html(request: &HttpRequest) -> bool {
    ranges(request).is_some_and(|ranges| {
        let html = preference(&ranges, "text", "html");
        html.is_some() && html > preference(&ranges, "application", "json")
    })
}

/// The codings that the reader accepts.
pub(crate) fn codings(headers: &HeaderMap) -> AcceptEncoding {
    AcceptEncoding(weighted(headers, &ACCEPT_ENCODING))
}

/// The ranges of `Accept` that can be read; `None` if it does not limit anything.
fn ranges(request: &HttpRequest) -> Option<Vec<QualityItem<Mime>>> {
    if request.headers().get_all(ACCEPT).all(HeaderValue::is_empty) {
        return None;
    }
    let given = members(request.headers(), &ACCEPT);
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
    let exactness = |range: &Mime| match (range.type_().as_str(), range.subtype().as_str()) {
        (given, other) if given == kind && other == subtype => Some(3),
        (given, "*") if given == kind => Some(2),
        ("*", "*") => Some(1),
        _ => None,
    };
    let fitting = ranges.iter().filter_map(|range| Some((range.quality, exactness(&range.item)?)));
    let best = fitting.max_by_key(|(_, exactness)| *exactness);
    best.filter(|(quality, _)| *quality > Quality::ZERO)
}
