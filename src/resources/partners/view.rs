//! The JSON of a partner.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        media::Medium,
        partner::{Alias, PartnerBody, PartnerKind, PartnerStatus, PartnerStatusChange},
        record_type::{RecordState, RecordType},
        texts::NameTranslations,
    },
    store::read::{
        labels::{Labeller, Labels},
        view::{Record, RecordWarning, ServedLanguages, View, ViewContext},
    },
    values::{
        country::Country,
        date::PartialDate,
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
    /// The changes of its status, in order of time.
    pub status_changes: Vec<PartnerStatusChange>,
    /// The country of the partner.
    pub country: Country,
    /// The region of the partner.
    pub region: Option<Region>,
    /// The geographical coordinates.
    pub location: Option<Location>,
    /// The URL of the partner's website.
    pub website: Option<WebAddress>,
    /// The first day of the partnership.
    pub partner_since: Option<PartialDate>,
    /// The last day of the partnership.
    pub partner_until: Option<PartialDate>,
    /// Other names of the partner.
    pub aliases: Vec<Alias>,
    /// The partners that succeed this one, after a merger or a split.
    pub successors: Vec<Reference>,
    /// Lists of the records that refer to this one.
    pub related: PartnerRelated,
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
    /// Identifiers of the partner in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for PartnerView {
    type Body = PartnerBody;

    fn new(record: Record<PartnerBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let status = body.status();
        let PartnerBody {
            state,
            translations,
            kind,
            status: _,
            status_changes,
            country,
            region,
            location,
            website,
            partner_since,
            partner_until,
            aliases,
            successors,
            web_page,
            media,
            sources,
            identifiers,
        } = body;
        let labeller = Labeller::new(context);
        let labels = Labels {
            kind: Some(labeller.name(kind)),
            status: Some(labeller.name(status)),
            country: Some(labeller.country(&country)),
            statuses: labeller.names(status_changes.iter().map(|change| change.status)),
            alias_kinds: labeller.names(aliases.iter().map(|alias| alias.kind)),
            ..labeller.common(state, &media)
        };
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
            status_changes,
            country,
            region,
            location,
            website,
            partner_since,
            partner_until,
            aliases,
            successors: context.references(RecordType::Partners, &successors),
            related: PartnerRelated {
                events: context.list_url(RecordType::Events, "partner", &id),
                agreements: context.list_url(RecordType::Agreements, "partner", &id),
                projects: context.list_url(RecordType::Projects, "partner", &id),
            },
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
