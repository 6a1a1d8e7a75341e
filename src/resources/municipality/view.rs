//! What readers get of the municipality.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        municipality::{Contact, Licence, MunicipalityBody},
        record_type::{RecordState, RecordType},
        texts::NameTranslations,
    },
    store::read::view::{Record, ServedLanguages, View, ViewContext},
    values::{
        country::Country,
        instant::Instant,
        language::Language,
        place::Location,
        record_id::RecordId,
        region::Region,
        source::{FactSource, Identifier},
        web_address::WebAddress,
    },
};

/// The municipality whose data this is.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Municipality)]
pub struct MunicipalityView {
    /// The id of the municipality.
    pub id: RecordId,
    /// Always `municipality`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// Where it is fetched.
    #[schema(format = "uri")]
    pub url: String,
    /// The number of its last change in the data set.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When the record was made.
    pub created_at: Instant,
    /// When the record was last changed.
    pub updated_at: Instant,
    /// Draft or published.
    pub state: RecordState,
    /// The name, in your language or the nearest there is.
    pub name: String,
    /// What it is, in your language or the nearest there is; plain text.
    pub description: Option<String>,
    /// In which language each text is served.
    pub served_languages: ServedLanguages,
    /// The country it is in.
    pub country: Country,
    /// The region it is in.
    pub region: Option<Region>,
    /// Where it is on the map.
    pub location: Option<Location>,
    /// Its web site.
    pub website: Option<WebAddress>,
    /// How to reach it.
    pub contact: Option<Contact>,
    /// Under which licence the data may be used; absent when the municipality does not say.
    pub licence: Option<Licence>,
    /// The language that stands in where a text is missing in the one that you asked for.
    pub default_language: Language,
    /// The languages in which it publishes.
    pub languages: Vec<Language>,
    /// The texts in every language.
    pub translations: NameTranslations,
    /// Where the facts come from.
    pub sources: Vec<FactSource>,
    /// What it is called in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for MunicipalityView {
    type Body = MunicipalityBody;

    fn new(record: Record<MunicipalityBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let MunicipalityBody {
            state,
            translations,
            country,
            region,
            location,
            website,
            contact,
            licence,
            default_language,
            languages,
            sources,
            identifiers,
        } = body;
        let mut served_languages = ServedLanguages::default();
        let name = context.text(&translations, "name", |texts| texts.name.as_deref(), &mut served_languages);
        let description = context.text(
            &translations,
            "description",
            |texts| texts.description.as_deref(),
            &mut served_languages,
        );
        Self {
            record_type: RecordType::Municipality,
            url: context.url(RecordType::Municipality, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            name: name.unwrap_or_default(),
            description,
            served_languages,
            country,
            region,
            location,
            website,
            contact,
            licence,
            default_language,
            languages,
            translations,
            sources,
            identifiers,
            id,
        }
    }
}
