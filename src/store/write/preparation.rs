//! What is stored of a document, made before its writer has its turn: an import makes it on another thread.

use diesel::QueryResult;

use super::derived::{name_key, names_json, terms};
use crate::{
    model::{document::Document, record_type::RecordState},
    text::sort_key::SortKeys,
    values::language::Language,
};

/// What is stored of a document, whatever its number will be.
pub(crate) struct Preparation {
    /// The document as it is stored.
    pub json: String,
    /// What follows from it by the rules of a default language, if it was made.
    pub texts: Option<PreparedTexts>,
}

/// What follows from the texts of a document by the rules of a default language.
pub(crate) struct PreparedTexts {
    default_language: Language,
    /// The names in every language, as JSON.
    pub names: String,
    /// The key by which lists sort the name.
    pub name_key: Vec<u8>,
    /// The terms for the search index.
    pub terms: String,
}

impl PreparedTexts {
    /// Makes them by these rules, of which the keys are those of the default language.
    pub(super) fn of(
        document: &dyn Document,
        default_language: &Language,
        sort_keys: &SortKeys,
    ) -> QueryResult<Self> {
        Ok(Self {
            default_language: default_language.clone(),
            names: names_json(document)?,
            name_key: name_key(sort_keys, default_language, document),
            terms: terms(document, default_language),
        })
    }

    /// Whether they are as the rules of this default language make them.
    pub(super) fn are_of(&self, default_language: &Language) -> bool {
        self.default_language == *default_language
    }
}

/// Prepares the documents of a file, whose municipality may change the default language.
pub(crate) struct Preparer {
    default_language: Language,
    sort_keys: SortKeys,
    /// Whether most of the documents will be written, and not only compared.
    with_texts: bool,
}

impl Preparer {
    /// Begins with the default language of a data set.
    pub(crate) fn of(default_language: &Language, with_texts: bool) -> Self {
        let sort_keys = SortKeys::new(default_language.as_str());
        Self { default_language: default_language.clone(), sort_keys, with_texts }
    }

    /// Prepares a document; `None` if that fails, which the writer then tells.
    pub(crate) fn prepare(&mut self, document: &dyn Document) -> Option<Preparation> {
        let languages = document.languages().filter(|_| document.state() != RecordState::Draft);
        if let Some((language, _)) = languages.filter(|(own, _)| **own != self.default_language) {
            *self = Self::of(language, self.with_texts);
        }
        let json = document.to_json().ok()?;
        let texts = if self.with_texts {
            Some(PreparedTexts::of(document, &self.default_language, &self.sort_keys).ok()?)
        } else {
            None
        };
        Some(Preparation { json, texts })
    }
}
