//! The document of an agreement, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, check_common, check_place,
        require_name, require_order, status_warning,
    },
    index_table::{index_table, indexed_in},
    life::{self, StatusChange as _, status_change},
    media::Medium,
    record_type::{RecordState, RecordType},
    texts::{PurposeTexts, PurposeTranslations},
};
use crate::{
    error::Fault,
    text::messages::{MessageText, message},
    values::{
        country::Country,
        date::{CalendarDate, PartialDate},
        labels::labelled,
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
        /// An annex to another agreement.
        Annex = "annex",
        /// A joint declaration.
        Declaration = "declaration",
        /// Any other kind.
        Other = "other",
    }
}

choices! {
    /// The state of the agreement.
    pub(crate) enum AgreementStatus {
        /// It is in force.
        InForce = "inForce",
        /// It is suspended.
        Suspended = "suspended",
        /// Its term has ended.
        Expired = "expired",
        /// It was ended before its term.
        Terminated = "terminated",
        /// Another agreement has taken its place.
        Renewed = "renewed",
        /// No source states it.
        Unknown = "unknown",
    }
}

labelled! { AgreementKind => AgreementKind, AgreementStatus => AgreementStatus }

status_change! {
    /// A change of the status of an agreement.
    AgreementStatusChange of AgreementStatus
}

/// A person who signed the agreement. It has at least one of `name`, `role` and `party`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signatory {
    /// The name of the person.
    #[schema(min_length = 1, max_length = 200, example = "Paweł Bobrowski")]
    pub name: Option<String>,
    /// The person's function on that date, as given by the source.
    #[schema(min_length = 1, max_length = 300, example = "wójt Gminy Kętrzyn")]
    pub role: Option<String>,
    /// The party on whose behalf the person signed.
    #[schema(min_length = 1, max_length = 300, example = "Gmina Kętrzyn")]
    pub party: Option<String>,
    /// The language of `role` and `party`; without it they are in the default language.
    pub language: Option<Language>,
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
    /// The state of the agreement. It need not be written if `statusChanges` are: it is that of the last one.
    pub status: Option<AgreementStatus>,
    /// The changes of its status, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
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
    pub renews: Option<ReferenceInput>,
    /// The agreement that it is an annex to.
    pub annex_to: Option<ReferenceInput>,
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
    /// The URL of the page of the municipality's own website about this record, for people.
    pub web_page: Option<WebAddress>,
    /// The signed document, pictures and films.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub media: Vec<Medium>,
    /// The sources of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// Identifiers of the agreement in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl AgreementStatus {
    /// The status of a document with this one and these changes of it.
    pub(crate) fn settled(status: Option<Self>, changes: &[AgreementStatusChange]) -> Self {
        life::settled(status, changes).unwrap_or(Self::Unknown)
    }
}

impl AgreementBody {
    /// The state of the agreement.
    pub(crate) fn status(&self) -> AgreementStatus {
        AgreementStatus::settled(self.status, &self.status_changes)
    }

    fn check_dates(&self, faults: &mut Vec<Fault>) {
        let signed = ("signedOn", self.signed_on);
        let terminated = ("terminatedOn", self.terminated_on);
        let valid_until = ("validUntil", self.valid_until);
        require_order(("validFrom", self.valid_from), valid_until, faults);
        if !faults.iter().any(|fault| fault.pointer.as_deref() == Some("/validUntil")) {
            require_order(signed, valid_until, faults);
        }
        require_order(signed, terminated, faults);
        let since = self.signed_on.map(|signed| ("signedOn", signed));
        life::check(self.status, &self.status_changes, since, faults);
    }
}

index_table! {
    /// The columns that lists of agreements filter and sort by.
    pub(crate) agreements("agreement") of AgreementBody, sorted by title_key, |body, keys| {
        kind: Text = body.kind.as_str().to_owned(),
        status: Text = body.status().as_str().to_owned(),
        signed_key: Binary = body.order_key(),
        signed_last_key: Binary = body.signed_on.map(|day| day.last_day().key()).unwrap_or_default(),
    }
}

impl Body for AgreementBody {
    const KIND: RecordType = RecordType::Agreements;
    const ABOUT: &'static str = "Agreements with partners: who signed them, when and why.";
    const TABLE: Option<&'static str> = Some("agreement");
    const REFERS: bool = true;
    const TEXTS: &'static [&'static str] = PurposeTexts::FIELDS;

    fn settle(&mut self) {
        self.status = life::settled(self.status, &self.status_changes);
    }
}

impl Document for AgreementBody {
    body_basics!(PurposeTexts);

    fn country_and_date(&self) -> (Option<&Country>, Option<String>) {
        (
            self.place.as_ref().and_then(|place| place.country.as_ref()),
            self.signed_on.map(|date| date.to_string()),
        )
    }

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let people = self.signatories.iter().flat_map(|signatory| {
            let Signatory { name, role, party, language } = signatory;
            let name = name.as_deref().map(|name| (None, name));
            let others = [role.as_deref(), party.as_deref()].into_iter().flatten();
            name.into_iter().chain(others.map(|text| (language.as_ref(), text)))
        });
        let place = self.place.iter().flat_map(Place::texts);
        let changes = self.status_changes.iter().flat_map(AgreementStatusChange::notes);
        PurposeTexts::texts(&self.translations).chain(people).chain(place).chain(changes).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        let mut links = self.ancestors();
        links.extend(RecordLink::each("partners", RecordType::Partners, &self.partners));
        links
    }

    fn ancestors(&self) -> Vec<RecordLink> {
        let earlier = [("renews", self.renews.as_ref()), ("annexTo", self.annex_to.as_ref())];
        let link = |(field, reference)| RecordLink::one(field, RecordType::Agreements, reference);
        earlier.into_iter().filter_map(link).collect()
    }

    fn topics(&self) -> &[Topic] {
        &self.topics
    }

    fn order_key(&self) -> Vec<u8> {
        self.signed_on.map(PartialDate::key).unwrap_or_default()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "title", faults);
        check_common(&self.sources, &self.media, faults);
        check_place(self.place.as_ref(), faults);
        for (at, signatory) in self.signatories.iter().enumerate() {
            if signatory.name.is_none() && signatory.role.is_none() && signatory.party.is_none() {
                let detail = message!("needs a name, a role or a party");
                let pointer = format!("/signatories/{at}");
                faults.push(Fault::at(pointer, "missing", detail));
            }
        }
        self.check_dates(faults);
    }

    fn warnings(&self, today: CalendarDate) -> Vec<Fault> {
        let status = self.status();
        let ends = [("validUntil", self.valid_until), ("terminatedOn", self.terminated_on)];
        let past = ends
            .into_iter()
            .find_map(|(field, end)| Some((field, end.filter(|end| end.last_day() < today)?)));
        let warning = match (status, past) {
            (AgreementStatus::InForce | AgreementStatus::Suspended, Some((field, end))) => {
                Some(status_warning(status.as_str(), field, end, MessageText("is past")))
            }
            (AgreementStatus::Expired, None) => self.valid_until.map(|until| {
                status_warning("expired", "validUntil", until, MessageText("is still to come"))
            }),
            (AgreementStatus::Terminated, None) => self.terminated_on.map(|on| {
                status_warning("terminated", "terminatedOn", on, MessageText("is still to come"))
            }),
            _ => None,
        };
        warning.into_iter().collect()
    }

    indexed_in!(agreements);
}
