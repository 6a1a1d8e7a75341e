//! Finding the rows of a list.
//!
//! A database cannot know which of two plans is the better one: SQLite has no statistics, and PostgreSQL none about
//! several columns at once. So the filters are tried: the first that few records pass is the one to find them by. If
//! many pass each of them, the numbers of those that pass each filter are read as a set, from an index alone, and kept
//! for other lists; what the sets have in common is the list.

use std::sync::Arc;

use diesel::{
    QueryResult,
    dsl::sql,
    expression_methods::ExpressionMethods as _,
    sql_types::{Binary, Bool},
};

use super::set_cache::{StateSets, Weighed};
use crate::{
    db::{Condition, DbConnection, fixed_sql::FixedSql, one_of::one_of_numbers},
    index::{
        full_text::MAX_COLLECTED,
        number_set::{self, NumberSet},
    },
    model::{record_type::RecordType, visibility::Visibility},
    store::record_counts,
    values::traits::ClosedList,
};

/// The most records that a list is found without: of more, those that it has are read.
const MAX_LEFT_OUT: usize = 10_000;

/// What a condition is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FilterUse {
    /// To find rows by an index.
    Find,
    /// To test rows that are found otherwise.
    Test,
}

/// A filter of a list.
pub(crate) struct Filter<Source> {
    /// What tells it from all other filters on the same table.
    name: String,
    condition: Box<dyn Fn(FilterUse) -> Condition<Source>>,
    passing: PassingRows<Source>,
}

/// How the records that pass a filter are read as a set.
enum PassingRows<Source> {
    /// By the condition.
    Rows,
    /// By the condition, or by that of the visible rows that do not pass, if those are few.
    RowsOrOthers(Box<dyn Fn() -> Condition<Source>>),
    /// By a query, whose column `number` has the numbers of the visible rows that pass.
    Query(String),
    /// They are known.
    Known(Arc<NumberSet>),
}

impl<Source: 'static> Filter<Source> {
    /// A filter with a condition for each use. The name tells it from all other filters on the same table.
    pub(crate) fn new(
        name: String,
        condition: impl Fn(FilterUse) -> Condition<Source> + 'static,
    ) -> Self {
        Self { name, condition: Box::new(condition), passing: PassingRows::Rows }
    }

    /// The same filter, where this is the condition of the visible rows that do not pass.
    pub(crate) fn or_without(self, others: impl Fn() -> Condition<Source> + 'static) -> Self {
        Self { passing: PassingRows::RowsOrOthers(Box::new(others)), ..self }
    }

    /// The same filter, where this query has the numbers of the visible rows that pass, in its column `number`.
    pub(crate) fn read_by(self, query: String) -> Self {
        Self { passing: PassingRows::Query(query), ..self }
    }

    /// The same filter, where these are the visible rows that pass.
    pub(crate) fn known(self, numbers: Arc<NumberSet>) -> Self {
        Self { passing: PassingRows::Known(numbers), ..self }
    }

    /// The condition for this use.
    pub(crate) fn condition(&self, purpose: FilterUse) -> Condition<Source> {
        (self.condition)(purpose)
    }
}

/// A filter that is the same condition in all uses, but hidden when it only tests.
pub(crate) fn filter<Source: 'static>(
    name: String,
    condition: impl Fn() -> Condition<Source> + 'static,
) -> Filter<Source> {
    Filter::new(name, move |purpose| match purpose {
        FilterUse::Find => condition(),
        FilterUse::Test => hidden(condition()),
    })
}

/// A filter on the texts of a column such as `event.kind`; `None` if there are none.
pub(crate) fn is_one_of<Source: 'static>(
    column: &'static str,
    texts: impl IntoIterator<Item = impl ToString>,
) -> Option<Filter<Source>> {
    let texts: Vec<String> = texts.into_iter().map(|text| text.to_string()).collect();
    let condition = format!("{column} IN ({})", literals(&texts));
    (!texts.is_empty()).then(|| written(condition))
}

/// A filter that is this condition in SQL.
pub(crate) fn written<Source: 'static>(condition: String) -> Filter<Source> {
    filter(condition.clone(), move || Box::new(sql::<Bool>(&condition)))
}

