//! Texts in several languages, and the choice of one for a reader.

use std::{borrow::Cow, collections::BTreeMap, ops::Deref};

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, Ref, RefOr, Schema, Type, schema::AdditionalProperties},
};

use super::{language::Language, traits::TextValue};

/// The texts of a record, by language.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
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

impl<T: ToSchema> PartialSchema for Translations<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some(
                "The texts by language: the keys are language tags (BCP 47), such as `pl` and `en`.",
            ))
            .property_names(Some(
                ObjectBuilder::new().schema_type(Type::String).pattern(Some(Language::PATTERN)),
            ))
            .additional_properties(Some(AdditionalProperties::RefOr(Ref::from_schema_name(T::name()).into())))
            .into()
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
