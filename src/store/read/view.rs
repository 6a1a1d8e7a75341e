//! The JSON view of a record, and the context needed to create it.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use super::audience::Audience;
use crate::{
    error::Fault,
    model::{document::Body, record_type::RecordType},
    text::messages::MessageLanguage,
    values::{
        clock::ZoneName,
        instant::Instant,
        language::Language,
        record_id::RecordId,
        reference::{Reference, ReferenceInput},
        translations::{Translations, pick},
    },
};

/// A record: its document and its metadata.
#[derive(Clone, PartialEq, Debug)]
pub struct Record<B> {
    /// The id of the record.
    pub id: RecordId,
    /// The revision of the last change.
    pub revision: i64,
    /// When the record was created.
    pub created_at: Instant,
    /// When the record was last changed.
    pub updated_at: Instant,
    /// The document.
    pub body: B,
}

/// The JSON of a record in responses.
pub trait View: Serialize + ToSchema + Send + 'static {
    /// The document that the view is created from.
    type Body: Body;

    /// Creates the view of a record.
    fn new(record: Record<Self::Body>, context: &ViewContext) -> Self;

    /// Adds warnings about what contradicts itself today, for the answer to a change.
    fn warn(&mut self, warnings: Vec<RecordWarning>);
}

/// What contradicts itself as of today, such as the status of a scheduled event of last year. It is no fault: it may be
/// right tomorrow, or have been right when it was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RecordWarning {
    /// The place in the record, as a JSON pointer (RFC 6901).
    #[schema(example = "/status")]
    pub pointer: String,
    /// The kind of contradiction.
    #[schema(example = "contradicts-date")]
    pub code: &'static str,
    /// The contradiction in words.
    #[schema(example = "is scheduled, but startDate 2025-06-16 is past")]
    pub detail: String,
}

impl RecordWarning {
    /// Makes a warning of what would be a fault if it were not only so today.
    pub(crate) fn of(fault: Fault, language: MessageLanguage) -> Self {
        let detail = fault.detail.in_language(language);
        Self { pointer: fault.pointer.unwrap_or_default(), code: fault.code, detail }
    }
}

/// A view with the revision needed to change the record.
pub struct Viewed<V> {
    /// The view of the record.
    pub view: V,
    /// The revision of the last change.
    pub revision: i64,
    /// What contradicts itself as of today.
    pub warnings: Vec<RecordWarning>,
}

/// The data that views need in addition to their record.
pub struct ViewContext {
    pub(super) names: HashMap<String, Translations<String>>,
    pub(super) audience: Audience,
    pub(super) served: RefCell<BTreeSet<Language>>,
}

impl ViewContext {
    /// The languages of the reader, the preferred one first.
    pub fn languages(&self) -> &[Language] {
        &self.audience.languages
    }

    /// The time zone of a place, which is that of the municipality unless it is named.
    pub(crate) fn zone(&self, name: Option<&ZoneName>) -> TimeZone {
        name.and_then(ZoneName::zone).unwrap_or_else(|| self.audience.time_zone.clone())
    }

    /// The URL of a record.
    pub fn url(&self, kind: RecordType, id: &str) -> String {
        format!("{}/{}", self.audience.base_url, kind.url_path(id))
    }

    /// The URL of the list of `kind`, filtered by `parameter` for the record `id`.
    pub fn list_url(&self, kind: RecordType, parameter: &str, id: &RecordId) -> String {
        self.audience.list_url(kind, parameter, id.as_str())
    }

    /// A reference with the name in the caller's language; `None` if the record is not visible.
    pub fn reference(&self, kind: RecordType, id: &RecordId) -> Option<Reference> {
        let names = self.names.get(&kind.path(id.as_str()))?;
        let (language, name) = pick(names, &self.audience.languages, |name| Some(name.as_str()))?;
        Some(Reference {
            id: id.clone(),
            name: name.to_owned(),
            url: self.url(kind, id.as_str()),
            language: Some(language.clone()),
        })
    }

    /// References to the visible ones of several records of one type.
    pub fn references(&self, kind: RecordType, inputs: &[ReferenceInput]) -> Vec<Reference> {
        inputs.iter().filter_map(|input| self.reference(kind, &input.id)).collect()
    }

    /// Picks the text in the caller's language and records its language under `field`.
    pub fn text<'t, T>(
        &self,
        translations: &'t Translations<T>,
        field: &'static str,
        text: impl Fn(&'t T) -> &'t Option<String>,
        served: &mut ServedLanguages,
    ) -> Option<String> {
        let (language, text) =
            pick(translations, &self.audience.languages, |texts| text(texts).as_deref())?;
        served.0.insert(field, language.clone());
        self.served.borrow_mut().insert(language.clone());
        Some(text.to_owned())
    }
}

/// The language in which each text is served: `{"name": "en", "description": "pl"}`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, ToSchema)]
#[schema(value_type = std::collections::BTreeMap<String, Language>, example = json!({"name": "en", "description": "pl"}))]
pub struct ServedLanguages(pub BTreeMap<&'static str, Language>);
