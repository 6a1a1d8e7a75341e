//! Prepares the data when the service starts.

use diesel::prelude::*;

use super::progress::byte_progress;
use crate::{
    db::{DbConnection, schema::record, transaction},
    error::CommandError,
    import,
    journal::{revision::DataSet, writer::JournalWriter},
    model::{registry, visibility::Visibility},
    store::{record_counts, write::reindex},
    values::traits::ClosedList,
};

/// The demonstration data: the data set of Gmina Kętrzyn.
const DEMO: &str = include_str!("../../data/gmina-ketrzyn.ndjson");

/// Loads the demonstration data if the database is empty.
pub fn load_demo(connection: &mut DbConnection) -> Result<(), CommandError> {
    let records: i64 = record::table.count().get_result(connection)?;
    if records > 0 {
        return Ok(());
    }
    let report = import::run::run(connection, DEMO.as_bytes(), false, "demo")?;
    if report.refused > 0 {
        return Err(CommandError(format!("the demonstration data has faults:\n{report}")));
    }
    Ok(())
}

/// Derives all data again if another version derived it, such as after an upgrade.
pub fn reindex_if_stale(connection: &mut DbConnection) -> Result<(), CommandError> {
    if !reindex::is_stale(&DataSet::load(connection)?) {
        return Ok(()); // without waiting for a writer
    }
    transaction::write(connection, |connection| {
        // Locks the row that all writers lock, so that no import runs at the same time. Nothing is written to
        // the journal.
        JournalWriter::lock(connection, "startup")?;
        let mut data_set = DataSet::load(connection)?;
        if !reindex::is_stale(&data_set) {
            return Ok(());
        }
        let progress = byte_progress(None);
        reindex::all(connection, &data_set, &mut |done, _| {
            progress.set_position(done.unsigned_abs());
        })?;
        progress.finish_and_clear();
        data_set.index_version = reindex::version(&data_set.default_language);
        Ok(data_set.store(connection)?)
    })
}

/// Returns the number of public records of each type, as text.
pub fn summary(connection: &mut DbConnection) -> Result<String, CommandError> {
    let revision = DataSet::load(connection)?.revision;
    let mut parts = Vec::new();
    for info in registry::collections() {
        let record_type = info.record_type;
        let count = record_counts::seen(connection, record_type, Visibility::Public)?;
        parts.push(format!("{count} {}", record_type.as_str()));
    }
    Ok(format!("{} at revision {revision}", parts.join(", ")))
}
