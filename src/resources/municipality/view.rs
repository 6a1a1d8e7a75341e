//! The JSON of the municipality.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        media::Medium,
        municipality::{Contact, Licence, MunicipalityBody},
        record_type::{RecordState, RecordType},
        texts::NameTranslations,
    },
    store::read::{
        labels::{Labeller, Labels},
        view::{Record, RecordWarning, ServedLanguages, View, ViewContext},
    },
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

/// The municipality that publishes the data.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Municipality)]
pub(crate) struct MunicipalityView {
    /// The id of the municipality.
    pub id: RecordId,
    /// Always `municipality`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of the municipality.
    #[schema(format = "uri")]
    pub url: String,
    /// The data set revision of the last change to this record.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When the record was created.
    pub created_at: Instant,
    /// When the record was last changed.
    pub updated_at: Instant,
    /// Draft or published.
    pub state: RecordState,
    /// The name in the requested language, or in the closest available one.
    pub name: String,
    /// The description in the requested language, or in the closest available one; plain text.
    pub description: Option<String>,
    /// The language in which each text is served.
    pub served_languages: ServedLanguages,
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
    /// The licence under which the data may be used; absent if the municipality states none.
    pub licence: Option<Licence>,
    /// The fallback language for texts without a translation into the requested language.
    pub default_language: Language,
    /// The languages that the municipality publishes in.
    pub languages: Vec<Language>,
    /// The URL of the page of the municipality's own website about this record, for people.
    pub web_page: Option<WebAddress>,
    /// Pictures, documents and films about the record.
    pub media: Vec<Medium>,
    /// The names of the codes of this record in the requested language.
    pub labels: Labels,
    /// What contradicts itself as of today. Only in the answer to a change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RecordWarning>,
    /// The texts in every language.
    pub translations: NameTranslations,
    /// The sources of the facts.
    pub sources: Vec<FactSource>,
    /// Identifiers of the municipality in other registers.
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
            web_page,
            media,
            sources,
            identifiers,
        } = body;
        let labeller = Labeller::new(context);
        let labels =
            Labels { country: Some(labeller.country(&country)), ..labeller.common(state, &media) };
        let mut served = ServedLanguages::default();
        let name = context.text(&translations, "name", |texts| &texts.name, &mut served);
        let description =
            context.text(&translations, "description", |texts| &texts.description, &mut served);
        Self {
            record_type: RecordType::Municipality,
            url: context.url(RecordType::Municipality, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            name: name.unwrap_or_default(),
            description,
            served_languages: served,
            country,
            region,
            location,
            website,
            contact,
            licence,
            default_language,
            languages,
            web_page,
            media,
            labels,
            warnings: Vec::new(),
            translations,
            sources,
            identifiers,
            id,
        }
    }

    fn warn(&mut self, warnings: Vec<RecordWarning>) {
        self.warnings = warnings;
    }
}
