//! The JSON of search results.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::record_type::RecordType,
    values::{country::Country, language::Language, record_id::RecordId},
};

/// A record of any type that matches the search.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SearchResult {
    /// The id of the record in its collection.
    pub id: RecordId,
    /// The collection of the record.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of the record.
    #[schema(format = "uri")]
    pub url: String,
    /// The name or title in the requested language, or in the closest available one.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The language of `name`.
    pub served_language: Option<Language>,
    /// The first date of the record: `startDate` of events and projects, `signedOn` of agreements, `partnerSince` of
    /// partners, `periodStart` of programmes. Left out if it is not known.
    #[schema(format = "partial-date", example = "2015-06-16")]
    pub date: Option<String>,
    /// The name of the place of an event or a project, as in the source.
    #[schema(example = "Oziersk")]
    pub place: Option<String>,
    /// The country of the partner or of the place.
    pub country: Option<Country>,
    /// The names of the codes, for display.
    pub labels: SearchLabels,
    /// Where the words were found. Half a mebibyte of texts is looked at for a page, from its first record on; left out
    /// where that was not enough, on pages of many long texts.
    pub snippet: Option<SearchSnippet>,
    /// The data set revision of the last change to this record.
    #[schema(minimum = 1)]
    pub revision: i64,
}

/// The names of the codes of a result.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchLabels {
    /// The language of the names.
    #[schema(example = "pl")]
    pub language: String,
    /// The name of `type`.
    #[serde(rename = "type")]
    #[schema(example = "Partnerzy")]
    pub record_type: String,
    /// The name of `country`.
    #[schema(example = "Rosja")]
    pub country: Option<String>,
}

/// A part of a text of the record, up to about 200 characters, with the words that were found. Of several texts, that with
/// the most words of the query; then one in the language of the reader, and the name last, which is shown anyway.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchSnippet {
    /// The language of the text.
    #[schema(example = "pl")]
    pub language: Language,
    /// The text, divided where a word that was found begins or ends: put the parts together, and mark those with `match`.
    /// They are plain text.
    #[schema(min_items = 1, max_items = 201, example = json!([{"text": "Wizyta w "}, {"text": "Oziersku", "match": true}]))]
    pub parts: Vec<SnippetPart>,
}

/// A part of a snippet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SnippetPart {
    /// Plain text. `…` at the beginning or end of the snippet stands for what is left out.
    #[schema(example = "Oziersku")]
    pub text: String,
    /// Whether this is a word that was found; left out if it is not.
    #[serde(rename = "match", skip_serializing_if = "std::ops::Not::not")]
    pub is_match: bool,
}
