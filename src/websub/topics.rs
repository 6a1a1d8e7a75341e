//! The feeds that have news.

use diesel::prelude::*;

use crate::{
    db::{DbConnection, schema::record},
    formats::feed_url::feed_url,
    journal::revision::DataSet,
    model::registry,
    values::traits::ClosedList as _,
};

/// The formats of feeds, as `format` has them.
const FORMATS: [&str; 2] = ["atom", "jsonfeed"];

/// Returns the addresses of all feeds with public changes after a revision: of each collection that changed, in each
/// language of the municipality, in each format. Returns the public revision with them.
pub(super) fn changed(
    connection: &mut DbConnection,
    base_url: &str,
    after: i64,
) -> QueryResult<(i64, Vec<String>)> {
    let DataSet { public_revision, languages, .. } = DataSet::load(connection)?;
    if public_revision <= after {
        return Ok((public_revision, Vec::new()));
    }
    let changed: Vec<String> = record::table
        .filter(record::public_revision.gt(after))
        .select(record::record_type)
        .distinct()
        .load(connection)?;
    let collections = registry::collections().map(|info| info.record_type.as_str());
    let collections = collections.filter(|name| changed.iter().any(|one| one == name));
    let topics = collections.flat_map(|collection| {
        let of_language =
            |language| FORMATS.map(|format| feed_url(base_url, collection, format, language));
        languages.iter().flat_map(of_language).collect::<Vec<_>>()
    });
    Ok((public_revision, topics.collect()))
}
