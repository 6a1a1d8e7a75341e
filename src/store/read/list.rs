//! The query for a list, and its result, a page.

use std::{collections::BTreeSet, rc::Rc};

use super::{
    area::AreaFilter,
    facet::Facet,
    keyset::{SortColumn, SortLevel},
};
use crate::{
    model::record_type::RecordState,
    text::terms,
    values::{
        identifier_scheme::IdentifierScheme, language::Language, topic::Topic, traits::ClosedList,
    },
};

/// A field to sort by and its direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SortOrder<F> {
    /// The field to sort by.
    pub field: F,
    /// Whether the largest value comes first.
    pub descending: bool,
}

impl<F: ClosedList> SortOrder<F> {
    /// The value of the parameter `sort`.
    pub fn written(orders: &[Self]) -> String {
        let one = |order: &Self| {
            format!("{}{}", if order.descending { "-" } else { "" }, order.field.as_str())
        };
        orders.iter().map(one).collect::<Vec<_>>().join(",")
    }
}

/// The start of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageStart {
    /// The beginning of the list.
    First,
    /// After the record with these sort keys.
    After(Vec<Vec<u8>>),
    /// Before the record with these sort keys.
    Before(Vec<Vec<u8>>),
}

impl PageStart {
    /// The sort keys that the page follows or precedes.
    pub fn keys(&self) -> Option<&[Vec<u8>]> {
        match self {
            Self::First => None,
            Self::After(keys) | Self::Before(keys) => Some(keys),
        }
    }
}

/// The query parameters specific to one collection.
pub trait ListFilter:
    Clone + Default + PartialEq + std::fmt::Debug + Send + Sync + 'static
{
    /// The fields that the list can be sorted by.
    type Sort: ClosedList;

    /// The default sort order.
    const DEFAULT_SORT: SortOrder<Self::Sort>;

    /// What the list can be counted by.
    const FACETS: &'static [Facet] = &[];

    /// Whether the records have locations, by which the list can be filtered.
    const HAS_LOCATIONS: bool = false;
}

/// A query for one page of a list.
#[derive(Clone, Debug)]
pub struct ListQuery<F: ListFilter> {
    /// The maximum number of records.
    pub limit: i64,
    /// Where the page begins.
    pub start: PageStart,
    /// The sort order, most significant field first.
    pub sort: Vec<SortOrder<F::Sort>>,
    /// The words that records must contain.
    pub words: Option<terms::Query>,
    /// The only state that records may have.
    pub state: Option<RecordState>,
    /// The topics of which records must have at least one.
    pub topics: Vec<Topic>,
    /// The identifiers of which records must have at least one.
    pub identifiers: Vec<(IdentifierScheme, String)>,
    /// The parts of the map that records must be in.
    pub area: AreaFilter,
    /// The facets to count.
    pub facets: Vec<Facet>,
    /// The fields to include in the response; all if empty.
    pub fields: BTreeSet<String>,
    /// The language in the parameter `lang`.
    pub language: Option<Language>,
    /// The filters specific to the collection.
    pub filter: F,
}

impl<F: ListFilter> ListQuery<F> {
    /// A canonical text of everything that the total depends on, as a cache key.
    pub fn canonical(&self, collection: &str) -> String {
        let words = self.words.as_ref().map(terms::Query::to_fts5);
        let topics: BTreeSet<_> = self.topics.iter().map(|topic| topic.as_str()).collect();
        let identifiers: BTreeSet<_> =
            self.identifiers.iter().map(|(scheme, value)| format!("{scheme}:{value}")).collect();
        let Self { state, area, filter, .. } = self;
        format!("{collection} {words:?} {state:?} {topics:?} {identifiers:?} {area:?} {filter:?}")
    }

    /// Whether the list is sorted by this field first.
    pub(crate) fn begins_with(&self, field: F::Sort) -> bool {
        self.sort.first().is_some_and(|order| order.field == field)
    }

    /// The levels of the sort order: the fields, then the id, which makes the order total.
    pub fn levels<Source: 'static>(
        &self,
        column: fn(F::Sort) -> SortColumn<Source>,
        id: fn() -> SortColumn<Source>,
    ) -> Vec<SortLevel<Source>> {
        let turned = matches!(self.start, PageStart::Before(_));
        let mut levels: Vec<SortLevel<Source>> = Vec::new();
        for SortOrder { field, descending } in self.sort.iter().copied() {
            levels.push(SortLevel {
                column: Rc::new(move || column(field)),
                descending: descending != turned,
            });
        }
        let id_descending = levels.first().is_some_and(|level| level.descending);
        levels.push(SortLevel { column: Rc::new(id), descending: id_descending });
        levels
    }
}

/// The maximum number of fields to sort by, not counting the id.
pub const MAX_SORT_FIELDS: usize = 3;
