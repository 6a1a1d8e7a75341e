//! Finding the rows of a list: a few are collected and then sorted, many are walked in the order of the list.
//!
//! A database cannot know which of two plans is the better one: SQLite has no statistics, and PostgreSQL none about
//! several columns at once. So the filters are tried: the first that few records pass is the one to find them by, and
//! only when more pass all of them is the list walked, where they fill a page soon.

use std::sync::Arc;

use diesel::{
    QueryResult,
    dsl::sql,
    expression_methods::ExpressionMethods as _,
    sql_types::{Binary, Bool},
};

use crate::{
    db::{Condition, DbConnection},
    index::full_text::{MAX_COLLECTED, among},
    store::read::keyset::{KeyRange, SortLevel},
    values::traits::ClosedList,
};

/// What a condition is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FilterUse {
    /// To find rows by an index.
    Find,
    /// To test rows that are found otherwise.
    Test,
    /// To test rows that are found in the order of the list, or to choose the index to walk.
    Walk,
}

/// A filter of a list, as a condition for each use.
pub(crate) type Filter<Source> = Box<dyn Fn(FilterUse) -> Condition<Source>>;

/// A filter that is the same condition in all uses, but hidden when it only tests.
pub(crate) fn filter<Source: 'static>(
    condition: impl Fn() -> Condition<Source> + 'static,
) -> Filter<Source> {
    Box::new(move |purpose| match purpose {
        FilterUse::Find => condition(),
        FilterUse::Test | FilterUse::Walk => hidden(condition()),
    })
}

/// A filter on the texts of a column such as `event.kind`; `None` if there are none. `walked` states whether the list
/// can be walked along the index that begins with this column: then one text is not hidden.
pub(crate) fn is_one_of<Source: 'static>(
    column: &'static str,
    texts: impl IntoIterator<Item = impl ToString>,
    walked: bool,
) -> Option<Filter<Source>> {
    let texts: Vec<String> = texts.into_iter().map(|text| text.to_string()).collect();
    let condition = format!("{column} IN ({})", literals(&texts));
    let condition = move || -> Condition<Source> { Box::new(sql::<Bool>(&condition)) };
    match texts.as_slice() {
        [] => None,
        [_] if walked => Some(Box::new(move |purpose| match purpose {
            FilterUse::Find | FilterUse::Walk => condition(),
            FilterUse::Test => hidden(condition()),
        })),
        _ => Some(filter(condition)),
    }
}

/// The database values of the choices.
pub(crate) fn texts<C: ClosedList>(choices: &[C]) -> impl Iterator<Item = &'static str> {
    choices.iter().map(|choice| choice.as_str())
}

/// The comparison of a column such as `event.start_key` with a key.
pub(crate) fn compared<Source: 'static>(
    column: &str,
    operator: &str,
    key: Vec<u8>,
) -> Condition<Source> {
    Box::new(sql::<Bool>(&format!("({column} {operator} ")).bind::<Binary, _>(key).sql(")"))
}

/// The condition, such that SQLite does not look for rows by it: it would prefer any index to that of the order, and
/// sort all the rows that it finds. PostgreSQL takes the addition away.
pub(crate) fn hidden<Source: 'static>(condition: Condition<Source>) -> Condition<Source> {
    Box::new(condition.eq(sql::<Bool>("TRUE")))
}

/// The texts as SQL literals. Ids and topics have no quotes; a text that had one would be one text all the same.
pub(super) fn literals(texts: &[String]) -> String {
    let quoted: Vec<String> =
        texts.iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    quoted.join(", ")
}

/// What a list consists of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// The numbers of its records, up to [`MAX_COLLECTED`], in no order.
    Few(Arc<[i64]>),
    /// The number of its records, which are not collected.
    Many(i64),
}

impl Found {
    /// The number of records of the whole list.
    pub(crate) fn total(&self) -> i64 {
        match self {
            Self::Few(numbers) => i64::try_from(numbers.len()).unwrap_or(i64::MAX),
            Self::Many(total) => *total,
        }
    }

    /// The conditions by which a page of it is found among the rows of `table`.
    pub(crate) fn conditions<Source: 'static>(
        &self,
        table: &str,
        filters: &[Filter<Source>],
    ) -> Vec<Condition<Source>> {
        match self {
            Self::Few(numbers) => vec![among(&format!("{table}.seq"), numbers)],
            Self::Many(_) => filters.iter().map(|filter| filter(FilterUse::Walk)).collect(),
        }
    }

    /// The range of keys to walk, if any is.
    pub(crate) fn range(&self, range: KeyRange) -> KeyRange {
        match self {
            Self::Few(_) => KeyRange::default(),
            Self::Many(_) => range,
        }
    }

    /// The levels of the order. Of a few rows it is an expression, for no index to be walked in search of them.
    pub(crate) fn levels<Source: 'static>(
        &self,
        levels: Vec<SortLevel<Source>>,
    ) -> Vec<SortLevel<Source>> {
        match self {
            Self::Few(_) => levels.into_iter().map(SortLevel::computed).collect(),
            Self::Many(_) => levels,
        }
    }
}

/// A query of the visible rows with these conditions.
type RowQuery<Source, T> = Box<dyn Fn(&mut DbConnection, Vec<Condition<Source>>) -> QueryResult<T>>;

/// The number of visible rows with these conditions for each value.
type GroupedQuery<Source> =
    Box<dyn Fn(&mut DbConnection, &str, Vec<Condition<Source>>) -> QueryResult<Vec<(String, i64)>>>;

/// The visible rows of a table.
pub(crate) struct VisibleRows<Source> {
    /// The table, whose column `seq` has the numbers of the records.
    pub table: &'static str,
    /// The numbers of up to one more row than are collected.
    pub numbers: RowQuery<Source, Vec<i64>>,
    /// The number of rows.
    pub count: RowQuery<Source, i64>,
    /// The number of rows with each value of an expression.
    pub grouped: GroupedQuery<Source>,
    /// The number of rows that refer to each target whose path begins with a text.
    pub targets: GroupedQuery<Source>,
}

impl<Source: 'static> VisibleRows<Source> {
    /// Finds the rows that pass all the filters.
    pub(crate) fn find(
        &self,
        connection: &mut DbConnection,
        filters: &[Filter<Source>],
    ) -> QueryResult<Found> {
        let all = |purpose| filters.iter().map(move |filter| filter(purpose));
        if filters.len() > 1 {
            for filter in filters {
                let found = (self.numbers)(connection, vec![filter(FilterUse::Find)])?;
                if is_few(&found) {
                    let among = among(&format!("{}.seq", self.table), &found);
                    let conditions = std::iter::once(among).chain(all(FilterUse::Test)).collect();
                    return Ok(Found::Few((self.numbers)(connection, conditions)?.into()));
                }
            }
        }
        let found = (self.numbers)(connection, all(FilterUse::Find).collect())?;
        if is_few(&found) {
            return Ok(Found::Few(found.into()));
        }
        (self.count)(connection, all(FilterUse::Find).collect()).map(Found::Many)
    }
}

/// Whether these are all the rows, and few enough to be sorted.
pub(crate) fn is_few(numbers: &[i64]) -> bool {
    i64::try_from(numbers.len()).is_ok_and(|found| found <= MAX_COLLECTED)
}
