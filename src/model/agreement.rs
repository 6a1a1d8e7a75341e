//! The document of an agreement, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, require_first_days, require_name,
    },
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
    /// The kind of agreement.
    pub(crate) enum AgreementKind {
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
    /// The state of the agreement.
    pub(crate) enum AgreementStatus {
        /// It is in force.
        InForce = "inForce",
        /// Its term has ended.
        Expired = "expired",
        /// It was ended before its term.
        Terminated = "terminated",
        /// No source states it.
        Unknown = "unknown",
    }
}

/// A person who signed the agreement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signatory {
    /// The name of the person.
    #[schema(min_length = 1, max_length = 200, example = "Paweł Bobrowski")]
    pub name: String,
    /// The person's function on that date, as given by the source.
    #[schema(min_length = 1, max_length = 300, example = "wójt Gminy Kętrzyn")]
    pub role: String,
    /// The party on whose behalf the person signed.
    #[schema(min_length = 1, max_length = 300, example = "Gmina Kętrzyn")]
    pub party: String,
}

/// An agreement, as sent in requests and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AgreementInput)]
pub(crate) struct AgreementBody {
    /// Draft or published.
    #[serde(default)]
    pub state: RecordState,
    /// The title and purpose in each language.
    pub translations: PurposeTranslations,
    /// The kind of agreement.
    pub kind: AgreementKind,
    /// The state of the agreement.
    pub status: AgreementStatus,
    /// The date of signing.
    pub signed_on: Option<CalendarDate>,
    /// The precision to which the dates are known.
    #[serde(default, skip_serializing_if = "DatePrecision::is_day")]
    pub date_precision: DatePrecision,
    /// The place of signing.
    pub place: Option<Place>,
    /// The first day on which it is in force.
    pub valid_from: Option<CalendarDate>,
    /// The last day on which it is in force.
    pub valid_until: Option<CalendarDate>,
    /// The partners that are parties to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub partners: Vec<ReferenceInput>,
    /// The persons who signed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub signatories: Vec<Signatory>,
    /// The topics that it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 15)]
    pub topics: Vec<Topic>,
    /// The URL of the signed document.
    pub document_url: Option<WebAddress>,
    /// The sources of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// Identifiers of the agreement in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl AgreementBody {
    /// The last day on which it can have been signed, given the precision of the date.
    fn last_signing_day(&self) -> Option<CalendarDate> {
        self.signed_on.map(|day| day.last_day(self.date_precision))
    }
}

index_table! {
    /// The columns that lists of agreements filter and sort by.
    pub(crate) agreements("agreement") of AgreementBody, sorted by title_key, |body, keys| {
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
        PurposeTexts::texts(&self.translations)
            .chain(people.chain(place).map(|text| (None, text)))
            .collect()
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
            &[
                ("signedOn", self.signed_on),
                ("validFrom", self.valid_from),
                ("validUntil", self.valid_until),
            ],
            faults,
        );
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && until < from
        {
            faults.push(Fault::at(
                "/validUntil",
                "before-start",
                format!("is before validFrom {from}"),
            ));
        }
    }

    indexed_in!(agreements);
}
