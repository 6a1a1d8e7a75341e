//! How much there is.

use std::collections::BTreeMap;

use diesel::{dsl::count_star, prelude::*};

use crate::{
    db::{DbConnection, schema::record},
    records::{kind::Kind, reader::Reader},
    values::plumbing::Choice,
};

/// How many published records there are of a type.
pub fn count(connection: &mut DbConnection, kind: Kind) -> QueryResult<i64> {
    record::table
        .filter(record::type_rank.eq(kind.rank()))
        .filter(record::state.eq("published"))
        .select(count_star())
        .get_result(connection)
}

/// How many published records there are of each type.
pub fn counts(reader: &mut Reader<'_>) -> QueryResult<BTreeMap<&'static str, i64>> {
    let mut counts = BTreeMap::new();
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Municipality) {
        let total =
            reader.total(format!("entry {}", kind.as_str()), |connection| count(connection, *kind))?;
        counts.insert(kind.as_str(), total);
    }
    Ok(counts)
}
