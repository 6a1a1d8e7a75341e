//! The document of an agreement, its rules, and its row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{Body, Document, RecordLink, SearchableText, body_basics, require_first_days, require_name},
    index_table::{index_table, indexed_in},
    record_type::{RecordState, RecordType},
    texts::{PurposeTexts, PurposeTranslations},
};
use crate::{
    error::Fault,
    values::{
        date::{CalendarDate, DatePrecision},
        language::Language,
        place::Place,
        reference::ReferenceInput,
        source::{FactSource, Identifier},
        topic::Topic,
        traits::ClosedList,
        web_address::WebAddress,
    },
};

choices! {
    /// What kind of agreement it is.
    pub enum AgreementKind {
        /// A partnership agreement.
        Partnership = "partnership",
        /// A letter of intent.
        LetterOfIntent = "letterOfIntent",
        /// A charter.
        Charter = "charter",
        /// An agreement to cooperate.
        Cooperation = "cooperation",
    }
}

choices! {
    /// How the agreement stands.
    pub enum AgreementStatus {
        /// It is in force.
        InForce = "inForce",
        /// Its time is over.
        Expired = "expired",
        /// Somebody ended it.
        Terminated = "terminated",
        /// No source says.
        Unknown = "unknown",
    }
}

/// Somebody who signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// The name.
    #[schema(min_length = 1, max_length = 200, example = "Paweł Bobrowski")]
    pub name: String,
    /// The function at that date, as the source gives it.
    #[schema(min_length = 1, max_length = 300, example = "wójt Gminy Kętrzyn")]
    pub role: String,
    /// For whom they signed.
    #[schema(min_length = 1, max_length = 300, example = "Gmina Kętrzyn")]
    pub party: String,
}

/// An agreement as it is written and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AgreementInput)]
pub struct AgreementBody {
    /// Draft or published.
    #[serde(default)]
    pub state: RecordState,
    /// The texts in each language.
    pub translations: PurposeTranslations,
    /// What kind of agreement it is.
    pub kind: AgreementKind,
    /// How the agreement stands.
    pub status: AgreementStatus,
    /// When it was signed.
    pub signed_on: Option<CalendarDate>,
    /// How precisely the dates are known.
    #[serde(default, skip_serializing_if = "DatePrecision::is_day")]
    pub date_precision: DatePrecision,
    /// Where it was signed.
    pub place: Option<Place>,
    /// From when it is in force.
    pub valid_from: Option<CalendarDate>,
    /// Until when it is in force.
    pub valid_until: Option<CalendarDate>,
    /// The partners with which it was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub partners: Vec<ReferenceInput>,
    /// Who signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub signatories: Vec<Signatory>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 15)]
    pub topics: Vec<Topic>,
    /// Where the document can be read.
    pub document_url: Option<WebAddress>,
    /// Where the facts come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// What it is called in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl AgreementBody {
    /// The last day on which it can have been signed.
    fn last_signing_day(&self) -> Option<CalendarDate> {
        self.signed_on.map(|day| day.last_day(self.date_precision))
    }
}

index_table! {
    /// The columns that lists of agreements filter and sort by.
    agreements("agreement") of AgreementBody, sorted by title_key, |body, keys| {
        kind: Text = body.kind.as_str().to_owned(),
        status: Text = body.status.as_str().to_owned(),
        signed_key: Binary = body.order_key(),
        signed_last_key: Binary = body.last_signing_day().map(CalendarDate::key).unwrap_or_default(),
    }
}

impl Body for AgreementBody {
    const KIND: RecordType = RecordType::Agreements;
    const ABOUT: &'static str = "Agreements with partners: who signed them, when and why.";
    const TABLE: Option<&'static str> = Some("agreement");
    const REFERS: bool = true;
    const TEXTS: &'static [&'static str] = PurposeTexts::FIELDS;
}

impl Document for AgreementBody {
    body_basics!(PurposeTexts);

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let people = self.signatories.iter().flat_map(|signatory| {
            let Signatory { name, role, party } = signatory;
            [name.as_str(), role.as_str(), party.as_str()]
        });
        let place = self.place.iter().map(|place| place.name.as_str());
        PurposeTexts::texts(&self.translations).chain(people.chain(place).map(|text| (None, text))).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        RecordLink::each("partners", RecordType::Partners, &self.partners)
    }

    fn topics(&self) -> &[Topic] {
        &self.topics
    }

    fn order_key(&self) -> Vec<u8> {
        self.signed_on.map(CalendarDate::key).unwrap_or_default()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "title", faults);
        require_first_days(
            self.date_precision,
            &[("signedOn", self.signed_on), ("validFrom", self.valid_from), ("validUntil", self.valid_until)],
            faults,
        );
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && until < from
        {
            faults.push(Fault::at("/validUntil", "before-start", format!("is before validFrom {from}")));
        }
    }

    indexed_in!(agreements);
}
