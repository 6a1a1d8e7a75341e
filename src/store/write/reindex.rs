//! Rebuilding derived data after a change of the sorting rules, the stemming rules or the default
//! language.

use diesel::prelude::*;

use super::{
    derived::{self, Derived, name_key},
    record_rows::RecordRows,
};
use crate::{
    db::{DbConnection, schema::record, together::Together},
    index::full_text,
    journal::revision::{DataSet, corrupt},
    model::{
        document::IndexKeys,
        record_type::{DELETED, RecordType},
        registry,
    },
    store::read::records::{AllRecords, StoredRecord},
    text::{
        sort_key::{self, SortKeys},
        terms,
    },
    values::{language::Language, traits::ClosedList},
};

/// The version of the derivation rules. Increase it when derived columns or search terms change.
const RULES: u32 = 5;

/// The version of everything that derived data depends on. If the database stores a different one,
/// derived data must be rebuilt.
pub(crate) fn version(default_language: &Language) -> String {
    format!("{RULES} {default_language}, {}, {}", sort_key::VERSION, terms::VERSION)
}

/// Whether derived data was built by other rules than those of this version.
pub(crate) fn is_stale(data_set: &DataSet) -> bool {
    data_set.index_version != version(&data_set.default_language)
}

/// Rebuilds the derived data of all records; `progress` receives the number of records done and the
/// total.
pub(crate) fn all(
    connection: &mut DbConnection,
    data_set: &DataSet,
    progress: &mut dyn FnMut(i64, i64),
) -> QueryResult<()> {
    let sort_keys = SortKeys::new(data_set.default_language.as_str());
    let total: i64 =
        record::table.filter(record::state.ne(DELETED)).count().get_result(connection)?;
    let (mut done, mut records) = (0, AllRecords::begin());
    let mut rows = RecordRows::default();
    while let Some(chunk) = records.next(connection)? {
        for stored in chunk.iter().filter(|stored| !stored.is_deleted()) {
            one(connection, data_set, &sort_keys, stored, &mut rows)?;
            done += 1;
        }
        flush(&mut rows, connection)?;
        progress(done, total);
    }
    full_text::optimize(connection)
}

/// Rebuilds the derived data of one record, except its names; does nothing for a deleted record.
pub(crate) fn record(
    connection: &mut DbConnection,
    data_set: &DataSet,
    sort_keys: &SortKeys,
    seq: i64,
) -> QueryResult<()> {
    let stored: Option<StoredRecord> = record::table
        .filter(record::state.ne(DELETED))
        .filter(record::seq.eq(seq))
        .select(StoredRecord::as_select())
        .first(connection)
        .optional()?;
    let Some(stored) = stored else { return Ok(()) };
    let mut rows = RecordRows::default();
    one(connection, data_set, sort_keys, &stored, &mut rows)?;
    flush(&mut rows, connection)
}

fn flush(rows: &mut RecordRows, connection: &mut DbConnection) -> QueryResult<()> {
    let mut together = Together::new(connection);
    rows.flush(&mut together)?;
    together.send()
}

/// Removes the derived data of a record, and adds it to the rows that are yet to be inserted.
fn one(
    connection: &mut DbConnection,
    data_set: &DataSet,
    sort_keys: &SortKeys,
    stored: &StoredRecord,
    rows: &mut RecordRows,
) -> QueryResult<()> {
    let kind = RecordType::read(&stored.record_type).ok_or_else(|| corrupt(&stored.record_type))?;
    let document =
        registry::stored(kind, &stored.document).map_err(|_error| corrupt(&stored.path))?;
    let name_key = name_key(sort_keys, &data_set.default_language, &*document);
    let keys = IndexKeys::of(&*document, &stored.id, stored.seq, stored.revision, name_key.clone());
    Derived::of(&*document, keys, &data_set.default_language).insert_into(rows);
    let mut together = Together::new(connection);
    derived::remove(&mut together, kind, stored.seq)?;
    together.add(diesel::update(record::table.filter(record::seq.eq(stored.seq))).set((
        record::name_key.eq(name_key),
        record::type_key.eq(kind.search_rank().to_be_bytes().to_vec()),
    )))?;
    together.send()
}
