//! What a list is narrowed and sorted by.

use url::form_urlencoded;

use crate::{
    http::{collection::Collection, request::list_parameters::ListParameters},
    store::read::list::ListFilter,
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
    words::desk_table::DeskWord,
};

/// The parameters that the page takes over from its address as the API has them.
const TAKEN: [&str; 6] = ["q", "state", "partner", "sort", "after", "before"];

/// The field with the moment of the last change.
const UPDATED: &str = "updatedAt";

/// The parameter that says what records lack.
pub(super) const MISSING: &str = "missing";

/// What a record lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Missing {
    /// A text in this language.
    Text(Language),
    /// A source.
    Source,
    /// A place.
    Place,
}

impl Missing {
    /// Reads one.
    pub(super) fn read(text: &str) -> Option<Self> {
        match text {
            "source" => Some(Self::Source),
            "place" => Some(Self::Place),
            _ => text.strip_prefix("text-").and_then(Language::read).map(Self::Text),
        }
    }

    /// Writes it, as [`Self::read`] reads it.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Text(language) => format!("text-{}", language.as_str()),
            Self::Source => "source".to_owned(),
            Self::Place => "place".to_owned(),
        }
    }
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub(super) struct ListWish {
    given: Vec<(String, String)>,
    /// What the records lack that are listed; all records if `None`.
    pub missing: Option<Missing>,
}

impl ListWish {
    /// Reads the query of an address; what it does not know is left out.
    pub(super) fn read(query: &str) -> Self {
        let mut missing = None;
        let mut given = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name == MISSING {
                missing = Missing::read(&value);
            } else if TAKEN.contains(&&*name) && !value.trim().is_empty() {
                given.push((name.into_owned(), value.into_owned()));
            }
        }
        Self { given, missing }
    }

    /// The value of a parameter; empty if there is none.
    pub(super) fn value(&self, name: &str) -> &str {
        self.given.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The query of the API's list; the last changed come first.
    pub(super) fn query(&self, limit: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.given).append_pair("limit", &limit.to_string());
        if self.value("sort").is_empty() {
            query.append_pair("sort", &format!("-{UPDATED}"));
        }
        query.finish()
    }

    /// The query of the page's own address.
    pub(super) fn shown(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.given).finish()
    }
}

/// Whether the records of a collection are filtered by partner: whether its list takes the parameter.
pub(super) fn has_partners<V: Collection>() -> bool {
    ListParameters::<V, V::Filter>::read("partner=x").is_ok()
}

/// The orders that a list can have: the last changed first, by name, the last date first.
pub(super) fn orders<V: Collection>() -> [(String, DeskWord); 3] {
    let fields = <V::Filter as ListFilter>::Sort::ALL.iter().map(|field| field.as_str());
    let is_name = |field: &&str| ["title", "name"].contains(field);
    let is_date = |field: &&str| !is_name(field) && !["createdAt", UPDATED].contains(field);
    let name = fields.clone().find(is_name).unwrap_or(UPDATED);
    let date = fields.clone().find(is_date).unwrap_or(UPDATED);
    [
        (format!("-{UPDATED}"), DeskWord::LastChange),
        (name.to_owned(), DeskWord::SortName),
        (format!("-{date}"), DeskWord::SortDate),
    ]
}
