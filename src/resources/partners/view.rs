//! The JSON of a partner.

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

/// Lists of the records that refer to a partner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartnerRelated {
    /// The URL of the list of events with this partner.
    #[schema(format = "uri")]
    pub events: String,
    /// The URL of the list of agreements with this partner.
    #[schema(format = "uri")]
    pub agreements: String,
    /// The URL of the list of projects with this partner.
    #[schema(format = "uri")]
    pub projects: String,
}

/// A town, region or association with which the municipality works.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Partner)]
pub(crate) struct PartnerView {
    /// The id of the partner.
    pub id: RecordId,
    /// Always `partners`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of this partner.
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
    /// The kind of partner.
    pub kind: PartnerKind,
    /// The state of the partnership.
    pub status: PartnerStatus,
    /// The country of the partner.
    pub country: Country,
    /// The region of the partner.
    pub region: Option<Region>,
    /// The geographical coordinates.
    pub location: Option<Location>,
    /// The URL of the partner's website.
    pub website: Option<WebAddress>,
    /// The first day of the partnership.
    pub partner_since: Option<CalendarDate>,
    /// The last day of the partnership.
    pub partner_until: Option<CalendarDate>,
    /// The precision to which the dates are known; absent if there are no dates.
    pub date_precision: Option<DatePrecision>,
    /// Other names of the partner.
    pub aliases: Vec<Alias>,
    /// The partner that succeeds this one.
    pub successor: Option<Reference>,
    /// Lists of the records that refer to this one.
    pub related: PartnerRelated,
    /// The texts in every language.
    pub translations: NameTranslations,
    /// The sources of the facts.
    pub sources: Vec<FactSource>,
    /// Identifiers of the partner in other registers.
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
        let mut served = ServedLanguages::default();
        let name = context.text(&translations, "name", |texts| &texts.name, &mut served);
        let description =
            context.text(&translations, "description", |texts| &texts.description, &mut served);
        Self {
            record_type: RecordType::Partners,
            url: context.url(RecordType::Partners, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            name: name.unwrap_or_default(),
            description,
            served_languages: served,
            kind,
            status,
            country,
            region,
            location,
            website,
            partner_since,
            partner_until,
            date_precision: (partner_since.is_some() || partner_until.is_some())
                .then_some(date_precision),
            aliases,
            successor: successor
                .and_then(|successor| context.reference(RecordType::Partners, &successor.id)),
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
