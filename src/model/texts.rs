//! The texts of records that have a name and a description, or a title and a summary.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::document::SearchableText;
use crate::values::{language::Language, translations::Translations};

/// A name and a description in one language.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameTexts {
    /// Its name.
    #[schema(min_length = 1, max_length = 300)]
    pub name: Option<String>,
    /// What it is, as plain text.
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
}

/// A title and a summary in one language.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TitleTexts {
    /// Its title.
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// What it was or is, as plain text.
    #[schema(min_length = 1, max_length = 20000)]
    pub summary: Option<String>,
}

/// A title and a purpose in one language.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurposeTexts {
    /// Its title.
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// What was agreed, as plain text.
    #[schema(min_length = 1, max_length = 20000)]
    pub purpose: Option<String>,
}

/// Gives a pair of texts what documents need of it: the first field names the record.
macro_rules! naming_texts {
    ($type:ty, $name:ident, $body:ident) => {
        impl $type {
            /// The names of the fields.
            pub const FIELDS: &'static [&'static str] = &[stringify!($name), stringify!($body)];

            /// What the record is called in each language.
            pub fn names(translations: &Translations<Self>) -> BTreeMap<&Language, &str> {
                translations
                    .iter()
                    .filter_map(|(language, texts)| Some((language, texts.$name.as_deref()?)))
                    .collect()
            }

            /// Everything that search looks through.
            pub fn texts(translations: &Translations<Self>) -> impl Iterator<Item = SearchableText<'_>> {
                translations.iter().flat_map(|(language, texts)| {
                    let both = [texts.$name.as_deref(), texts.$body.as_deref()];
                    both.into_iter().flatten().map(move |text| (Some(language), text))
                })
            }
        }
    };
}

/// Names and descriptions by language.
pub type NameTranslations = Translations<NameTexts>;

/// Titles and summaries by language.
pub type TitleTranslations = Translations<TitleTexts>;

/// Titles and purposes by language.
pub type PurposeTranslations = Translations<PurposeTexts>;

naming_texts!(NameTexts, name, description);
naming_texts!(TitleTexts, title, summary);
naming_texts!(PurposeTexts, title, purpose);
