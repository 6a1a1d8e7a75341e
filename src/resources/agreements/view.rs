//! The JSON of an agreement.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        agreement::{
            AgreementBody, AgreementKind, AgreementStatus, AgreementStatusChange, Signatory,
        },
        media::Medium,
        record_type::{RecordState, RecordType},
        texts::PurposeTranslations,
    },
    store::read::{
        labels::{Labeller, Labels},
        view::{Record, RecordWarning, ServedLanguages, View, ViewContext},
    },
    values::{
        date::PartialDate,
        instant::Instant,
        place::Place,
        record_id::RecordId,
        reference::{Reference, ReferenceInput},
        source::{FactSource, Identifier},
        topic::Topic,
        web_address::WebAddress,
    },
};

/// Lists of the records that refer to an agreement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgreementRelated {
    /// The URL of the list of events at which the agreement was signed or discussed.
    #[schema(format = "uri")]
    pub events: String,
}

/// A document signed with partners, with its purpose and its signatories.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Agreement)]
pub(crate) struct AgreementView {
    /// The id of the agreement.
    pub id: RecordId,
    /// Always `agreements`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of this agreement.
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
    /// The title in the requested language, or in the closest available one.
    pub title: String,
    /// The purpose in the requested language, or in the closest available one; plain text.
    pub purpose: Option<String>,
    /// The language in which each text is served.
    pub served_languages: ServedLanguages,
    /// The kind of agreement.
    pub kind: AgreementKind,
    /// The state of the agreement.
    pub status: AgreementStatus,
    /// The changes of its status, in order of time.
    pub status_changes: Vec<AgreementStatusChange>,
    /// The date of signing.
    pub signed_on: Option<PartialDate>,
    /// The place of signing.
    pub place: Option<Place>,
    /// The first day on which it is in force.
    pub valid_from: Option<PartialDate>,
    /// The last day on which it is in force.
    pub valid_until: Option<PartialDate>,
    /// The date on which it was ended before its term.
    pub terminated_on: Option<PartialDate>,
    /// The agreement that it takes the place of.
    pub renews: Option<Reference>,
    /// The agreement that it is an annex to.
    pub annex_to: Option<Reference>,
    /// The partners that are parties to it.
    pub partners: Vec<Reference>,
    /// The persons who signed it.
    pub signatories: Vec<Signatory>,
    /// The topics that it covers.
    pub topics: Vec<Topic>,
    /// Lists of the records that refer to this one.
    pub related: AgreementRelated,
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
    pub translations: PurposeTranslations,
    /// The sources of the facts.
    pub sources: Vec<FactSource>,
    /// Identifiers of the agreement in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for AgreementView {
    type Body = AgreementBody;

    fn new(record: Record<AgreementBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let status = body.status();
        let AgreementBody {
            state,
            translations,
            kind,
            status: _,
            status_changes,
            signed_on,
            place,
            valid_from,
            valid_until,
            terminated_on,
            renews,
            annex_to,
            partners,
            signatories,
            topics,
            web_page,
            media,
            sources,
            identifiers,
        } = body;
        let labeller = Labeller::new(context);
        let labels = Labels {
            kind: Some(labeller.name(kind)),
            status: Some(labeller.name(status)),
            country: labeller.country_of(place.as_ref()),
            topics: labeller.topics(&topics),
            statuses: labeller.names(status_changes.iter().map(|change| change.status)),
            ..labeller.common(state, &media)
        };
        let agreement = |reference: Option<ReferenceInput>| {
            context.reference(RecordType::Agreements, &reference?.id)
        };
        let mut served = ServedLanguages::default();
        let title = context.text(&translations, "title", |texts| &texts.title, &mut served);
        let purpose = context.text(&translations, "purpose", |texts| &texts.purpose, &mut served);
        Self {
            record_type: RecordType::Agreements,
            url: context.url(RecordType::Agreements, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            title: title.unwrap_or_default(),
            purpose,
            served_languages: served,
            kind,
            status,
            status_changes,
            signed_on,
            place,
            valid_from,
            valid_until,
            terminated_on,
            renews: agreement(renews),
            annex_to: agreement(annex_to),
            partners: context.references(RecordType::Partners, &partners),
            signatories,
            topics,
            related: AgreementRelated {
                events: context.list_url(RecordType::Events, "agreement", &id),
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
