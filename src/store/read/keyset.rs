//! Keyset pagination: a page starts at the position of a cursor, at the same cost anywhere in a
//! list.
//!
//! Sort columns contain bytes (see the migration), so that the same comparison works for every
//! field in both databases.

use std::rc::Rc;

use diesel::{BoolExpressionMethods, BoxableExpression, ExpressionMethods, sql_types::Binary};

use crate::db::{
    Backend, Condition,
    pieces::{Piece, Pieces},
};

/// A sort column of `Source` (a table or a join).
pub(crate) type SortColumn<Source> = Box<dyn BoxableExpression<Source, Backend, SqlType = Binary>>;

/// One level of a sort order: a column and its direction.
pub struct SortLevel<Source> {
    /// Creates the column expression, which each use consumes.
    pub column: Rc<dyn Fn() -> SortColumn<Source>>,
    /// Whether the largest value comes first.
    pub descending: bool,
}

diesel::define_sql_function! {
    /// The first of the two that is not null.
    fn coalesce(one: Binary, other: Binary) -> Binary;
}

/// The same order as an expression, which no index has, so that none is walked in search of a few rows.
pub(crate) fn computed<Source: 'static>(levels: &[SortLevel<Source>]) -> Vec<SortLevel<Source>> {
    let computed = |level: &SortLevel<Source>| {
        let column = Rc::clone(&level.column);
        let column =
            Rc::new(move || -> SortColumn<Source> { Box::new(coalesce(column(), column())) });
        SortLevel { column, descending: level.descending }
    };
    levels.iter().map(computed).collect()
}

/// The reverse order.
pub(crate) fn turned<Source>(levels: &[SortLevel<Source>]) -> Vec<SortLevel<Source>> {
    levels
        .iter()
        .map(|level| SortLevel { column: Rc::clone(&level.column), descending: !level.descending })
        .collect()
}

/// The part of an order that has all records of a list, by the first level.
#[derive(Clone, Default, Debug)]
pub(crate) struct KeyRange {
    /// The smallest key.
    pub first: Option<Vec<u8>>,
    /// The largest key.
    pub last: Option<Vec<u8>>,
}

/// The conditions for the rows in `range` that follow the keys `from` in the order of `levels`.
///
/// Of two bounds on one side SQLite uses one, so the narrower is chosen here. Of several fields in one direction the
/// first can have few values, so that it alone would leave almost all rows; there the keys are compared as a whole,
/// which an index answers too.
pub(crate) fn beyond<Source: 'static>(
    levels: &[SortLevel<Source>],
    from: Option<&[Vec<u8>]>,
    mut range: KeyRange,
) -> Vec<Condition<Source>> {
    let Some(level) = levels.first() else { return Vec::new() };
    let one_way = levels.iter().all(|other| other.descending == level.descending);
    let exact = from.and_then(|keys| {
        if one_way && levels.len() > REMEMBERED_LEVELS {
            return Some(beyond_all(levels, keys, if level.descending { "<" } else { ">" }));
        }
        let key = keys.first().cloned();
        if level.descending {
            range.last = range.last.take().into_iter().chain(key).min();
        } else {
            range.first = range.first.take().into_iter().chain(key).max();
        }
        one_by_one(levels, keys)
    });
    let first = range.first.map(|key| -> Condition<Source> { Box::new((level.column)().ge(key)) });
    let last = range.last.map(|key| -> Condition<Source> { Box::new((level.column)().le(key)) });
    first.into_iter().chain(last).chain(exact).collect()
}

/// `a > x or (a = x and b > y) …`
fn one_by_one<Source: 'static>(
    levels: &[SortLevel<Source>],
    keys: &[Vec<u8>],
) -> Option<Condition<Source>> {
    let mut condition: Option<Condition<Source>> = None;
    for (level, key) in levels.iter().zip(keys).rev() {
        let further = strictly(level, key.clone());
        condition = Some(match condition {
            None => further,
            Some(rest) => {
                let same: Condition<Source> = Box::new((level.column)().eq(key.clone()));
                Box::new(further.or(same.and(rest)))
            }
        });
    }
    condition
}

/// `(a, b, c) > (x, y, z)`
fn beyond_all<Source: 'static>(
    levels: &[SortLevel<Source>],
    values: &[Vec<u8>],
    operator: &str,
) -> Condition<Source> {
    let sql = |text: &str| Piece::Sql(text.to_owned());
    let separated = |pieces: Vec<Piece<Source>>| {
        pieces.into_iter().enumerate().flat_map(move |(at, piece)| {
            let comma = (at > 0).then(|| Piece::Sql(", ".to_owned()));
            comma.into_iter().chain([piece])
        })
    };
    let columns = levels.iter().map(|level| Piece::Column((level.column)())).collect();
    let keys = values.iter().take(levels.len()).cloned().map(Piece::Key).collect();
    let mut pieces = vec![sql("((")];
    pieces.extend(separated(columns));
    pieces.push(Piece::Sql(format!(") {operator} (")));
    pieces.extend(separated(keys));
    pieces.push(sql("))"));
    Box::new(Pieces(pieces))
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

/// A condition that holds for every row, by which a query in an order of more levels is not cached.
pub(crate) fn unremembered<Source: 'static>(
    levels: &[SortLevel<Source>],
) -> Option<Condition<Source>> {
    (levels.len() > REMEMBERED_LEVELS).then(|| -> Condition<Source> {
        Box::new(diesel::dsl::sql::<diesel::sql_types::Bool>("TRUE"))
    })
}
