//! Keyset pagination: a page starts at the position of a cursor, at the same cost anywhere in a
//! list.
//!
//! Sort columns contain bytes (see the migration), so that the same comparison works for every
//! field in both databases.

use std::rc::Rc;

use diesel::{BoolExpressionMethods, BoxableExpression, ExpressionMethods, sql_types::Binary};

use crate::db::{Backend, Condition};

/// A sort column of `Source` (a table or a join).
pub(crate) type SortColumn<Source> = Box<dyn BoxableExpression<Source, Backend, SqlType = Binary>>;

/// One level of a sort order: a column and its direction.
pub struct SortLevel<Source> {
    /// Creates the column expression, which each use consumes.
    pub column: Rc<dyn Fn() -> SortColumn<Source>>,
    /// Whether the largest value comes first.
    pub descending: bool,
}

/// The reverse order.
pub(crate) fn turned<Source>(levels: &[SortLevel<Source>]) -> Vec<SortLevel<Source>> {
    levels
        .iter()
        .map(|level| SortLevel { column: Rc::clone(&level.column), descending: !level.descending })
        .collect()
}

/// The condition for the rows that follow `values` in the order of `levels`:
/// `a >= x and (a > x or (a = x and b > y) …)`. The first part is redundant, but can use an index.
pub(crate) fn beyond<Source: 'static>(
    levels: &[SortLevel<Source>],
    values: &[Vec<u8>],
) -> Option<Condition<Source>> {
    let mut condition: Option<Condition<Source>> = None;
    for (level, value) in levels.iter().zip(values).rev() {
        let further = strictly(level, value.clone());
        condition = Some(match condition {
            None => further,
            Some(rest) => {
                let same: Condition<Source> = Box::new((level.column)().eq(value.clone()));
                Box::new(further.or(same.and(rest)))
            }
        });
    }
    let (first, value) = (levels.first()?, values.first()?);
    let bound: Condition<Source> = if first.descending {
        Box::new((first.column)().le(value.clone()))
    } else {
        Box::new((first.column)().ge(value.clone()))
    };
    Some(Box::new(bound.and(condition?)))
}

fn strictly<Source: 'static>(level: &SortLevel<Source>, value: Vec<u8>) -> Condition<Source> {
    if level.descending {
        Box::new((level.column)().lt(value))
    } else {
        Box::new((level.column)().gt(value))
    }
}

/// The maximum number of levels for which a query is cached as a prepared statement.
///
/// A connection caches every distinct query for its lifetime. Orders by one field and the id are
/// few, but a caller could exhaust memory with the many orders by several fields. Those are not
/// cached: Diesel does not cache a query that contains raw SQL.
pub(crate) const REMEMBERED_LEVELS: usize = 2;
