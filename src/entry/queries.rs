//! How much there is.

use std::collections::BTreeMap;

use diesel::QueryResult;

use crate::{
    db::DbConnection,
    records::{kind::Kind, tally, visibility::Visibility},
    values::plumbing::Choice,
};

/// How many records there are in each collection.
pub fn counts(
    connection: &mut DbConnection,
    visibility: Visibility,
) -> QueryResult<BTreeMap<&'static str, i64>> {
    let collections = Kind::ALL.iter().filter(|kind| **kind != Kind::Municipality);
    collections.map(|kind| Ok((kind.as_str(), tally::seen(connection, *kind, visibility)?))).collect()
}
