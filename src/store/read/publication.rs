//! When records were first published, as the journal has it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::Value;

use crate::{
    db::{DbConnection, schema::journal},
    journal::revision::corrupt,
    model::record_type::RecordType,
    values::{instant::Instant, traits::TextValue as _},
};

/// What a published document has. Inside a text the quotation marks would be escaped.
const PUBLISHED: &str = "%\"state\":\"published\"%";

/// Returns the moments of the first publication of the records of a page, by their ids.
pub(crate) fn moments(
    connection: &mut DbConnection,
    kind: RecordType,
    records: &[Value],
) -> QueryResult<BTreeMap<String, Instant>> {
    let ids: Vec<&str> = records.iter().filter_map(|record| record["id"].as_str()).collect();
    let mut ids: BTreeMap<String, &str> = ids.into_iter().map(|id| (kind.path(id), id)).collect();
    let paths: Vec<String> = ids.keys().cloned().collect();
    let rows: Vec<(String, String)> = journal::table
        .filter(journal::path.eq_any(paths))
        .filter(journal::after.like(PUBLISHED))
        .order(journal::revision)
        .select((journal::path, journal::at))
        .load(connection)?;
    let mut moments = BTreeMap::new();
    for (path, at) in rows {
        // The first one counts.
        if let Some(id) = ids.remove(&path) {
            moments.insert(id.to_owned(), Instant::read(&at).ok_or_else(|| corrupt(&at))?);
        }
    }
    Ok(moments)
}
