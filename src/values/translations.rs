//! Texts in several languages, and the choice of one for a reader.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    marker::PhantomData,
    ops::Deref,
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, Ref, RefOr, Schema, Type, schema::AdditionalProperties},
};

use super::{language::Language, traits::TextValue};
use crate::text::messages::{Message, message};

/// The texts of a record, by language.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(transparent)]
pub struct Translations<T>(BTreeMap<Language, T>);

impl<T> Deref for Translations<T> {
    type Target = BTreeMap<Language, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> FromIterator<(Language, T)> for Translations<T> {
    fn from_iter<I: IntoIterator<Item = (Language, T)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Translations<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_language(deserializer).map(Self)
    }
}

/// Returns the message for a JSON object that has a language twice; `None` for any other value.
pub(crate) fn twice(value: &Value) -> Option<Message> {
    let mut seen = BTreeSet::new();
    let mut languages = value.as_object()?.keys().filter_map(|tag| Language::read(tag));
    languages.find(|language| !seen.insert(language.clone())).map(|language| is_twice(&language))
}

fn is_twice(language: &Language) -> Message {
    message!("has the language {language} twice, in different spellings", language)
}

/// Reads an object with language tags as keys. One language in two spellings, such as `pl` and `PL`, is an error.
fn by_language<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Language, T>, D::Error> {
    struct ByLanguage<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ByLanguage<T> {
        type Value = BTreeMap<Language, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with language tags as keys")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut texts = BTreeMap::new();
            while let Some((language, text)) = members.next_entry::<Language, T>()? {
                let again = is_twice(&language);
                if texts.insert(language, text).is_some() {
                    return Err(A::Error::custom(again));
                }
            }
            Ok(texts)
        }
    }
    deserializer.deserialize_map(ByLanguage(PhantomData))
}

fn texts_by_language(texts: AdditionalProperties<Schema>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .description(Some(
            "The texts by language: the keys are language tags (BCP 47), such as `pl` and `en`.",
        ))
        .property_names(Some(
            ObjectBuilder::new().schema_type(Type::String).pattern(Some(Language::PATTERN)),
        ))
        .additional_properties(Some(texts))
        .into()
}

impl<T: ToSchema> PartialSchema for Translations<T> {
    fn schema() -> RefOr<Schema> {
        let texts = Ref::from_schema_name(T::name());
        texts_by_language(AdditionalProperties::RefOr(texts.into()))
    }
}

impl<T: ToSchema> ToSchema for Translations<T> {
    fn name() -> Cow<'static, str> {
        format!("{}ByLanguage", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into(), T::schema()));
        T::schemas(schemas);
    }
}

/// Returns the text in the first language of `preferred` that has one, otherwise in any language.
///
/// Each field is chosen separately: a record can have its name in English and its description only in Polish.
pub(crate) fn pick<'a, T>(
    translations: &'a Translations<T>,
    preferred: &[Language],
    field: impl Fn(&'a T) -> Option<&'a str>,
) -> Option<(&'a Language, &'a str)> {
    let in_language = |wanted: &Language| {
        let exact = translations.get_key_value(wanted).into_iter();
        exact
            .chain(translations.iter().filter(|(language, _)| wanted.is_served_by(language)))
            .find_map(|(language, texts)| Some((language, field(texts)?)))
    };
    preferred.iter().find_map(in_language).or_else(|| {
        translations.iter().find_map(|(language, texts)| Some((language, field(texts)?)))
    })
}

/// A text in each of several languages, such as `{"pl": "…", "en": "…"}`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(transparent)]
pub struct TextByLanguage(BTreeMap<Language, String>);

impl TextByLanguage {
    /// Whether there is no text.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts, each with its language.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Option<&Language>, &str)> {
        self.0.iter().map(|(language, text)| (Some(language), text.as_str()))
    }
}

impl<'de> Deserialize<'de> for TextByLanguage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_language(deserializer).map(Self)
    }
}

impl PartialSchema for TextByLanguage {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(2_000));
        texts_by_language(AdditionalProperties::RefOr(text.into()))
    }
}

impl ToSchema for TextByLanguage {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_falls_back_by_itself() {
        let language = |tag: &str| Language::read(tag).unwrap();
        let translations: Translations<(Option<&str>, Option<&str>)> = [
            (language("en"), (Some("Ozyorsk"), None)),
            (language("pl"), (Some("Oziersk"), Some("Opis"))),
            (language("ru"), (Some("Озёрск"), None)),
        ]
        .into_iter()
        .collect();
        let served = |preferred: &[&str], description: bool| {
            let preferred: Vec<_> = preferred.iter().map(|tag| language(tag)).collect();
            pick(&translations, &preferred, |texts| if description { texts.1 } else { texts.0 })
                .map(|(language, text)| (language.as_str(), text))
        };
        assert_eq!(served(&["en", "pl"], false), Some(("en", "Ozyorsk")));
        assert_eq!(served(&["en", "pl"], true), Some(("pl", "Opis")));
        assert_eq!(served(&["en-GB", "pl"], false), Some(("en", "Ozyorsk")));
        assert_eq!(served(&["fr", "de"], false), Some(("en", "Ozyorsk")));
        assert_eq!(served(&["fr"], true), Some(("pl", "Opis")));
    }
}
