//! A row of a list, and what its record lacks.

use serde_json::Value;

use super::wish::Missing;
use crate::{
    model::record_type::RecordType,
    values::{date::PartialDate, instant::Instant, language::Language, traits::TextValue as _},
    words::{Words, desk_table::DeskWord},
};

/// A row of a list.
pub(super) struct ListRow {
    /// The id.
    pub id: String,
    /// The name or title.
    pub name: String,
    /// The first date.
    pub date: Option<PartialDate>,
    /// The names of the partners.
    pub partners: String,
    /// The languages of its texts.
    pub languages: Vec<String>,
    /// What it lacks.
    pub missing: Vec<Missing>,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// When it was last changed.
    pub changed_at: Option<Instant>,
}

impl ListRow {
    /// Makes a row out of the JSON of a record; `wanted` are the languages of the municipality.
    pub(super) fn of(kind: RecordType, record: &Value, wanted: &[Language]) -> Self {
        let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str);
        let name = text("/title").or_else(|| text("/name")).unwrap_or_default().to_owned();
        let date = ["/startDate", "/signedOn", "/partnerSince"].into_iter().find_map(text);
        let partners = record["partners"].as_array().into_iter().flatten();
        let partners = partners.filter_map(|partner| partner["name"].as_str());
        let texts = record["translations"].as_object();
        let languages: Vec<String> =
            texts.into_iter().flat_map(|texts| texts.keys().cloned()).collect();
        Self {
            id: text("/id").unwrap_or_default().to_owned(),
            name,
            date: date.and_then(PartialDate::read),
            partners: partners.collect::<Vec<_>>().join(", "),
            missing: Missing::all(kind, wanted).filter(|one| one.is_missing(record)).collect(),
            languages,
            is_draft: text("/state") == Some("draft"),
            changed_at: text("/updatedAt").and_then(Instant::read),
        }
    }
}

impl Missing {
    /// What records of a type should have; `wanted` are the languages of the municipality.
    pub(super) fn all(kind: RecordType, wanted: &[Language]) -> impl Iterator<Item = Self> {
        let place = match kind {
            RecordType::Partners | RecordType::Events => Some(Self::Place),
            _ => None,
        };
        let texts: Vec<Self> = wanted.iter().cloned().map(Self::Text).collect();
        texts.into_iter().chain([Self::Source]).chain(place)
    }

    /// Whether a record lacks it.
    fn is_missing(&self, record: &Value) -> bool {
        let is_empty = |field: &Value| match field {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        match self {
            Self::Text(language) => record["translations"].get(language.as_str()).is_none(),
            Self::Source => is_empty(&record["sources"]),
            Self::Place => is_empty(&record["place"]) && is_empty(&record["location"]),
        }
    }

    /// What it is called.
    pub(super) fn told(&self, words: Words) -> String {
        match self {
            Self::Text(language) => words.with(DeskWord::NoText, &[words.language(language)]),
            Self::Source => words.text(DeskWord::NoSource).to_owned(),
            Self::Place => words.text(DeskWord::NoPlace).to_owned(),
        }
    }
}