/// The database values of the choices.
pub(crate) fn texts<C: ClosedList>(choices: &[C]) -> impl Iterator<Item = &'static str> {
    choices.iter().map(|choice| choice.as_str())
}

/// How a column is compared with a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Comparison {
    Less,
    AtMost,
    AtLeast,
    Greater,
}

/// The comparison of a column such as `event.start_key` with a key.
pub(crate) fn compared<Source: 'static>(
    column: &'static str,
    operator: Comparison,
    key: Vec<u8>,
) -> Condition<Source> {
    let column = FixedSql::<Binary>::new(column);
    match operator {
        Comparison::Less => Box::new(column.lt(key)),
        Comparison::AtMost => Box::new(column.le(key)),
        Comparison::AtLeast => Box::new(column.ge(key)),
        Comparison::Greater => Box::new(column.gt(key)),
    }
}

/// The condition, such that SQLite does not look for rows by it: it would prefer any index to that of the order, and
/// sort all the rows that it finds. PostgreSQL takes the addition away.
pub(crate) fn hidden<Source: 'static>(condition: Condition<Source>) -> Condition<Source> {
    Box::new(condition.eq(FixedSql::<Bool>::new("TRUE")))
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
    /// The numbers of its records.
    Set(Arc<NumberSet>),
    /// All visible records but these, and their number.
    AllBut(Arc<NumberSet>, i64),
    /// All visible records, and their number.
    All(i64),
}

impl Found {
    /// The list of these records.
    pub(crate) fn of(numbers: Arc<NumberSet>) -> Self {
        if is_few(numbers.count()) {
            Self::Few(numbers.numbers().into())
        } else {
            Self::Set(numbers)
        }
    }

    /// The number of records of the whole list.
    pub(crate) fn total(&self) -> i64 {
        match self {
            Self::Few(numbers) => i64::try_from(numbers.len()).unwrap_or(i64::MAX),
            Self::Set(numbers) => i64::try_from(numbers.count()).unwrap_or(i64::MAX),
            Self::AllBut(_, total) | Self::All(total) => *total,
        }
    }

    /// Whether the visible record with this number belongs to the list.
    pub(crate) fn has(&self, number: i64) -> bool {
        match self {
            Self::Few(numbers) => numbers.contains(&number),
            Self::Set(numbers) => numbers.has(number),
            Self::AllBut(numbers, _) => !numbers.has(number),
            Self::All(_) => true,
        }
    }

    /// The numbers of its records, if they are known.
    pub(crate) fn numbers(&self) -> Option<Vec<i64>> {
        match self {
            Self::Few(numbers) => Some(numbers.to_vec()),
            Self::Set(numbers) => Some(numbers.numbers()),
            Self::AllBut(..) | Self::All(_) => None,
        }
    }
}

impl Weighed for Found {
    fn bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Few(numbers) => numbers.bytes(),
                Self::Set(numbers) | Self::AllBut(numbers, _) => numbers.bytes(),
                Self::All(_) => 0,
            }
    }
}

/// A query of the visible rows with these conditions.
type RowQuery<Source, T> = Box<dyn Fn(&mut DbConnection, Vec<Condition<Source>>) -> QueryResult<T>>;

/// The numbers of up to so many visible rows with these conditions.
type NumbersQuery<Source> =
    Box<dyn Fn(&mut DbConnection, Vec<Condition<Source>>, i64) -> QueryResult<Vec<i64>>>;

/// The number of visible rows with these conditions for each value.
type GroupedQuery<Source> =
    Box<dyn Fn(&mut DbConnection, &str, Vec<Condition<Source>>) -> QueryResult<Vec<(String, i64)>>>;

/// The set of the visible rows with this condition.
type SetQuery<Source> = Box<dyn Fn(&mut DbConnection, Condition<Source>) -> QueryResult<NumberSet>>;

