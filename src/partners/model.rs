//! The document of a partner, its rules, and its row.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    db::{DbConnection, schema::partner},
    error::Fault,
    records::{
        document::{Body, Document, IndexKeys, Link, Text, require_name},
        kind::{Kind, State},
        texts::{NameTexts, NameTranslations},
    },
    values::{
        codes::{Country, Region, WebAddress},
        date::{CalendarDate, DatePrecision},
        language::Language,
        place::Location,
        plumbing::Choice,
        reference::ReferenceInput,
        source::{Identifier, Source},
        topic::Topic,
    },
};

choices! {
    /// What kind of body a partner is.
    pub enum PartnerKind {
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
    /// How the partnership stands.
    pub enum PartnerStatus {
        /// It is alive.
        Active = "active",
        /// It rests.
        Suspended = "suspended",
        /// It is over.
        Ended = "ended",
        /// No source says.
        Unknown = "unknown",
    }
}

choices! {
    /// What kind of name an alias is.
    pub enum AliasKind {
        /// The official name, in its own language.
        Official = "official",
        /// A name in another language.
        Exonym = "exonym",
        /// A former name.
        Historic = "historic",
        /// The name in another script.
        Transliteration = "transliteration",
    }
}

/// Another name of a partner, by which search finds it too.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The name.
    #[schema(min_length = 1, max_length = 300, example = "Озёрск")]
    pub value: String,
    /// Its language.
    pub language: Option<Language>,
    /// What kind of name it is.
    pub kind: AliasKind,
}

/// A partner as it is written and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PartnerInput)]
pub struct PartnerBody {
    /// Draft or published.
    #[serde(default)]
    pub state: State,
    /// The texts in each language.
    pub translations: NameTranslations,
    /// What kind of body it is.
    pub kind: PartnerKind,
    /// How the partnership stands.
    pub status: PartnerStatus,
    /// The country it is in.
    pub country: Country,
    /// The region it is in.
    pub region: Option<Region>,
    /// Where it is on the map.
    pub location: Option<Location>,
    /// Its web site.
    pub website: Option<WebAddress>,
    /// Since when it is a partner.
    pub partner_since: Option<CalendarDate>,
    /// Until when it was a partner.
    pub partner_until: Option<CalendarDate>,
    /// How precisely the dates are known.
    #[serde(default, skip_serializing_if = "DatePrecision::is_day")]
    pub date_precision: DatePrecision,
    /// Its other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub aliases: Vec<Alias>,
    /// The partner that took its place.
    pub successor: Option<ReferenceInput>,
    /// Where the facts come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<Source>,
    /// What it is called in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl Body for PartnerBody {
    const KIND: Kind = Kind::Partners;
    const TEXTS: &'static [&'static str] = NameTexts::FIELDS;
}

impl Document for PartnerBody {
    fn kind(&self) -> Kind {
        Self::KIND
    }

    fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    fn state(&self) -> State {
        self.state
    }

    fn names(&self) -> BTreeMap<&Language, &str> {
        NameTexts::names(&self.translations)
    }

    fn texts(&self) -> Vec<Text<'_>> {
        let aliases = self.aliases.iter().map(|alias| (alias.language.as_ref(), alias.value.as_str()));
        NameTexts::texts(&self.translations).chain(aliases).collect()
    }

    fn links(&self) -> Vec<Link> {
        let successor = self.successor.iter().map(|successor| Link {
            pointer: "/successor/id".to_owned(),
            kind: Kind::Partners,
            id: successor.id.to_string(),
        });
        successor.collect()
    }

    fn topics(&self) -> &[Topic] {
        &[]
    }

    fn identifiers(&self) -> &[Identifier] {
        &self.identifiers
    }

    fn order_key(&self) -> Vec<u8> {
        Vec::new()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "name", faults);
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

    fn index(&self, connection: &mut DbConnection, keys: &IndexKeys) -> QueryResult<()> {
        diesel::insert_into(partner::table)
            .values((
                partner::seq.eq(keys.seq),
                partner::path.eq(&keys.path),
                partner::state.eq(keys.state.as_str()),
                partner::kind.eq(self.kind.as_str()),
                partner::status.eq(self.status.as_str()),
                partner::country.eq(self.country.as_str()),
                partner::since_key.eq(self.partner_since.map(CalendarDate::key).unwrap_or_default()),
                partner::name_key.eq(&keys.name_key),
                partner::created_key.eq(&keys.created_key),
                partner::updated_key.eq(&keys.updated_key),
                partner::id_key.eq(&keys.id_key),
            ))
            .execute(connection)
            .map(drop)
    }
}
