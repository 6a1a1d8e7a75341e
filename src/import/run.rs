//! Imports a file in one transaction: all records or none.
//!
//! Records are written as they are read, some hundred at a time, so that memory does not grow with the file. If a row turns out to
//! have a fault, the transaction is rolled back at the end.

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
    journal::{position, revision},
};

/// The reason to roll the transaction back.
enum RollBack {
    /// All rows were read, and the report says that nothing is applied.
    NotApplied(Box<ImportReport>),
    /// An error ended the import.
    Failed(ImportError),
}

impl From<diesel::result::Error> for RollBack {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Imports records in the exchange format in one transaction.
pub fn run(
    connection: &mut DbConnection,
    source: impl Read,
    dry_run: bool,
    actor: &str,
) -> Result<ImportReport, CommandError> {
    let options = ImportOptions { dry_run, ..ImportOptions::of(ImportFormat::Ndjson, actor) };
    Ok(all_or_nothing(connection, source, &options)?)
}

/// Imports records in one transaction, which is committed only if the report says that it is applied.
pub fn all_or_nothing(
    connection: &mut DbConnection,
    source: impl Read,
    options: &ImportOptions<'_>,
) -> Result<ImportReport, ImportError> {
    let work = |connection: &mut DbConnection| {
        let report = within(connection, source, options).map_err(RollBack::Failed)?;
        if report.applied { Ok(report) } else { Err(RollBack::NotApplied(Box::new(report))) }
    };
    match transaction::write(connection, work) {
        Ok(report) => Ok(report),
        Err(RollBack::NotApplied(report)) => Ok(*report),
        Err(RollBack::Failed(error)) => Err(error),
    }
}

/// Imports records in an open transaction for writing. The caller must commit it if the report says that it
/// is applied, and roll it back otherwise and after an error.
pub fn within(
    connection: &mut DbConnection,
    source: impl Read,
    options: &ImportOptions<'_>,
) -> Result<ImportReport, ImportError> {
    let mut importer = Importer::begin(connection, options)?;
    let known = revision::current(importer.connection()?)?;
    if let Some(since) = options.if_unchanged_since.filter(|since| since.revision > known) {
        return Err(ImportError::FuturePosition(position::ahead(since, known)));
    }
    match options.format {
        ImportFormat::Ndjson => {
            lines::read(&mut importer, BufReader::with_capacity(1 << 16, source))?;
        }
        ImportFormat::Sheet(collection) => sheet::read(&mut importer, collection, source)?,
    }
    Ok(importer.finish(options)?)
}
