//! What was looked up in the index, remembered while the revision is the same: who turns pages asks for the same
//! words again and again.

use std::sync::LazyLock;

use diesel::QueryResult;
use quick_cache::sync::Cache;

use super::full_text::{IndexMatches, look_up};
use crate::{
    db::DbConnection,
    model::{record_type::RecordType, visibility::Visibility},
    text::terms::Query,
};

/// How many look-ups are remembered, of at most a thousand record numbers each.
const CAPACITY: usize = 200;

static REMEMBERED: LazyLock<Cache<String, IndexMatches>> = LazyLock::new(|| Cache::new(CAPACITY));

/// Looks words up among the records of these types that are seen, if nobody did at this state of the data set.
pub fn matches(
    connection: &mut DbConnection,
    state: &str,
    query: &Query,
    kinds: &[RecordType],
    visibility: Visibility,
) -> QueryResult<IndexMatches> {
    let key = format!("{state} {kinds:?} {}", query.to_fts5());
    if let Some(matches) = REMEMBERED.get(&key) {
        return Ok(matches);
    }
    let matches = look_up(connection, query, kinds, visibility)?;
    REMEMBERED.insert(key, matches.clone());
    Ok(matches)
}
