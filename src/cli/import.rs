//! `import`: imports all records of a file or none.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{
    arguments::{DatabaseArguments, collection, file, position, text},
    output,
    progress::byte_progress,
    startup,
};
use crate::{
    db::connect::OpenMode,
    error::CommandError,
    import::{
        format::{ImportFormat, ImportOptions},
        run::all_or_nothing,
    },
    journal::position::Position,
    model::record_type::RecordType,
    store::open::open_migrated,
};

const IMPORT_EXAMPLES: &str = "Examples:
  twinning import data.ndjson --dry-run              report the changes, line by line
  twinning import events.csv --type events --dry-run
  twinning import events.csv --type events --actor \"Anna, town hall\"
  cat partners.csv | twinning import - --format csv --type partners";

/// The format of a file to import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// The exchange format: one record on each line, of any type.
    Ndjson,
    /// A spreadsheet of one collection, see --type.
    Csv,
}

/// The arguments of `import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct ImportArguments {
    /// The file to import; - reads from standard input.
    #[arg(value_parser = file())]
    pub file: PathBuf,
    /// The collection of a spreadsheet: events, partners, agreements, projects, programmes or municipality.
    #[arg(long = "type", value_name = "TYPE", value_parser = collection)]
    pub collection: Option<RecordType>,
    /// The format of the file [default: csv if its name ends in .csv, otherwise ndjson].
    #[arg(long)]
    pub format: Option<FileFormat>,
    /// Report the changes without applying them.
    #[arg(long)]
    pub dry_run: bool,
    /// Refuse a row that changes a record which was changed after this position of a dry run.
    #[arg(long, value_name = "POSITION", value_parser = position)]
    pub if_unchanged_since: Option<Position>,
    /// The actor for the journal.
    #[arg(long, env = "TWINNING_ACTOR", default_value = "import", value_parser = text)]
    pub actor: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// Runs the command.
pub(super) fn run(settings: &ImportArguments) -> Result<(), CommandError> {
    let format = format(settings)?;
    let (source, length) = open(&settings.file)?;
    let missing = if settings.dry_run { OpenMode::DryRun } else { OpenMode::Create };
    let mut connection = open_migrated(&settings.database.url()?, missing)?;
    if !settings.dry_run {
        startup::reindex_if_stale(&mut connection)?;
    }
    let progress = byte_progress(length);
    let report_all_rows = settings.dry_run || format != ImportFormat::Ndjson;
    let file_name = settings.file.file_name().map(|name| name.to_string_lossy());
    let options = ImportOptions {
        file_name: file_name.as_deref().filter(|name| *name != "-"),
        dry_run: settings.dry_run,
        report_all_rows,
        if_unchanged_since: settings.if_unchanged_since,
        ..ImportOptions::of(format, &settings.actor)
    };
    let report = all_or_nothing(&mut connection, progress.wrap_read(source), &options)?;
    progress.finish_and_clear();
    output::print(&report.to_string())?;
    if report.refused > 0 {
        let row = if format == ImportFormat::Ndjson { "line" } else { "row" };
        return Err(CommandError(match report.refused {
            1 => format!("1 {row} was refused"),
            refused => format!("{refused} {row}s were refused"),
        }));
    }
    Ok(())
}

/// Returns the requested format, otherwise the one that the name of the file suggests.
fn format(settings: &ImportArguments) -> Result<ImportFormat, CommandError> {
    let is_csv =
        settings.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let file = settings.file.display();
    match (settings.format, settings.collection) {
        (Some(FileFormat::Csv), None) => Err(CommandError(format!(
            "a spreadsheet has one collection: say which, as in `twinning import {file} --format csv --type events`"
        ))),
        (None, None) if is_csv => Err(CommandError(format!(
            "a spreadsheet has one collection: say which, as in `twinning import {file} --type events`"
        ))),
        (Some(FileFormat::Csv), Some(kind)) => Ok(ImportFormat::Csv(kind)),
        (None, Some(kind)) if is_csv => Ok(ImportFormat::Csv(kind)),
        (_, Some(_)) => Err(CommandError(format!(
            "in NDJSON each line has its type: leave out --type, or add --format csv if {file} is a spreadsheet"
        ))),
        (_, None) => Ok(ImportFormat::Ndjson),
    }
}

fn open(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), CommandError> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), None));
    }
    let failed =
        |error: io::Error| CommandError(format!("cannot read {}: {error}", path.display()));
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    Ok((Box::new(file), Some(length)))
}
