//! One transaction around the records of a file: all of them, or none.
//!
//! Records are put as they are read, so memory does not grow with the file; what turns out wrong is noted, and
//! at the end the transaction is rolled back if anything was.

use std::io::{BufReader, Read};

use super::{
    error::ImportError,
    format::{ImportFormat, ImportOptions},
    importer::Importer,
    lines,
    report::ImportReport,
    sheet,
};
use crate::{
    db::{DbConnection, transaction},
    error::CommandError,
};

/// What ends the transaction without a commit.
enum RollBack {
    /// All was read, and nothing is to stay.
    Asked(ImportReport),
    /// It ended before.
    Stopped(ImportError),
}

impl From<diesel::result::Error> for RollBack {
    fn from(error: diesel::result::Error) -> Self {
        Self::Stopped(error.into())
    }
}

/// Imports what `source` has, in the exchange format, in one transaction.
pub fn run(
    connection: &mut DbConnection,
    source: impl Read,
    dry_run: bool,
    actor: &str,
) -> Result<ImportReport, CommandError> {
    let options = ImportOptions { format: ImportFormat::Ndjson, dry_run, actor, report_all_rows: false };
    Ok(all_or_nothing(connection, source, &options)?)
}

/// Imports what `source` has in one transaction, which stays if the report says that it is applied.
pub fn all_or_nothing(
    connection: &mut DbConnection,
    source: impl Read,
    options: &ImportOptions<'_>,
) -> Result<ImportReport, ImportError> {
    let work = |connection: &mut DbConnection| {
        let report = within(connection, source, options).map_err(RollBack::Stopped)?;
        if report.applied { Ok(report) } else { Err(RollBack::Asked(report)) }
    };
    match transaction::write(connection, work) {
        Ok(report) | Err(RollBack::Asked(report)) => Ok(report),
        Err(RollBack::Stopped(stop)) => Err(stop),
    }
}

/// Imports what `source` has in a transaction for writing that is open already. The caller ends it: with a commit only
/// if the report says that it is applied, else, and after an error, by rolling back.
pub fn within(
    connection: &mut DbConnection,
    source: impl Read,
    options: &ImportOptions<'_>,
) -> Result<ImportReport, ImportError> {
    let mut importer = Importer::begin(connection, options)?;
    let source = BufReader::with_capacity(1 << 16, source);
    match options.format {
        ImportFormat::Ndjson => lines::read(&mut importer, source)?,
        ImportFormat::Csv(kind) => sheet::read(&mut importer, kind, source)?,
    }
    Ok(importer.finish()?)
}