/// The visible rows of a table.
pub(crate) struct VisibleRows<Source> {
    /// The table, whose column `seq` has the numbers of the records.
    pub table: &'static str,
    /// The type of the records.
    pub kind: RecordType,
    /// Which of them are visible.
    pub visibility: Visibility,
    /// The numbers of up to this many rows.
    pub numbers: NumbersQuery<Source>,
    /// The numbers of all rows.
    pub set: SetQuery<Source>,
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
        sets: &StateSets,
        filters: &[Filter<Source>],
    ) -> QueryResult<Found> {
        if let Some(found) = self.few(connection, filters)? {
            return Ok(Found::Few(found.into()));
        }
        let (mut passing, mut others) = (Vec::new(), NumberSet::default());
        for filter in filters {
            match self.others(connection, filter)? {
                Some(left_out) => others = others.or(&left_out),
                None => passing.push(self.passing(connection, sets, filter)?),
            }
        }
        passing.sort_by_key(|set| set.count());
        let Some((first, rest)) = passing.split_first() else {
            let all = record_counts::seen(connection, self.kind, self.visibility)?;
            let left_out = i64::try_from(others.count()).unwrap_or(i64::MAX);
            return Ok(Found::AllBut(others.into(), all - left_out));
        };
        let mut found = Arc::clone(first);
        for set in rest {
            found = found.and(set).into();
        }
        if others.count() > 0 {
            found = found.without(&others).into();
        }
        Ok(Found::of(found))
    }

    /// The rows that pass all the filters, if few pass one of them.
    fn few(
        &self,
        connection: &mut DbConnection,
        filters: &[Filter<Source>],
    ) -> QueryResult<Option<Vec<i64>>> {
        for filter in filters {
            let found = match &filter.passing {
                PassingRows::Known(numbers) if is_few(numbers.count()) => numbers.numbers(),
                PassingRows::Known(_) => continue,
                PassingRows::Query(query) => {
                    let query = format!("{query} LIMIT {}", MAX_COLLECTED + 1);
                    let mut numbers = number_set::load(connection, &query)?;
                    numbers.sort_unstable();
                    numbers.dedup();
                    numbers
                }
                PassingRows::Rows | PassingRows::RowsOrOthers(_) => {
                    let most = MAX_COLLECTED + 1;
                    (self.numbers)(connection, vec![filter.condition(FilterUse::Find)], most)?
                }
            };
            if is_few(found.len()) {
                let others = filters.iter().filter(|other| !std::ptr::eq(*other, filter));
                let tests: Vec<_> = others.map(|other| other.condition(FilterUse::Test)).collect();
                if tests.is_empty() || found.is_empty() {
                    return Ok(Some(found));
                }
                let among = one_of_numbers(connection, &format!("{}.seq", self.table), &found);
                let among: Condition<Source> = Box::new(among);
                let conditions = std::iter::once(among).chain(tests).collect();
                return (self.numbers)(connection, conditions, MAX_COLLECTED).map(Some);
            }
        }
        Ok(None)
    }

    /// The rows that do not pass the filter, if it can be asked for them and they are not too many.
    fn others(
        &self,
        connection: &mut DbConnection,
        filter: &Filter<Source>,
    ) -> QueryResult<Option<NumberSet>> {
        let PassingRows::RowsOrOthers(others) = &filter.passing else { return Ok(None) };
        let most = i64::try_from(MAX_LEFT_OUT + 1).unwrap_or(i64::MAX);
        let left_out = (self.numbers)(connection, vec![others()], most)?;
        let is_small = left_out.len() <= MAX_LEFT_OUT;
        Ok(is_small.then(|| NumberSet::of(left_out)))
    }

    /// The rows that pass the filter.
    fn passing(
        &self,
        connection: &mut DbConnection,
        sets: &StateSets,
        filter: &Filter<Source>,
    ) -> QueryResult<Arc<NumberSet>> {
        match &filter.passing {
            PassingRows::Known(numbers) => Ok(Arc::clone(numbers)),
            PassingRows::Query(query) => {
                sets.set(query, || number_set::load(connection, query).map(NumberSet::of))
            }
            PassingRows::Rows | PassingRows::RowsOrOthers(_) => {
                let Self { table, visibility, .. } = self;
                let name = format!("{table} {} {}", visibility.as_str(), filter.name);
                sets.set(&name, || (self.set)(connection, filter.condition(FilterUse::Find)))
            }
        }
    }
}

/// Whether records are few enough to be collected.
fn is_few(count: usize) -> bool {
    i64::try_from(count).is_ok_and(|found| found <= MAX_COLLECTED)
}
