//! Lists: what is asked for, and the page that answers.

use std::{collections::BTreeSet, rc::Rc};

use super::keyset::{SortColumn, SortLevel};
use crate::{
    text::terms,
    values::{identifier_scheme::IdentifierScheme, language::Language, topic::Topic, traits::ClosedList},
};

/// A field to sort by, and its direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SortOrder<F> {
    /// The field.
    pub field: F,
    /// Largest first.
    pub descending: bool,
}

impl<F: ClosedList> SortOrder<F> {
    /// As it is written in `sort=`.
    pub fn written(orders: &[Self]) -> String {
        let one =
            |order: &Self| format!("{}{}", if order.descending { "-" } else { "" }, order.field.as_str());
        orders.iter().map(one).collect::<Vec<_>>().join(",")
    }
}

/// Where a page begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageStart {
    /// At the beginning.
    First,
    /// After the record with these sort keys.
    After(Vec<Vec<u8>>),
    /// Before the record with these sort keys.
    Before(Vec<Vec<u8>>),
}

impl PageStart {
    /// The sort keys that the page begins beyond.
    pub fn keys(&self) -> Option<&[Vec<u8>]> {
        match self {
            Self::First => None,
            Self::After(keys) | Self::Before(keys) => Some(keys),
        }
    }
}

/// What one collection can be asked beside what every list can.
pub trait ListFilter: Default + PartialEq + std::fmt::Debug + Send + 'static {
    /// The fields that it sorts by.
    type Sort: ClosedList;

    /// The order when none is asked for.
    const DEFAULT_SORT: SortOrder<Self::Sort>;
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct ListQuery<F: ListFilter> {
    /// How many records at most.
    pub limit: i64,
    /// Where the page begins.
    pub start: PageStart,
    /// In which order.
    pub sort: Vec<SortOrder<F::Sort>>,
    /// Words to find.
    pub words: Option<terms::Query>,
    /// Any of these topics.
    pub topics: Vec<Topic>,
    /// Any of these identifiers.
    pub identifiers: Vec<(IdentifierScheme, String)>,
    /// The fields to answer with; all when empty.
    pub fields: BTreeSet<String>,
    /// The language that was asked for by parameter.
    pub language: Option<Language>,
    /// The collection's own filters.
    pub filter: F,
}

impl<F: ListFilter> ListQuery<F> {
    /// What the total depends on, in one way of writing.
    pub fn canonical(&self, collection: &str) -> String {
        let words = self.words.as_ref().map(terms::Query::to_fts5);
        let topics: BTreeSet<_> = self.topics.iter().map(|topic| topic.as_str()).collect();
        let identifiers: BTreeSet<_> =
            self.identifiers.iter().map(|(scheme, value)| format!("{scheme}:{value}")).collect();
        format!("{collection} {words:?} {topics:?} {identifiers:?} {:?}", self.filter)
    }

    /// The levels of the order: the fields, then the id, which makes it total.
    pub fn levels<Source: 'static>(
        &self,
        column: fn(F::Sort) -> SortColumn<Source>,
        id: fn() -> SortColumn<Source>,
    ) -> Vec<SortLevel<Source>> {
        let turned = matches!(self.start, PageStart::Before(_));
        let mut levels: Vec<SortLevel<Source>> = Vec::new();
        for SortOrder { field, descending } in self.sort.iter().copied() {
            levels
                .push(SortLevel { column: Rc::new(move || column(field)), descending: descending != turned });
        }
        let id_descending = levels.first().is_some_and(|level| level.descending);
        levels.push(SortLevel { column: Rc::new(id), descending: id_descending });
        levels
    }
}

/// How many fields an order has at most, beside the id.
pub const MAX_SORT_FIELDS: usize = 3;

/// The records of one page, as views.
#[derive(Debug)]
pub struct Page<V> {
    /// The records.
    pub records: Vec<V>,
    /// How many match in all.
    pub total: i64,
    /// The sort keys of the first record, when there is a page before.
    pub previous: Option<Vec<Vec<u8>>>,
    /// The sort keys of the last record, when there is a page after.
    pub next: Option<Vec<Vec<u8>>>,
}
