//! The JSON of an agreement.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        agreement::{AgreementBody, AgreementKind, AgreementStatus, Signatory},
        record_type::{RecordState, RecordType},
        texts::PurposeTranslations,
    },
    store::read::view::{Record, ServedLanguages, View, ViewContext},
    values::{
        date::{CalendarDate, DatePrecision},
        instant::Instant,
        place::Place,
        record_id::RecordId,
        reference::Reference,
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
    /// The date of signing.
    pub signed_on: Option<CalendarDate>,
    /// The precision to which the dates are known; absent if there are no dates.
    pub date_precision: Option<DatePrecision>,
    /// The place of signing.
    pub place: Option<Place>,
    /// The first day on which it is in force.
    pub valid_from: Option<CalendarDate>,
    /// The last day on which it is in force.
    pub valid_until: Option<CalendarDate>,
    /// The partners that are parties to it.
    pub partners: Vec<Reference>,
    /// The persons who signed it.
    pub signatories: Vec<Signatory>,
    /// The topics that it covers.
    pub topics: Vec<Topic>,
    /// The URL of the signed document.
    pub document_url: Option<WebAddress>,
    /// Lists of the records that refer to this one.
    pub related: AgreementRelated,
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
        let AgreementBody {
            state,
            translations,
            kind,
            status,
            signed_on,
            date_precision,
            place,
            valid_from,
            valid_until,
            partners,
            signatories,
            topics,
            document_url,
            sources,
            identifiers,
        } = body;
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
            signed_on,
            date_precision: (signed_on.is_some() || valid_from.is_some() || valid_until.is_some())
                .then_some(date_precision),
            place,
            valid_from,
            valid_until,
            partners: context.references(RecordType::Partners, &partners),
            signatories,
            topics,
            document_url,
            related: AgreementRelated {
                events: context.list_url(RecordType::Events, "agreement", &id),
            },
            translations,
            sources,
            identifiers,
            id,
        }
    }
}
