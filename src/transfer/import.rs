//! `import`: every record of a file, in one transaction, or none.
//!
//! Records are put as they are read, so memory does not grow with the file; what turns out wrong is noted, and
//! at the end the transaction is rolled back if anything was.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{importer::Importer, output, report::Report, upkeep};
use crate::{
    config::Import,
    db::{DbConnection, connect::Missing, pool::open_migrated, transaction},
    error::CommandError,
};

/// The `import` command.
pub fn command(settings: &Import) -> Result<(), CommandError> {
    let (source, length) = open(&settings.file)?;
    let missing = if settings.dry_run { Missing::Imagine } else { Missing::Create };
    let mut connection = open_migrated(&settings.database.database_url, missing)?;
    if !settings.dry_run {
        upkeep::reindex_if_stale(&mut connection)?;
    }
    let progress = progress_bar(length);
    let report = run(&mut connection, progress.wrap_read(source), settings.dry_run, &settings.actor)?;
    progress.finish_and_clear();
    output::print(&report.to_string())?;
    if report.refused > 0 {
        return Err(CommandError(format!("{} of the lines were refused", report.refused)));
    }
    Ok(())
}

fn open(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), CommandError> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), None));
    }
    let failed = |error: io::Error| CommandError(format!("cannot read {}: {error}", path.display()));
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    Ok((Box::new(file), Some(length)))
}

/// A bar where somebody watches, nothing where nobody does.
pub fn progress_bar(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => {
            (ProgressBar::new(length), "{wide_bar} {percent:>3} %  {bytes}/{total_bytes}  {eta} left")
        }
        None => (ProgressBar::new_spinner(), "{spinner} {bytes} read in {elapsed}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
    ProgressStyle::with_template(template).map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// What ends the transaction without a commit.
pub enum Stop {
    /// All was read, and nothing is to stay.
    RolledBack(Report),
    /// The database or the file failed.
    Failed(CommandError),
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Imports what `source` has.
pub fn run(
    connection: &mut DbConnection,
    source: impl Read,
    dry_run: bool,
    actor: &str,
) -> Result<Report, CommandError> {
    let work = |connection: &mut DbConnection| {
        let mut importer = Importer::begin(connection, dry_run, actor)?;
        importer.read(BufReader::with_capacity(1 << 16, source))?;
        let report = importer.finish()?;
        if report.refused > 0 || dry_run { Err(Stop::RolledBack(report)) } else { Ok(report) }
    };
    match transaction::write(connection, work) {
        Ok(report) | Err(Stop::RolledBack(report)) => Ok(report),
        Err(Stop::Failed(error)) => Err(error),
    }
}
