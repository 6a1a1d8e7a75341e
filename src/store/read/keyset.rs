//! Keyset paging: a page begins where a cursor points, and costs the same wherever that is.
//!
//! Sort columns hold bytes (see the migration), so that one comparison serves every field on both databases.

use std::rc::Rc;

use diesel::{BoolExpressionMethods, BoxableExpression, ExpressionMethods, sql_types::Binary};

use crate::db::{Backend, Condition};

/// A sort column of `Source` (a table or a join).
pub type SortColumn<Source> = Box<dyn BoxableExpression<Source, Backend, SqlType = Binary>>;

/// One level of an order: the column (made anew for each use), and its direction.
pub struct SortLevel<Source> {
    /// Makes the column.
    pub column: Rc<dyn Fn() -> SortColumn<Source>>,
    /// Largest first.
    pub descending: bool,
}

/// The same order from the other end.
pub fn turned<Source>(levels: &[SortLevel<Source>]) -> Vec<SortLevel<Source>> {
    levels
        .iter()
        .map(|level| SortLevel { column: Rc::clone(&level.column), descending: !level.descending })
        .collect()
}

/// The rows that come after `values` in the order of `levels`.
///
/// `(a > x) or (a = x and b > y) …`, with `a >= x` beside it: that is the part an index answers.
pub fn beyond<Source: 'static>(
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
    if level.descending { Box::new((level.column)().lt(value)) } else { Box::new((level.column)().gt(value)) }
}

/// A connection remembers each different query for ever. Orders by one field (and the id) are few; those by
/// several are so many that a reader could fill the memory with them, so these are not remembered: Diesel does
/// not remember a query that has a part in plain SQL.
pub const REMEMBERED_LEVELS: usize = 2;
