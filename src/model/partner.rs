//! The document of a partner, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, check_common, require_name,
        require_order, status_warning,
    },
    index_table::{index_table, indexed_in},
    life::{self, StatusChange as _, status_change},
    media::Medium,
    record_type::{RecordState, RecordType},
    texts::{NameTexts, NameTranslations},
};
use crate::{
    error::Fault,
    text::messages::MessageText,
    values::{
        country::Country,
        date::{CalendarDate, PartialDate},
        labels::labelled,
        language::Language,
        place::Location,
        reference::ReferenceInput,
        region::Region,
        source::{FactSource, Identifier},
        topic::Topic,
        traits::ClosedList,
        web_address::WebAddress,
    },
};

choices! {
    /// The kind of partner.
    pub(crate) enum PartnerKind {
        /// A town, commune or other municipality.
        Municipality = "municipality",
        /// A county or district.
        County = "county",
        /// A region.
        Region = "region",
        /// An association of municipalities.
        Association = "association",
        /// Another organisation.
        Organisation = "organisation",
    }
}

choices! {
    /// The state of the partnership.
    pub(crate) enum PartnerStatus {
        /// It is active.
        Active = "active",
        /// It is suspended.
        Suspended = "suspended",
        /// It has ended.
        Ended = "ended",
        /// No source states it.
        Unknown = "unknown",
    }
}

choices! {
    /// The kind of alias.
    pub(crate) enum AliasKind {
        /// The official name, in the partner's own language.
        Official = "official",
        /// A name in another language.
        Exonym = "exonym",
        /// A former name.
        Historic = "historic",
        /// The name in another script.
        Transliteration = "transliteration",
    }
}

labelled! { PartnerKind => PartnerKind, PartnerStatus => PartnerStatus, AliasKind => AliasKind }

status_change! {
    /// A change of the status of a partnership.
    PartnerStatusChange of PartnerStatus
}

/// Another name of a partner; search finds the partner by it.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Alias {
    /// The name.
    #[schema(min_length = 1, max_length = 300, example = "Озёрск")]
    pub value: String,
    /// The language of the name.
    pub language: Option<Language>,
    /// The kind of name.
    pub kind: AliasKind,
}

/// A partner, as sent in requests and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PartnerInput)]
pub(crate) struct PartnerBody {
    /// Draft or published.
    #[serde(default)]
    pub state: RecordState,
    /// The name and description in each language.
    pub translations: NameTranslations,
    /// The kind of partner.
    pub kind: PartnerKind,
    /// The state of the partnership. It need not be written if `statusChanges` are: it is that of the last one.
    pub status: Option<PartnerStatus>,
    /// The changes of its status, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub aliases: Vec<Alias>,
    /// The partners that succeed this one, after a merger or a split. Once this one is deleted, its URL redirects to
    /// the successor, if there is exactly one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub successors: Vec<ReferenceInput>,
    /// The URL of the page of the municipality's own website about this record, for people.
    pub web_page: Option<WebAddress>,
    /// Pictures, documents and films about the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub media: Vec<Medium>,
    /// The sources of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// Identifiers of the partner in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl PartnerBody {
    /// The state of the partnership.
    pub(crate) fn status(&self) -> PartnerStatus {
        life::settled(self.status, &self.status_changes).unwrap_or(PartnerStatus::Unknown)
    }
}

index_table! {
    /// The columns that lists of partners filter and sort by.
    pub(crate) partners("partner") of PartnerBody, sorted by name_key, |body, keys| {
        path: Text = keys.path.clone(),
        kind: Text = body.kind.as_str().to_owned(),
        status: Text = body.status().as_str().to_owned(),
        country: Text = body.country.to_string(),
        since_key: Binary = body.partner_since.map(PartialDate::key).unwrap_or_default(),
    }
}

impl Body for PartnerBody {
    const KIND: RecordType = RecordType::Partners;
    const ABOUT: &'static str =
        "The towns, regions and associations with which the municipality works.";
    const TABLE: Option<&'static str> = Some("partner");
    const REFERS: bool = true;
    const TEXTS: &'static [&'static str] = NameTexts::FIELDS;

    fn settle(&mut self) {
        self.status = life::settled(self.status, &self.status_changes);
    }
}

impl Document for PartnerBody {
    body_basics!(NameTexts);

    fn country_and_date(&self) -> (Option<&Country>, Option<String>) {
        (Some(&self.country), self.partner_since.map(|date| date.to_string()))
    }

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let aliases =
            self.aliases.iter().map(|alias| (alias.language.as_ref(), alias.value.as_str()));
        let changes = self.status_changes.iter().flat_map(PartnerStatusChange::notes);
        NameTexts::texts(&self.translations).chain(aliases).chain(changes).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        self.ancestors()
    }

    fn ancestors(&self) -> Vec<RecordLink> {
        RecordLink::each("successors", RecordType::Partners, &self.successors)
    }

    fn successor(&self) -> Option<RecordLink> {
        self.ancestors().pop().filter(|_| self.successors.len() == 1)
    }

    fn topics(&self) -> &[Topic] {
        &[]
    }

    fn location(&self) -> Option<Location> {
        self.location
    }

    fn order_key(&self) -> Vec<u8> {
        Vec::new()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "name", faults);
        check_common(&self.sources, &self.media, faults);
        if let Some(detail) = self.region.as_ref().and_then(|region| region.fault_in(&self.country))
        {
            faults.push(Fault::at("/region", "invalid-value", detail));
        }
        let since = ("partnerSince", self.partner_since);
        require_order(since, ("partnerUntil", self.partner_until), faults);
        let since = self.partner_since.map(|since| ("partnerSince", since));
        life::check(self.status, &self.status_changes, since, faults);
    }

    fn warnings(&self, today: CalendarDate) -> Vec<Fault> {
        let status = self.status();
        let warning = match (status, self.partner_until) {
            (PartnerStatus::Active | PartnerStatus::Suspended, Some(until))
                if until.last_day() < today =>
            {
                Some(status_warning(status.as_str(), "partnerUntil", until, MessageText("is past")))
            }
            (PartnerStatus::Ended, Some(until)) if until.first_day() > today => Some(
                status_warning("ended", "partnerUntil", until, MessageText("is still to come")),
            ),
            _ => None,
        };
        warning.into_iter().collect()
    }

    indexed_in!(partners);
}
