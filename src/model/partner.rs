//! The document of a partner, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, require_first_days, require_name,
    },
    index_table::{index_table, indexed_in},
    record_type::{RecordState, RecordType},
    texts::{NameTexts, NameTranslations},
};
use crate::{
    error::Fault,
    values::{
        country::Country,
        date::{CalendarDate, DatePrecision},
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
    /// The precision to which the dates are known.
    #[serde(default, skip_serializing_if = "DatePrecision::is_day")]
    pub date_precision: DatePrecision,
    /// Other names of the partner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub aliases: Vec<Alias>,
    /// The partner that succeeds this one; once this one is deleted, its URL redirects there.
    pub successor: Option<ReferenceInput>,
    /// The sources of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// Identifiers of the partner in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

index_table! {
    /// The columns that lists of partners filter and sort by.
    pub(crate) partners("partner") of PartnerBody, sorted by name_key, |body, keys| {
        path: Text = keys.path.clone(),
        kind: Text = body.kind.as_str().to_owned(),
        status: Text = body.status.as_str().to_owned(),
        country: Text = body.country.to_string(),
        since_key: Binary = body.partner_since.map(CalendarDate::key).unwrap_or_default(),
    }
}

impl Body for PartnerBody {
    const KIND: RecordType = RecordType::Partners;
    const ABOUT: &'static str =
        "The towns, regions and associations with which the municipality works.";
    const TABLE: Option<&'static str> = Some("partner");
    const REFERS: bool = true;
    const TEXTS: &'static [&'static str] = NameTexts::FIELDS;
}

impl Document for PartnerBody {
    body_basics!(NameTexts);

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let aliases =
            self.aliases.iter().map(|alias| (alias.language.as_ref(), alias.value.as_str()));
        NameTexts::texts(&self.translations).chain(aliases).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        self.successor().into_iter().collect()
    }

    fn successor(&self) -> Option<RecordLink> {
        let id = self.successor.as_ref()?.id.to_string();
        Some(RecordLink { pointer: "/successor/id".to_owned(), kind: RecordType::Partners, id })
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
        require_first_days(
            self.date_precision,
            &[("partnerSince", self.partner_since), ("partnerUntil", self.partner_until)],
            faults,
        );
        if let (Some(since), Some(until)) = (self.partner_since, self.partner_until)
            && until < since
        {
            faults.push(Fault::at(
                "/partnerUntil",
                "before-start",
                format!("is before partnerSince {since}"),
            ));
        }
    }

    indexed_in!(partners);
}
