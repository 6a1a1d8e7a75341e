//! `/llms.txt` (llmstxt.org): what the service has, for language models.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    distributions::{self, DUMP},
    facts::{DataPublisher, SiteUrls},
    texts,
};
use crate::{model::record_type::RecordType, values::traits::ClosedList as _};

/// The formats that are worth a link.
const LINKED_FORMATS: [(&str, &str); 3] =
    [("csv", "CSV"), ("ics", "calendar"), ("jsonld", "JSON-LD")];

/// The name while no municipality is described.
const UNNAMED: &str = "The municipality";

const RULES: &str = "\
Reading needs no key. Dates say what is known: `2015`, `2015-03` or `2015-03-20`, without a time zone. What is not known \
is absent. Ask for a language with `lang=`; `servedLanguages` says in which language each text is.";

/// Writes the file.
pub(crate) fn write(
    urls: &SiteUrls,
    publisher: Option<&DataPublisher>,
    counts: &BTreeMap<&'static str, i64>,
) -> String {
    let name = publisher.map_or(UNNAMED, |publisher| publisher.name("en"));
    // A name may have line breaks, which would end a heading.
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let numbers: Vec<String> = distributions::collections()
        .map(RecordType::as_str)
        .map(|kind| format!("{} {kind}", counts.get(kind).copied().unwrap_or_default()))
        .collect();
    let mut text = format!(
        "# {name}: international cooperation\n\n> Open data of what {name} does with its twin towns: {}. Every record \
         carries its sources, with the sentences quoted.\n\n{RULES}\n",
        numbers.join(", ")
    );
    section(&mut text, "API", of_api(urls));
    section(&mut text, "Data", distributions::collections().map(|one| of_data(urls, one, &name)));
    section(&mut text, "Optional", of_rest(urls));
    text
}

fn section(text: &mut String, heading: &str, items: impl IntoIterator<Item = String>) {
    let _ = write!(text, "\n## {heading}\n\n"); // writing to a string does not fail
    for item in items {
        let _ = writeln!(text, "- {item}");
    }
}

fn of_api(urls: &SiteUrls) -> [String; 4] {
    let api = &urls.api;
    [
        format!("[API root]({api}): licence, languages, revision, counts, links"),
        format!("[OpenAPI document]({api}/openapi.json): every operation, parameter and field"),
        format!(
            "[Search]({api}/search?q=partner): all types of records at once; `q` finds beginnings of words, without \
             diacritics"
        ),
        format!("[Changes]({api}/changes): what has changed since a position, with deletions"),
    ]
}

fn of_data(urls: &SiteUrls, collection: RecordType, name: &str) -> String {
    let kind = collection.as_str();
    let (first, rest) = kind.split_at(1);
    let about = texts::of_collection(collection).description.english(name);
    let formats: Vec<String> = distributions::of(collection)
        .filter_map(|format| {
            let (_, label) = LINKED_FORMATS.iter().find(|(linked, _)| *linked == format.name())?;
            Some(format!("[{label}]({})", format.address(&urls.api, collection)))
        })
        .collect();
    format!(
        "[{}{rest}]({}/{kind}): {about} Also as {}",
        first.to_uppercase(),
        urls.api,
        formats.join(", ")
    )
}

fn of_rest(urls: &SiteUrls) -> [String; 3] {
    [
        format!("[Whole data set]({}): one record a line", urls.at(&format!("/{DUMP}"))),
        format!("[Catalogue]({}): DCAT-AP", urls.at("/catalog.ttl")),
        format!("[Swagger UI]({}): for people", urls.at("/swagger-ui/")),
    ]
}
