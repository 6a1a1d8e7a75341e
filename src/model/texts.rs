//! The translated texts of records: a name and a description, a title and a summary, or a title
//! and a purpose.

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
pub(crate) struct NameTexts {
    /// The name.
    #[schema(min_length = 1, max_length = 300)]
    pub name: Option<String>,
    /// A description, as plain text.
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
}

/// A title and a summary in one language.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TitleTexts {
    /// The title.
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// A summary, as plain text.
    #[schema(min_length = 1, max_length = 20000)]
    pub summary: Option<String>,
}

/// A title and a purpose in one language.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PurposeTexts {
    /// The title.
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// The purpose of the agreement, as plain text.
    #[schema(min_length = 1, max_length = 20000)]
    pub purpose: Option<String>,
}

/// Implements the accessors that documents use for a pair of texts; the first field names the
/// record.
macro_rules! naming_texts {
    ($type:ty, $name:ident, $body:ident) => {
        impl $type {
            /// The names of the fields.
            pub(crate) const FIELDS: &'static [&'static str] =
                &[stringify!($name), stringify!($body)];

            /// The name or title of the record in each language that has one.
            pub(crate) fn names(translations: &Translations<Self>) -> BTreeMap<&Language, &str> {
                translations
                    .iter()
                    .filter_map(|(language, texts)| Some((language, texts.$name.as_deref()?)))
                    .collect()
            }

            /// All texts that search covers, each with its language.
            pub(crate) fn texts(
                translations: &Translations<Self>,
            ) -> impl Iterator<Item = SearchableText<'_>> {
                translations.iter().flat_map(|(language, texts)| {
                    let both = [texts.$name.as_deref(), texts.$body.as_deref()];
                    both.into_iter().flatten().map(move |text| (Some(language), text))
                })
            }
        }
    };
}

/// Names and descriptions by language.
pub(crate) type NameTranslations = Translations<NameTexts>;

/// Titles and summaries by language.
pub(crate) type TitleTranslations = Translations<TitleTexts>;

/// Titles and purposes by language.
pub(crate) type PurposeTranslations = Translations<PurposeTexts>;

naming_texts!(NameTexts, name, description);
naming_texts!(TitleTexts, title, summary);
naming_texts!(PurposeTexts, title, purpose);
