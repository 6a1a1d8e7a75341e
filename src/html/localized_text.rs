//! A text of the data with its language.

use crate::{
    store::read::{list_line::ListLine, view::ServedLanguages},
    values::{language::Language, reference::Reference},
};

/// A text and its language, if it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LocalizedText {
    /// The text.
    pub text: String,
    /// The language.
    pub language: Option<Language>,
}

impl LocalizedText {
    /// The text of a field in the language in which it is served.
    pub(crate) fn served(text: &str, field: &str, served: &ServedLanguages) -> Self {
        Self { text: text.to_owned(), language: served.0.get(field).cloned() }
    }

    /// A text in a language of the data.
    pub(crate) fn of(text: &str, language: Option<&Language>) -> Self {
        Self { text: text.to_owned(), language: language.cloned() }
    }
}

/// The name of a record that is referred to.
impl From<Reference> for LocalizedText {
    fn from(Reference { name, language, .. }: Reference) -> Self {
        Self { text: name, language }
    }
}

/// The name or title of a record of a list.
impl<F> From<&ListLine<F>> for LocalizedText {
    fn from(line: &ListLine<F>) -> Self {
        Self { text: line.name.clone(), language: Some(line.language.clone()) }
    }
}
