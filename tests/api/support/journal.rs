//! The journal, as it stands in the database.

use diesel::prelude::*;
use twinning::{check, db::schema::journal};

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
    pub batch: Option<i64>,
}

/// All of it, in order.
pub fn entries(database: &TestDatabase) -> Vec<Entry> {
    journal::table
        .order((journal::revision, journal::path))
        .load(&mut database.connection())
        .unwrap()
}

/// That every rule is kept, and that the changes are numbered one by one; the number of records.
#[track_caller]
pub fn is_whole(database: &TestDatabase) -> u64 {
    let (records, faults) = check::run(&mut database.connection()).unwrap();
    assert_eq!(faults, Vec::<String>::new());
    let revisions: Vec<i64> = entries(database).iter().map(|entry| entry.revision).collect();
    assert!(
        revisions.iter().copied().eq(1..=i64::try_from(revisions.len()).unwrap()),
        "the journal has gaps"
    );
    records
}

/// Who made changes.
pub fn actors(database: &TestDatabase) -> Vec<String> {
    let mut actors: Vec<String> = entries(database).into_iter().map(|entry| entry.actor).collect();
    actors.dedup();
    actors
}
