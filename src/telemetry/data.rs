//! Measurements of the data: read from the database when they are asked for, and kept for when it is busy.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric as _},
    metrics::{MetricType, gauge::ConstGauge},
    registry::Unit,
};

use super::process::{gauge, unix_seconds};

/// The number of records of a type in a state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RecordTotal {
    /// The type, as paths name it.
    pub record_type: String,
    /// The state.
    pub state: String,
    /// The number.
    pub records: i64,
}

/// What the database says of the data.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct DataFacts {
    /// The name of the data set: another one means other data.
    pub instance: String,
    /// The number of the last change.
    pub revision: i64,
    /// The number of entries in the journal.
    pub journal_entries: i64,
    /// The numbers of records.
    pub records: Vec<RecordTotal>,
    /// When the last backup was made, in seconds since 1970; `None` if that is not known.
    pub last_backup: Option<i64>,
    /// When this was read.
    pub read_at: SystemTime,
}

/// The sizes of the files of SQLite, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileSizes {
    /// The database.
    pub database: u64,
    /// The write-ahead log.
    pub log: u64,
}

/// The last known state of the data.
#[derive(Clone, PartialEq, Default, Debug)]
pub(crate) struct DataMeasures {
    /// What was read last.
    pub facts: Option<DataFacts>,
    /// Whether the last attempt to read succeeded; `None` before the first.
    pub is_up: Option<bool>,
    /// The sizes of the files, if the database is one.
    pub files: Option<FileSizes>,
}

/// Writes the last known state.
#[derive(Default, Debug)]
pub(super) struct DataGauges(Mutex<DataMeasures>);

impl DataGauges {
    /// The last known state. A panic while the lock was held leaves no inconsistent state.
    pub(super) fn lock(&self) -> MutexGuard<'_, DataMeasures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collector for DataGauges {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let encoder = &mut encoder;
        let DataMeasures { facts, is_up, files } = self.lock().clone();
        let up = is_up.map(|is_up| f64::from(u8::from(is_up)));
        gauge(encoder, ("database_up", "Whether the database answered this time.", None), up)?;
        if let Some(FileSizes { database, log }) = files {
            let bytes = Some(Unit::Bytes);
            let file = ("sqlite_file", "The size of the database file.", bytes.clone());
            gauge(encoder, file, Some(float(database)))?;
            let file = ("sqlite_wal", "The size of the write-ahead log.", bytes);
            gauge(encoder, file, Some(float(log)))?;
        }
        facts.map_or(Ok(()), |facts| written(encoder, &facts))
    }
}

fn written(encoder: &mut DescriptorEncoder<'_>, facts: &DataFacts) -> fmt::Result {
    let seconds = Some(Unit::Seconds);
    let read = ("data_read_timestamp", "When the database last answered.", seconds.clone());
    gauge(encoder, read, Some(unix_seconds(facts.read_at)))?;
    let revision = ("revision", "The number of the last change.", None);
    gauge(encoder, revision, Some(float(facts.revision.unsigned_abs())))?;
    let entries = ("journal_entries", "Entries in the journal.", None);
    gauge(encoder, entries, Some(float(facts.journal_entries.unsigned_abs())))?;
    let backup = ("last_backup_timestamp", "When the last backup was made.", seconds);
    gauge(encoder, backup, facts.last_backup.map(|at| float(at.unsigned_abs())))?;
    records(encoder, &facts.records)
}

fn records(encoder: &mut DescriptorEncoder<'_>, totals: &[RecordTotal]) -> fmt::Result {
    if totals.is_empty() {
        return Ok(());
    }
    let help = "Records that are not deleted.";
    let mut family = encoder.encode_descriptor("records", help, None, MetricType::Gauge)?;
    for total in totals {
        let labels = [("type", total.record_type.as_str()), ("state", total.state.as_str())];
        ConstGauge::new(total.records).encode(family.encode_family(&labels)?)?;
    }
    Ok(())
}

/// Numbers of records and bytes are far below 2⁵³, up to which this is exact.
#[expect(clippy::cast_precision_loss, reason = "no measurement is that large")]
fn float(number: u64) -> f64 {
    number as f64
}
