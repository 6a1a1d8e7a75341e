//! Reads the journal.

use std::collections::HashMap;

use diesel::{prelude::*, sql_types::Text};

use super::{revision::corrupt, writer::JournalAction};
use crate::{
    db::{
        Backend, Condition, DbConnection, chunks::Chunks, fixed_sql::FixedSql,
        page_budget::PageBudget, schema::journal,
    },
    values::{instant::Instant, traits::ClosedList},
};

/// Returns the document of a record after `revision` of the data set; `None` if the record did not exist.
pub fn after(
    connection: &mut DbConnection,
    path: &str,
    revision: i64,
) -> QueryResult<Option<String>> {
    let last: Option<Option<String>> = journal::table
        .filter(journal::path.eq(path))
        .filter(journal::revision.le(revision))
        .order(journal::revision.desc())
        .select(journal::after)
        .first(connection)
        .optional()?;
    Ok(last.flatten())
}

/// Returns the moments of these revisions.
pub fn moments(
    connection: &mut DbConnection,
    revisions: &[i64],
) -> QueryResult<HashMap<i64, String>> {
    if revisions.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, String)> = journal::table
        .filter(journal::revision.eq_any(revisions.to_vec()))
        .select((journal::revision, journal::at))
        .distinct()
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// An entry of the journal: one change of one record.
#[derive(Clone, PartialEq, Eq, Debug, Queryable, Selectable)]
#[diesel(table_name = journal)]
pub struct JournalEntry {
    /// The revision of the change.
    pub revision: i64,
    /// The record, as `events/some-id`.
    pub path: String,
    /// The type of the record.
    pub record_type: String,
    /// The action.
    pub action: String,
    /// The moment of the change.
    pub at: String,
    /// The name of the token or command that made the change.
    pub actor: String,
    /// The document before the change.
    pub before: Option<String>,
    /// The document after the change.
    pub after: Option<String>,
    /// The batch that the change belongs to.
    pub batch: Option<i64>,
}

/// A filter of entries; all of its conditions apply.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct JournalFilter {
    /// Only changes of this record.
    pub path: Option<String>,
    /// Only changes by these actors, or by all if empty.
    pub actors: Vec<String>,
    /// Only changes of records of these types, or of all if empty.
    pub types: Vec<&'static str>,
    /// Only these actions, or all if empty.
    pub actions: Vec<JournalAction>,
    /// Only changes of this batch.
    pub batch: Option<i64>,
    /// Only changes at or after this moment.
    pub from: Option<Instant>,
    /// Only changes before this moment.
    pub until: Option<Instant>,
}

/// A position in the journal: a revision, and the path of a record, of which a revision can have several.
pub type JournalPosition = (i64, String);

/// A page of the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalPage {
    /// The entries, newest first.
    pub entries: Vec<JournalEntry>,
    /// The position of the last entry, if more entries follow.
    pub next: Option<JournalPosition>,
}

/// Returns up to `limit` entries after the position `beyond`, newest first.
pub fn page(
    connection: &mut DbConnection,
    filter: &JournalFilter,
    beyond: Option<&JournalPosition>,
    limit: i64,
) -> QueryResult<JournalPage> {
    // The keys first, without the documents: if the database has to sort, it sorts little.
    let mut keys = keys(connection, filter, beyond, limit)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = keys.len() > limit;
    keys.truncate(limit);
    let weight = |entry: &JournalEntry| {
        [&entry.before, &entry.after].into_iter().flatten().map(String::len).sum()
    };
    let found = PageBudget::default().read_page(&keys, |part| entries(connection, part), weight)?;
    let goes_on = goes_on || found.len() < keys.len();
    keys.truncate(found.len());
    Ok(JournalPage { entries: found, next: keys.pop().filter(|_| goes_on) })
}

/// Returns the number of entries.
pub fn count(connection: &mut DbConnection, filter: &JournalFilter) -> QueryResult<i64> {
    matching(filter).count().get_result(connection)
}

/// Returns the positions of a page, and one more if more entries follow.
fn keys(
    connection: &mut DbConnection,
    filter: &JournalFilter,
    beyond: Option<&JournalPosition>,
    limit: i64,
) -> QueryResult<Vec<JournalPosition>> {
    // The order of the bytes on either database.
    let path = connection.choose("journal.path", "journal.path COLLATE \"C\"");
    let path = || FixedSql::<Text>::new(path);
    let mut matching = matching(filter);
    if let Some((revision, record)) = beyond {
        let further = journal::revision.eq(*revision).and(path().lt(record.clone()));
        // An index can use this bound, but not the alternatives below it.
        matching = matching
            .filter(journal::revision.le(*revision))
            .filter(journal::revision.lt(*revision).or(further));
    }
    matching
        .order((journal::revision.desc(), path().desc()))
        .select((journal::revision, journal::path))
        .limit(limit + 1)
        .load(connection)
}

