//! The HTML page. Its links are relative so that they work below a path prefix.

use std::{collections::BTreeMap, fmt::Write as _, iter, sync::LazyLock};

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use super::html::escaped;
use crate::{
    error::ApiError,
    model::{municipality::Licence, registry},
    resources::{
        municipality::{self, view::MunicipalityView},
        root,
    },
    store::read::{reader::Reader, view::ServedLanguages},
    values::{traits::ClosedList as _, web_address::WebAddress},
};

/// The language of all texts except the municipality's own.
pub(crate) const LANGUAGE: &str = "en";

const STYLE: &str = include_str!("style.css");

/// The content security policy of the page, which allows only its style sheet and its icon.
pub(crate) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64.encode(&Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
});

/// The value of `Content-Language`, given the languages of the municipality's texts on the page.
pub(crate) fn content_languages(of_texts: &str) -> String {
    let others =
        of_texts.split(", ").filter(|language| !language.is_empty() && *language != LANGUAGE);
    iter::once(LANGUAGE).chain(others).collect::<Vec<_>>().join(", ")
}

/// Reads the data of the page and renders it.
pub(crate) fn render(reader: &mut Reader<'_>) -> Result<String, ApiError> {
    let municipality = municipality::queries::find(reader)?;
    let counts = root::queries::counts(reader.connection, reader.audience.visibility)?;
    Ok(html(municipality.as_ref(), &counts))
}

fn html(municipality: Option<&MunicipalityView>, counts: &BTreeMap<&'static str, i64>) -> String {
    let name = municipality.map(|found| found.name.as_str());
    let languages = municipality.map(|found| &found.served_languages);
    let description = municipality.and_then(|found| found.description.as_deref());
    format!(
        include_str!("page.html"),
        style = STYLE,
        title = name.map_or_else(|| "Open data on partner towns".to_owned(), title),
        heading = escaped(name.unwrap_or("Partner towns")),
        heading_language = language(languages, "name"),
        about = description
            .map(|text| about(text, &language(languages, "description")))
            .unwrap_or_default(),
        counts = count_items(counts),
        footer = footer(municipality),
    )
}

fn title(name: &str) -> String {
    format!("{}: open data on partner towns", escaped(name))
}

fn about(description: &str, language: &str) -> String {
    format!("<p class=\"about\"{language}>{}</p>\n", escaped(description))
}

/// The `lang` attribute of a text that may be in a different language from the page.
fn language(served: Option<&ServedLanguages>, field: &str) -> String {
    let language =
        served.and_then(|served| served.0.get(field)).filter(|served| served.as_str() != LANGUAGE);
    language.map(|language| format!(" lang=\"{language}\"")).unwrap_or_default()
}

fn count_items(counts: &BTreeMap<&'static str, i64>) -> String {
    let mut items = String::new();
    let in_order = registry::collections().map(|info| info.record_type.as_str());
    for (collection, count) in in_order.filter_map(|name| counts.get_key_value(name)) {
        let link =
            format!("<a href=\"api/v1/{collection}\"><b>{count}</b> <span>{collection}</span></a>");
        let _ = writeln!(items, "<li>{link}</li>"); // writing to a string does not fail
    }
    items
}

/// Links to the municipality's website and the licence, and the version of the software.
fn footer(municipality: Option<&MunicipalityView>) -> String {
    let website = municipality.and_then(|found| found.website.as_ref()).map(website);
    let licence = municipality.and_then(|found| found.licence.as_ref()).map(licence);
    let program = format!("twinning {}", env!("CARGO_PKG_VERSION"));
    [website, licence, Some(program)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn website(address: &WebAddress) -> String {
    link(address, "Website of the municipality")
}

fn licence(licence: &Licence) -> String {
    format!("Licence of the data: {}", link(&licence.url, &licence.name))
}

fn link(address: &WebAddress, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escaped(address.as_str()), escaped(text))
}
