//! What the database says of the data.

use std::time::SystemTime;

use diesel::{dsl::count_star, prelude::*};

use crate::{
    db::{
        DbConnection,
        schema::{journal, tally},
    },
    error::ApiError,
    journal::revision::{self, DataSet},
    telemetry::data::{DataFacts, RecordTotal},
    values::instant::Instant,
};

/// Reads it. `known` is what was read last: only later entries of the journal are counted.
pub(super) fn read(
    connection: &mut DbConnection,
    known: Option<DataFacts>,
) -> Result<DataFacts, ApiError> {
    let DataSet { instance, revision, .. } = DataSet::load(connection)?;
    // Entries are only added, except when a backup is restored, which gives the data another name.
    let (counted, before) = known
        .filter(|known| known.instance == instance && known.revision <= revision)
        .map_or((0, 0), |known| (known.revision, known.journal_entries));
    let later: i64 = journal::table
        .filter(journal::revision.gt(counted))
        .select(count_star())
        .first(connection)?;
    let records: Vec<(String, String, i64)> = tally::table
        .order((tally::record_type, tally::state))
        .select((tally::record_type, tally::state, tally::records))
        .load(connection)?;
    let record_total = |(record_type, state, records)| RecordTotal { record_type, state, records };
    let last_backup = revision::last_backup(connection)?;
    Ok(DataFacts {
        instance,
        revision,
        journal_entries: before + later,
        records: records.into_iter().map(record_total).collect(),
        last_backup: last_backup.map(Instant::unix_seconds),
        read_at: SystemTime::now(),
    })
}
