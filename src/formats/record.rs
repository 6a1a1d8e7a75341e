//! A record as the API shows it, for the formats that give its fields other names.

use serde_json::Value;

use crate::values::{date::PartialDate, language::Language, traits::TextValue as _};

/// A record of any type as the API shows it.
#[derive(Clone, Copy)]
pub(crate) struct ShownRecord<'r>(pub &'r Value);

impl<'r> ShownRecord<'r> {
    /// Returns a text; of a path such as `place.name` that inside others.
    pub(crate) fn text(self, path: &str) -> Option<&'r str> {
        self.value(path)?.as_str()
    }

    /// Returns a value, which is not null.
    pub(crate) fn value(self, path: &str) -> Option<&'r Value> {
        let value = path.split('.').try_fold(self.0, |value, field| value.get(field))?;
        (!value.is_null()).then_some(value)
    }

    /// Returns the items of a list; none if it is absent.
    pub(crate) fn items(self, path: &str) -> impl Iterator<Item = ShownRecord<'r>> {
        self.value(path).and_then(Value::as_array).into_iter().flatten().map(ShownRecord)
    }

    /// Returns a date.
    pub(crate) fn date(self, path: &str) -> Option<PartialDate> {
        PartialDate::read(self.text(path)?)
    }

    /// Returns the id.
    pub(crate) fn id(self) -> &'r str {
        self.text("id").unwrap_or_default()
    }

    /// Returns the address.
    pub(crate) fn url(self) -> &'r str {
        self.text("url").unwrap_or_default()
    }

    /// Returns the name of the field with the name: `title` or `name`.
    pub(crate) fn name_field(self) -> &'static str {
        if self.value("title").is_some() { "title" } else { "name" }
    }

    /// Returns the name or title.
    pub(crate) fn name(self) -> &'r str {
        self.text(self.name_field()).unwrap_or_default()
    }

    /// Returns the field with the longer text: its name and its text.
    pub(crate) fn about(self) -> Option<(&'static str, &'r str)> {
        let fields = ["summary", "description", "purpose"];
        fields.into_iter().find_map(|field| Some((field, self.text(field)?)))
    }

    /// Returns the language of a text.
    pub(crate) fn language(self, field: &str) -> Option<&'r str> {
        self.0.get("servedLanguages")?.get(field)?.as_str()
    }

    /// Returns the name of a code, as it is among the labels: of the topic `water` the one at `topics.water`.
    pub(crate) fn label(self, path: &str) -> Option<&'r str> {
        self.0.get("labels").map(ShownRecord)?.text(path)
    }

    /// Returns the codes of the topics with their names.
    pub(crate) fn topics(self) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.items("topics").filter_map(move |topic| {
            let code = topic.0.as_str()?;
            Some((code, self.label(&format!("topics.{code}")).unwrap_or(code)))
        })
    }

    /// Returns what a medium shows, in the first of these languages that has it, or in any.
    pub(crate) fn alternative(self, languages: &[Language]) -> Option<&'r str> {
        let texts = self.value("alt")?.as_object()?;
        let wanted = languages.iter().find_map(|language| texts.get(language.as_str()));
        wanted.or_else(|| texts.values().next())?.as_str()
    }

    /// Returns where the record is: the latitude and the longitude, as they are written.
    pub(crate) fn position(self) -> Option<(&'r Value, &'r Value)> {
        let location = self.value("location").or_else(|| self.value("place.location"))?;
        Some((location.get("latitude")?, location.get("longitude")?))
    }
}
