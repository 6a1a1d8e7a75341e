//! The document of the municipality and its rules.

use diesel::QueryResult;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, IndexKeys, RecordLink, SearchableText, body_basics, check_common,
        require_name,
    },
    media::Medium,
    record_type::{RecordState, RecordType},
    texts::{NameTexts, NameTranslations},
};
use crate::{
    db::{DbConnection, rows::TableRow},
    error::Fault,
    text::messages::message,
    values::{
        country::Country,
        language::Language,
        place::Location,
        region::Region,
        source::{FactSource, Identifier},
        topic::Topic,
        web_address::WebAddress,
    },
};

/// Contact details of the municipality.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    /// The postal address.
    #[schema(min_length = 1, max_length = 500)]
    pub address: Option<String>,
    /// An e-mail address of the office, not of a person.
    #[schema(max_length = 254, format = "email")]
    pub email: Option<String>,
    /// A telephone number of the office, not of a person.
    #[schema(min_length = 3, max_length = 40)]
    pub phone: Option<String>,
}

/// The licence under which the data may be used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Licence {
    /// The name of the licence.
    #[schema(min_length = 1, max_length = 200, example = "CC BY 4.0")]
    pub name: String,
    /// The URL of the licence text.
    pub url: WebAddress,
}

/// The description of the municipality, as sent in requests and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MunicipalityInput)]
pub(crate) struct MunicipalityBody {
    /// Draft or published.
    #[serde(default)]
    pub state: RecordState,
    /// The name and description in each language.
    pub translations: NameTranslations,
    /// The country.
    pub country: Country,
    /// The region.
    pub region: Option<Region>,
    /// The geographical coordinates.
    pub location: Option<Location>,
    /// The URL of the website.
    pub website: Option<WebAddress>,
    /// Contact details of the office.
    pub contact: Option<Contact>,
    /// The licence under which the data may be used.
    pub licence: Option<Licence>,
    /// The fallback language for texts without a translation into the requested language. It must
    /// be one of `languages`. All names are sorted by its rules: with many thousands of records a change takes
    /// longer than a request may, and is made by `twinning import FILE` on the server.
    pub default_language: Language,
    /// The languages that the municipality publishes in.
    #[schema(min_items = 1, max_items = 30)]
    pub languages: Vec<Language>,
    /// The URL of the page of the municipality's own website about this record, for people.
    pub web_page: Option<WebAddress>,
    /// Pictures, documents and films about the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub media: Vec<Medium>,
    /// The sources of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// Identifiers of the municipality in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl Body for MunicipalityBody {
    const KIND: RecordType = RecordType::Municipality;
    const ABOUT: &'static str = "The municipality that publishes the data.";
    const TABLE: Option<&'static str> = None;
    const REFERS: bool = false;
    const TEXTS: &'static [&'static str] = NameTexts::FIELDS;
}

impl Document for MunicipalityBody {
    body_basics!(NameTexts);

    fn country_and_date(&self) -> (Option<&Country>, Option<String>) {
        (Some(&self.country), None)
    }

    fn texts(&self) -> Vec<SearchableText<'_>> {
        NameTexts::texts(&self.translations).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        Vec::new()
    }

    fn topics(&self) -> &[Topic] {
        &[]
    }

    fn order_key(&self) -> Vec<u8> {
        Vec::new()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "name", faults);
        check_common(&self.sources, &self.media, faults);
        if let Some(detail) = self.region.as_ref().and_then(|region| region.fault_in(&self.country))
        {
            faults.push(Fault::at("/region", "invalid-value", detail));
        }
        if !self.languages.contains(&self.default_language) {
            let detail = message!(
                "does not have defaultLanguage “{language}”",
                language = self.default_language
            );
            faults.push(Fault::at("/languages", "missing", detail));
        }
    }

    fn languages(&self) -> Option<(&Language, &[Language])> {
        Some((&self.default_language, &self.languages))
    }

    /// Does nothing: there is one municipality only, hence no list and no index table.
    fn indexed(&self, _: &IndexKeys) -> Option<TableRow> {
        None
    }

    fn is_indexed(&self, _: &mut DbConnection, _: &IndexKeys) -> QueryResult<bool> {
        Ok(true)
    }
}
