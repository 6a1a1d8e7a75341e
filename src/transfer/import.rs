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
    config::{FileFormat, Import},
    db::{DbConnection, connect::Missing, pool::open_migrated, transaction},
    error::{ApiError, CommandError, Fault},
    records::kind::Kind,
};

/// The forms of a file of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// The exchange format: a record a line, of any type.
    Ndjson,
    /// A spreadsheet of one collection.
    Csv(Kind),
}

/// How to import.
#[derive(Clone, Copy, Debug)]
pub struct Options<'o> {
    /// What the source is.
    pub format: Format,
    /// Only to report what would change.
    pub dry_run: bool,
    /// Who imports, for the journal.
    pub actor: &'o str,
    /// Report rows without faults one by one too, with what they change; that takes one more question for each row of
    /// the exchange format.
    pub tell_rows: bool,
}

/// The `import` command.
pub fn command(settings: &Import) -> Result<(), CommandError> {
    let format = format(settings)?;
    let (source, length) = open(&settings.file)?;
    let missing = if settings.dry_run { Missing::Imagine } else { Missing::Create };
    let mut connection = open_migrated(&settings.database.database_url, missing)?;
    if !settings.dry_run {
        upkeep::reindex_if_stale(&mut connection)?;
    }
    let progress = progress_bar(length);
    let tell_rows = settings.dry_run || format != Format::Ndjson;
    let options = Options { format, dry_run: settings.dry_run, actor: &settings.actor, tell_rows };
    let report = all_or_nothing(&mut connection, progress.wrap_read(source), &options)?;
    progress.finish_and_clear();
    output::print(&report.to_string())?;
    if report.refused > 0 {
        let rows = if format == Format::Ndjson { "lines" } else { "rows" };
        return Err(CommandError(format!("{} of the {rows} were refused", report.refused)));
    }
    Ok(())
}

/// The format that was asked for, else the one that the name of the file says.
fn format(settings: &Import) -> Result<Format, CommandError> {
    let is_csv = settings.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let file = settings.file.display();
    match (settings.format, settings.collection) {
        (Some(FileFormat::Csv), None) => Err(CommandError(format!(
            "a spreadsheet has one collection: say which, as in `twinning import {file} --format csv --type events`"
        ))),
        (None, None) if is_csv => Err(CommandError(format!(
            "a spreadsheet has one collection: say which, as in `twinning import {file} --type events`"
        ))),
        (Some(FileFormat::Csv), Some(kind)) => Ok(Format::Csv(kind)),
        (None, Some(kind)) if is_csv => Ok(Format::Csv(kind)),
        (_, Some(_)) => Err(CommandError(format!(
            "in NDJSON each line has its type: leave out --type, or add --format csv if {file} is a spreadsheet"
        ))),
        (_, None) => Ok(Format::Ndjson),
    }
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

/// What ends an import before its end.
#[derive(Debug)]
pub enum Stop {
    /// The database failed.
    Database(diesel::result::Error),
    /// The source cannot be read on.
    Unreadable(io::Error),
    /// A line is longer than any record.
    TooLong {
        /// Its number.
        line: u64,
        /// How many bytes a line may have.
        limit: u64,
    },
    /// A fault of this program.
    Broken(String),
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Stop> for CommandError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Database(error) => error.into(),
            Stop::Unreadable(error) => Self(format!("cannot read on: {error}; nothing was changed")),
            Stop::TooLong { line, limit } => {
                Self(format!("line {line} is longer than {limit} bytes; nothing was changed"))
            }
            Stop::Broken(why) => Self(format!("the rules could not be made: {why}")),
        }
    }
}

impl From<Stop> for ApiError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Database(error) => error.into(),
            Stop::TooLong { line, limit } => {
                let detail = format!("line {line} is longer than {limit} bytes");
                Self::Invalid(vec![Fault::at("", "too-long", detail)])
            }
            Stop::Unreadable(error) => Self::Internal(error.into()),
            Stop::Broken(why) => Self::Internal(why.into()),
        }
    }
}

/// What ends the transaction without a commit.
enum RollBack {
    /// All was read, and nothing is to stay.
    Asked(Report),
    /// It ended before.
    Stopped(Stop),
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
) -> Result<Report, CommandError> {
    let options = Options { format: Format::Ndjson, dry_run, actor, tell_rows: false };
    Ok(all_or_nothing(connection, source, &options)?)
}

/// Imports what `source` has in one transaction, which stays if the report says that it is applied.
pub fn all_or_nothing(
    connection: &mut DbConnection,
    source: impl Read,
    options: &Options<'_>,
) -> Result<Report, Stop> {
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
    options: &Options<'_>,
) -> Result<Report, Stop> {
    let mut importer = Importer::begin(connection, options)?;
    importer.read(BufReader::with_capacity(1 << 16, source), options.format)?;
    Ok(importer.finish()?)
}
