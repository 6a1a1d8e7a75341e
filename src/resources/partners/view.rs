//! What readers get of a partner.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        partner::{Alias, PartnerBody, PartnerKind, PartnerStatus},
        record_type::{RecordState, RecordType},
        texts::NameTranslations,
    },
    store::read::view::{Record, ServedLanguages, View, ViewContext},
    values::{
        country::Country,
        date::{CalendarDate, DatePrecision},
        instant::Instant,
        place::Location,
        record_id::RecordId,
        reference::Reference,
        region::Region,
        source::{FactSource, Identifier},
        web_address::WebAddress,
    },
};

/// Where the records are that refer to a partner.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartnerRelated {
    /// The events with this partner.
    #[schema(format = "uri")]
    pub events: String,
    /// The agreements with this partner.
    #[schema(format = "uri")]
    pub agreements: String,
    /// The projects with this partner.
    #[schema(format = "uri")]
    pub projects: String,
}

/// A town, region or association with which the municipality works.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Partner)]
pub struct PartnerView {
    /// The id of the partner.
    pub id: RecordId,
    /// Always `partners`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// Where this partner is fetched.
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
    /// What kind of body it is.
    pub kind: PartnerKind,
    /// How the partnership stands.
    pub status: PartnerStatus,
    /// The country it is in.
    pub country: Country,
    /// The region it is in.
    pub region: Option<Region>,
    /// Where it is on the map.
    pub location: Option<Location>,
    /// Its web site.
    pub website: Option<WebAddress>,
    /// Since when it is a partner.
    pub partner_since: Option<CalendarDate>,
    /// Until when it was a partner.
    pub partner_until: Option<CalendarDate>,
    /// How precisely the dates are known; absent when there is none.
    pub date_precision: Option<DatePrecision>,
    /// Its other names.
    pub aliases: Vec<Alias>,
    /// The partner that took its place.
    pub successor: Option<Reference>,
    /// Where the records are that refer to it.
    pub related: PartnerRelated,
    /// The texts in every language.
    pub translations: NameTranslations,
    /// Where the facts come from.
    pub sources: Vec<FactSource>,
    /// What it is called in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for PartnerView {
    type Body = PartnerBody;

    fn new(record: Record<PartnerBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let PartnerBody {
            state,
            translations,
            kind,
            status,
            country,
            region,
            location,
            website,
            partner_since,
            partner_until,
            date_precision,
            aliases,
            successor,
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
            record_type: RecordType::Partners,
            url: context.url(RecordType::Partners, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            name: name.unwrap_or_default(),
            description,
            served_languages,
            kind,
            status,
            country,
            region,
            location,
            website,
            partner_since,
            partner_until,
            date_precision: (partner_since.is_some() || partner_until.is_some()).then_some(date_precision),
            aliases,
            successor: successor.and_then(|successor| context.reference(RecordType::Partners, &successor.id)),
            related: PartnerRelated {
                events: context.list_url(RecordType::Events, "partner", &id),
                agreements: context.list_url(RecordType::Agreements, "partner", &id),
                projects: context.list_url(RecordType::Projects, "partner", &id),
            },
            translations,
            sources,
            identifiers,
            id,
        }
    }
}
