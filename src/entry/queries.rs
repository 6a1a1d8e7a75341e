//! How much there is.

use std::collections::BTreeMap;

use diesel::QueryResult;

use crate::{
    db::DbConnection,
    records::{kind::Kind, tally},
    values::plumbing::Choice,
};

/// How many published records there are in each collection.
pub fn counts(connection: &mut DbConnection) -> QueryResult<BTreeMap<&'static str, i64>> {
    let collections = Kind::ALL.iter().filter(|kind| **kind != Kind::Municipality);
    collections.map(|kind| Ok((kind.as_str(), tally::published(connection, *kind)?))).collect()
}
