//! What the catalogue says of one state of the public data.

use std::collections::BTreeMap;

use super::vocabulary::primary;
use crate::{
    model::{municipality::Licence, record_type::RecordType},
    values::{
        country::Country, date::CalendarDate, instant::Instant, language::Language,
        source::Identifier, web_address::WebAddress,
    },
};

/// The addresses of the service.
#[derive(Clone, Debug)]
pub(crate) struct SiteUrls {
    /// The public URL, without a slash at its end.
    pub site: String,
    /// The address of the API.
    pub api: String,
    /// The base of what is never renamed.
    pub id_base: String,
}

impl SiteUrls {
    /// The page for people.
    pub(crate) fn home(&self) -> String {
        format!("{}/", self.site)
    }

    /// The address of a path, such as `/catalog.ttl`.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }
}

/// The municipality, as it publishes the data.
#[derive(Clone, Debug)]
pub(crate) struct DataPublisher {
    /// Its name in each language.
    pub names: BTreeMap<Language, String>,
    /// The language of texts that no other was chosen for.
    pub default_language: Language,
    /// The languages that it publishes in.
    pub languages: Vec<Language>,
    /// Its country.
    pub country: Country,
    /// Its website.
    pub website: Option<WebAddress>,
    /// The e-mail address of its office.
    pub email: Option<String>,
    /// The licence of the data.
    pub licence: Option<Licence>,
    /// Its identifiers in registers.
    pub identifiers: Vec<Identifier>,
}

impl DataPublisher {
    /// The name in a language, otherwise in the default one.
    pub(crate) fn name(&self, tag: &str) -> &str {
        let of = |tag: &str| {
            let exact = self.names.iter().find(|(language, _)| language.as_str() == tag);
            exact.or_else(|| self.names.iter().find(|(language, _)| primary(language) == tag))
        };
        let found = of(tag)
            .or_else(|| of(self.default_language.as_str()))
            .or_else(|| self.names.first_key_value());
        found.map_or("", |(_, name)| name)
    }

    /// The identifier in a register.
    pub(crate) fn identifier(&self, scheme: &str) -> Option<&str> {
        let mut of_scheme =
            self.identifiers.iter().filter(|identifier| identifier.scheme.as_str() == scheme);
        of_scheme.next().map(|identifier| identifier.value.as_str())
    }
}

/// The first and the last known day of a collection.
pub(crate) type DayRange = (CalendarDate, CalendarDate);

/// One state of the public data.
#[derive(Clone, Debug)]
pub(crate) struct CatalogueFacts {
    /// The municipality.
    pub publisher: DataPublisher,
    /// When the first record was created.
    pub issued: Instant,
    /// When the last change was made that readers can see.
    pub modified: Instant,
    /// The days of the collections that have dates.
    pub days: BTreeMap<RecordType, DayRange>,
}
