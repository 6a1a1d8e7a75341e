//! What readers get of a record, and what making it needs.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use serde::Serialize;
use utoipa::ToSchema;

use super::audience::Audience;
use crate::{
    model::{document::Body, record_type::RecordType},
    values::{
        instant::Instant,
        language::Language,
        record_id::RecordId,
        reference::{Reference, ReferenceInput},
        traits::ClosedList,
        translations::{Translations, pick},
    },
};

/// A record: its document, and what the data set knows of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Record<B> {
    /// Its id.
    pub id: RecordId,
    /// The number of its last change.
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The document.
    pub body: B,
}

/// What readers get of a record.
pub trait View: Serialize + ToSchema + Send + 'static {
    /// The document behind it.
    type Body: Body;

    /// Makes it.
    fn new(record: Record<Self::Body>, context: &ViewContext) -> Self;
}

/// A record as readers get it, and what their next change of it must know.
pub struct Viewed<V> {
    /// The record.
    pub view: V,
    /// The number of its last change.
    pub revision: i64,
}

/// What a view needs beside its record.
pub struct ViewContext {
    pub(super) names: HashMap<String, Translations<String>>,
    pub(super) audience: Audience,
    pub(super) served: RefCell<BTreeSet<Language>>,
}

impl ViewContext {
    /// The address of a record.
    pub fn url(&self, kind: RecordType, id: &str) -> String {
        format!("{}/{}", self.audience.base_url, kind.url_path(id))
    }

    /// The address of the list of `kind` that refers to the record `id` by `parameter`.
    pub fn list_url(&self, kind: RecordType, parameter: &str, id: &RecordId) -> String {
        format!("{}/{}?{parameter}={id}", self.audience.base_url, kind.as_str())
    }

    /// A reference with the name in the reader's language; `None` when the record is a draft that these eyes do not
    /// see.
    pub fn reference(&self, kind: RecordType, id: &RecordId) -> Option<Reference> {
        let names = self.names.get(&kind.path(id.as_str()))?;
        let (_, name) = pick(names, &self.audience.languages, |name| Some(name.as_str()))?;
        Some(Reference { id: id.clone(), name: name.to_owned(), url: self.url(kind, id.as_str()) })
    }

    /// References to several records of one type.
    pub fn references(&self, kind: RecordType, inputs: &[ReferenceInput]) -> Vec<Reference> {
        inputs.iter().filter_map(|input| self.reference(kind, &input.id)).collect()
    }

    /// Picks a text for the reader and notes its language under `field`.
    pub fn text<'t, T>(
        &self,
        translations: &'t Translations<T>,
        field: &'static str,
        text: impl Fn(&'t T) -> Option<&'t str>,
        served: &mut ServedLanguages,
    ) -> Option<String> {
        let (language, text) = pick(translations, &self.audience.languages, text)?;
        served.0.insert(field, language.clone());
        self.served.borrow_mut().insert(language.clone());
        Some(text.to_owned())
    }
}

/// The language in which each text is served: `{"name": "en", "description": "pl"}`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, ToSchema)]
#[schema(value_type = std::collections::BTreeMap<String, Language>, example = json!({"name": "en", "description": "pl"}))]
pub struct ServedLanguages(pub BTreeMap<&'static str, Language>);
