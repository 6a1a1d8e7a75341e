//! How much there is.

use std::collections::BTreeMap;

use diesel::QueryResult;

use crate::{
    db::DbConnection,
    model::{record_type::RecordType, visibility::Visibility},
    store::record_counts,
    values::traits::ClosedList,
};

/// How many records there are in each collection.
pub fn counts(
    connection: &mut DbConnection,
    visibility: Visibility,
) -> QueryResult<BTreeMap<&'static str, i64>> {
    let collections = RecordType::ALL.iter().filter(|kind| **kind != RecordType::Municipality);
    collections.map(|kind| Ok((kind.as_str(), record_counts::seen(connection, *kind, visibility)?))).collect()
}
