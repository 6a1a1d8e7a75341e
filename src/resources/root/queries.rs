//! The number of records in each collection.

use std::collections::BTreeMap;

use diesel::QueryResult;

use crate::{
    db::DbConnection,
    model::{registry, visibility::Visibility},
    store::record_counts,
    values::traits::ClosedList,
};

/// The number of visible records in each collection.
pub(crate) fn counts(
    connection: &mut DbConnection,
    visibility: Visibility,
) -> QueryResult<BTreeMap<&'static str, i64>> {
    let counts = registry::collections().map(|info| {
        let count = record_counts::seen(connection, info.record_type, visibility)?;
        Ok((info.record_type.as_str(), count))
    });
    counts.collect()
}
