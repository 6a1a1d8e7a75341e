//! The number of records in each collection.

use std::collections::BTreeMap;

use diesel::QueryResult;

use crate::{model::registry, store::read::reader::Reader, values::traits::ClosedList};

/// The number of visible records in each collection.
pub(crate) fn counts(reader: &mut Reader<'_>) -> QueryResult<BTreeMap<&'static str, i64>> {
    let visibility = reader.audience.visibility;
    let counts = registry::collections().map(|info| {
        let count = reader.visible(&[info.record_type], visibility)?;
        Ok((info.record_type.as_str(), count))
    });
    counts.collect()
}