/// Returns the entries at these positions, in the same order.
fn entries(
    connection: &mut DbConnection,
    places: &[JournalPosition],
) -> QueryResult<Vec<JournalEntry>> {
    let (revisions, paths): (Vec<i64>, Vec<&str>) =
        places.iter().map(|(revision, path)| (*revision, path.as_str())).unzip();
    let found: Vec<JournalEntry> = journal::table
        .filter(journal::revision.eq_any(revisions))
        .filter(journal::path.eq_any(paths))
        .load(connection)?;
    // The query also finds other combinations of these revisions and paths.
    let mut found: HashMap<JournalPosition, JournalEntry> =
        found.into_iter().map(|entry| ((entry.revision, entry.path.clone()), entry)).collect();
    places.iter().map(|place| found.remove(place).ok_or_else(|| corrupt("journal"))).collect()
}

/// The number of entries that are read at a time: each has up to two documents.
const CHUNK: usize = 100;

/// All entries of the journal, in the order of their revisions; those of one revision in the order of the bytes of
/// their paths.
#[derive(Debug)]
pub struct AllEntries(Chunks<JournalPosition>);

impl AllEntries {
    /// Begins with the first entry.
    pub fn begin() -> Self {
        Self(Chunks::after((0, String::new()), CHUNK))
    }

    /// Returns the next entries; `None` after the last one.
    pub fn next(
        &mut self,
        connection: &mut DbConnection,
    ) -> QueryResult<Option<Vec<JournalEntry>>> {
        let path = connection.choose("path", "path COLLATE \"C\"");
        self.0.next(
            |entry: &JournalEntry| (entry.revision, entry.path.clone()),
            |(revision, last), limit| {
                let further = journal::revision
                    .eq(revision)
                    .and(FixedSql::<Text>::new(path).gt(last.clone()));
                journal::table
                    .filter(journal::revision.ge(revision))
                    .filter(journal::revision.gt(revision).or(further))
                    .order((journal::revision, FixedSql::<Text>::new(path)))
                    .limit(limit)
                    .select(JournalEntry::as_select())
                    .load(connection)
            },
        )
    }
}

/// The entries of one record, in the order of their revisions.
#[derive(Debug)]
pub struct RecordEntries<'p> {
    path: &'p str,
    chunks: Chunks<i64>,
}

impl<'p> RecordEntries<'p> {
    /// Begins with the first entry.
    pub fn begin(path: &'p str) -> Self {
        Self { path, chunks: Chunks::after(0, CHUNK) }
    }

    /// Returns the next entries; `None` after the last one.
    pub fn next(
        &mut self,
        connection: &mut DbConnection,
    ) -> QueryResult<Option<Vec<JournalEntry>>> {
        self.chunks.next(
            |entry: &JournalEntry| entry.revision,
            |last, limit| {
                journal::table
                    .filter(journal::path.eq(self.path))
                    .filter(journal::revision.gt(last))
                    .order(journal::revision)
                    .limit(limit)
                    .select(JournalEntry::as_select())
                    .load(connection)
            },
        )
    }
}

/// The entries of one batch, in the order of their revisions.
#[derive(Debug)]
pub(crate) struct BatchEntries {
    batch: i64,
    chunks: Chunks<i64>,
}

impl BatchEntries {
    /// Begins with the first entry.
    pub(crate) fn begin(batch: i64) -> Self {
        Self { batch, chunks: Chunks::after(0, CHUNK) }
    }

    /// Returns the next entries; `None` after the last one.
    pub(crate) fn next(
        &mut self,
        connection: &mut DbConnection,
    ) -> QueryResult<Option<Vec<JournalEntry>>> {
        self.chunks.next(
            |entry: &JournalEntry| entry.revision,
            |last, limit| {
                journal::table
                    .filter(journal::batch.eq(self.batch))
                    .filter(journal::revision.gt(last))
                    .order(journal::revision)
                    .limit(limit)
                    .select(JournalEntry::as_select())
                    .load(connection)
            },
        )
    }
}

fn matching<'q>(filter: &JournalFilter) -> journal::BoxedQuery<'q, Backend> {
    let JournalFilter { path, actors, types, actions, batch, from, until } = filter.clone();
    let mut conditions: Vec<Condition<journal::table>> = Vec::new();
    if let Some(path) = path {
        conditions.push(Box::new(journal::path.eq(path)));
    }
    if !actors.is_empty() {
        conditions.push(Box::new(journal::actor.eq_any(actors)));
    }
    if !types.is_empty() {
        conditions.push(Box::new(journal::record_type.eq_any(types)));
    }
    if !actions.is_empty() {
        let actions = actions.into_iter().map(JournalAction::as_str);
        conditions.push(Box::new(journal::action.eq_any(actions)));
    }
    if let Some(batch) = batch {
        conditions.push(Box::new(journal::batch.eq(batch).assume_not_null()));
    }
    // All moments have the same form and length, so that they sort as texts.
    if let Some(from) = from {
        conditions.push(Box::new(journal::at.ge(from.to_string())));
    }
    if let Some(until) = until {
        conditions.push(Box::new(journal::at.lt(until.to_string())));
    }
    conditions.into_iter().fold(journal::table.into_boxed(), QueryDsl::filter)
}
