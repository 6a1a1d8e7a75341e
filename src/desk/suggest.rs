//! Suggestions for a reference that is being typed: the search of the API, drafts included.

use actix_web::{HttpRequest, HttpResponse, web::Path};
use serde::Serialize;
use url::form_urlencoded;

use super::{shell, visitor::Visitor};
use crate::{
    error::ApiError,
    model::record_type::RecordType,
    resources::search::{SearchParameters, queries},
    store::read::reader::Reader,
    values::traits::ClosedList as _,
    words::Words,
};

/// The most suggestions.
const MOST: u8 = 8;

/// A record that may be meant.
#[derive(Serialize)]
struct Suggestion {
    id: String,
    name: String,
    note: String,
}

/// Returns the records that a beginning may mean.
pub(super) async fn suggest(
    request: HttpRequest,
    visitor: Visitor,
    kind: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let typed = form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "q")
        .map(|(_, typed)| typed.trim().to_owned())
        .unwrap_or_default();
    let (Some(kind), false) = (RecordType::read(&kind), typed.is_empty()) else {
        return Ok(json(&[]));
    };
    let words = visitor.words;
    let found =
        visitor.read("suggest", move |reader| suggestions(reader, words, kind, &typed)).await?;
    Ok(json(&found))
}

fn suggestions(
    reader: &mut Reader<'_>,
    words: Words,
    kind: RecordType,
    typed: &str,
) -> Result<Vec<Suggestion>, ApiError> {
    // Beginnings of words are found too.
    let pattern =
        if typed.ends_with(char::is_alphanumeric) { format!("{typed}*") } else { typed.to_owned() };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &pattern)
        .append_pair("type", kind.as_str())
        .append_pair("limit", &MOST.to_string())
        .finish();
    let Ok(parameters) = SearchParameters::read(&query) else { return Ok(Vec::new()) };
    let page = queries::list(reader, &parameters.0)?;
    let results = page.records.iter();
    let suggestion = results.map(|result| {
        let country = result.country.as_ref().map(|country| words.country(country).to_owned());
        let note = country.or_else(|| result.date.clone()).unwrap_or_default();
        Suggestion { id: result.id.as_str().to_owned(), name: result.name.clone(), note }
    });
    Ok(suggestion.collect())
}

fn json(found: &[Suggestion]) -> HttpResponse {
    #[derive(Serialize)]
    struct Suggestions<'s> {
        data: &'s [Suggestion],
    }
    shell::protected(HttpResponse::Ok().json(Suggestions { data: found }))
}
