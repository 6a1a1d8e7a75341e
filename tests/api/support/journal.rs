//! The journal, as it stands in the database.

use diesel::prelude::*;
use twinning::db::schema::journal;

use super::database::TestDatabase;

/// One change.
#[derive(Queryable, PartialEq, Debug)]
pub struct Entry {
    pub revision: i64,
    pub path: String,
    pub record_type: String,
    pub action: String,
    pub at: String,
    pub actor: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// All of it, in order.
pub fn entries(database: &TestDatabase) -> Vec<Entry> {
    journal::table.order((journal::revision, journal::path)).load(&mut database.connection()).unwrap()
}

/// Who made changes.
pub fn actors(database: &TestDatabase) -> Vec<String> {
    let mut actors: Vec<String> = entries(database).into_iter().map(|entry| entry.actor).collect();
    actors.dedup();
    actors
}
