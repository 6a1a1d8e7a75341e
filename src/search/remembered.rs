//! What was looked up in the index, remembered while the revision is the same: who turns pages asks for the same
//! words again and again.

use std::sync::LazyLock;

use diesel::QueryResult;
use quick_cache::sync::Cache;

use super::index::{Matches, look_up};
use crate::{db::DbConnection, journal::revision::DataSet, records::kind::Kind, text::terms::Query};

/// How many look-ups are remembered, of at most a thousand record numbers each.
const CAPACITY: usize = 200;

static REMEMBERED: LazyLock<Cache<String, Matches>> = LazyLock::new(|| Cache::new(CAPACITY));

/// Looks words up among the published records of these types, if nobody did at this state of the data set.
pub fn matches(
    connection: &mut DbConnection,
    data_set: &DataSet,
    query: &Query,
    kinds: &[Kind],
) -> QueryResult<Matches> {
    let key = format!("{} {kinds:?} {}", data_set.state(), query.to_fts5());
    if let Some(matches) = REMEMBERED.get(&key) {
        return Ok(matches);
    }
    let matches = look_up(connection, query, kinds)?;
    REMEMBERED.insert(key, matches.clone());
    Ok(matches)
}
