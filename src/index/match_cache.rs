//! A cache of lookups in the index at one revision: a client that pages through a list searches for the same
//! words each time.

use std::sync::LazyLock;

use diesel::QueryResult;
use quick_cache::sync::Cache;

use super::full_text::{IndexMatches, look_up};
use crate::{
    db::DbConnection,
    model::{record_type::RecordType, visibility::Visibility},
    text::terms::Query,
};

/// The maximum number of lookups in the cache, each with up to a thousand numbers of records.
const CAPACITY: usize = 200;

static REMEMBERED: LazyLock<Cache<String, IndexMatches>> = LazyLock::new(|| Cache::new(CAPACITY));

/// Looks words up among the records of these types that the reader may see, unless the cache has the result
/// for this state of the data set.
pub(crate) fn matches(
    connection: &mut DbConnection,
    state: &str,
    query: &Query,
    kinds: &[RecordType],
    visibility: Visibility,
) -> QueryResult<IndexMatches> {
    let key = format!("{state} {} {kinds:?} {}", visibility.as_str(), query.to_fts5());
    if let Some(matches) = REMEMBERED.get(&key) {
        return Ok(matches);
    }
    let matches = look_up(connection, query, kinds, visibility)?;
    REMEMBERED.insert(key, matches.clone());
    Ok(matches)
}
