//! Which languages a reader wants.

use actix_web::http::header::{ACCEPT_LANGUAGE, AcceptLanguage, HeaderMap, Preference, Quality};

use crate::{
    http::header_list::weighted,
    values::{language::Language, traits::TextValue as _},
};

/// The languages of `Accept-Language`, the best first. What is not a language of names is left out: a browser
/// sends whatever its user's system has, and the header is a wish, not an order. So is what is not wanted (`q=0`).
pub(crate) fn accepted(headers: &HeaderMap) -> Vec<Language> {
    let mut wanted = weighted(headers, &ACCEPT_LANGUAGE);
    wanted.retain(|item| item.quality > Quality::ZERO);
    AcceptLanguage(wanted)
        .ranked()
        .into_iter()
        .filter_map(|preference| match preference {
            Preference::Any => None,
            Preference::Specific(tag) => Language::read(&tag.to_string()),
        })
        .take(16)
        .collect()
}

/// The language of the page for a reader: the first that they want among those that there are, otherwise the default one.
pub(crate) fn preferred<'l>(
    wanted: &[Language],
    languages: &'l [Language],
    default: &'l Language,
) -> &'l Language {
    let served = |language: &Language| languages.iter().find(|own| language.is_served_by(own));
    wanted.iter().find_map(served).unwrap_or(default)
}
