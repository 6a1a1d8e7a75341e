//! What readers get of an agreement.

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

/// Where the records are that refer to an agreement.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementRelated {
    /// The events at which it was signed or discussed.
    #[schema(format = "uri")]
    pub events: String,
}

/// What was signed with partners: who promised what to whom.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Agreement)]
pub struct AgreementView {
    /// The id of the agreement.
    pub id: RecordId,
    /// Always `agreements`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// Where this agreement is fetched.
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
    /// The title, in your language or the nearest there is.
    pub title: String,
    /// What was agreed, in your language or the nearest there is; plain text.
    pub purpose: Option<String>,
    /// In which language each text is served.
    pub served_languages: ServedLanguages,
    /// What kind of agreement it is.
    pub kind: AgreementKind,
    /// How the agreement stands.
    pub status: AgreementStatus,
    /// When it was signed.
    pub signed_on: Option<CalendarDate>,
    /// How precisely the dates are known; absent when there is none.
    pub date_precision: Option<DatePrecision>,
    /// Where it was signed.
    pub place: Option<Place>,
    /// From when it is in force.
    pub valid_from: Option<CalendarDate>,
    /// Until when it is in force.
    pub valid_until: Option<CalendarDate>,
    /// The partners with which it was made.
    pub partners: Vec<Reference>,
    /// Who signed.
    pub signatories: Vec<Signatory>,
    /// What it is about.
    pub topics: Vec<Topic>,
    /// Where the document can be read.
    pub document_url: Option<WebAddress>,
    /// Where the records are that refer to it.
    pub related: AgreementRelated,
    /// The texts in every language.
    pub translations: PurposeTranslations,
    /// Where the facts come from.
    pub sources: Vec<FactSource>,
    /// What it is called in other registers.
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
        let mut served_languages = ServedLanguages::default();
        let title =
            context.text(&translations, "title", |texts| texts.title.as_deref(), &mut served_languages);
        let purpose =
            context.text(&translations, "purpose", |texts| texts.purpose.as_deref(), &mut served_languages);
        Self {
            record_type: RecordType::Agreements,
            url: context.url(RecordType::Agreements, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            title: title.unwrap_or_default(),
            purpose,
            served_languages,
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
            related: AgreementRelated { events: context.list_url(RecordType::Events, "agreement", &id) },
            translations,
            sources,
            identifiers,
            id,
        }
    }
}
