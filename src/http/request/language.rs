//! Which languages a reader wants.

use actix_web::http::header::{AcceptLanguage, Preference, Quality};

use crate::values::{language::Language, traits::TextValue as _};

/// The languages of `Accept-Language`, the best first. What is not a language of names is left out: a browser
/// sends whatever its user's system has, and the header is a wish, not an order. So is what is not wanted (`q=0`).
pub(crate) fn accepted(header: Option<&AcceptLanguage>) -> Vec<Language> {
    let Some(header) = header else { return Vec::new() };
    let wanted = header.iter().filter(|item| item.quality > Quality::ZERO).cloned().collect();
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
