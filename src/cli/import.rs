//! `import`: imports all records of a file or none.

use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{
    arguments::{DatabaseArguments, collection, file, position, text},
    locale, output,
    progress::byte_progress,
    startup,
};
use crate::{
    db::connect::OpenMode,
    error::CommandError,
    import::{
        format::{FormatFault, ImportFormat, ImportOptions, TextFormat},
        run::all_or_nothing,
    },
    journal::position::Position,
    model::record_type::RecordType,
    store::open::open_migrated,
    text::messages::{Message, message},
};

const IMPORT_EXAMPLES: &str = "Examples:
  twinning import data.ndjson --dry-run              report the changes, line by line
  twinning import events.csv --type events --dry-run
  twinning import events.xlsx --type events --actor \"Anna, town hall\"
  cat partners.csv | twinning import - --type partners";

/// The format of a text to import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextFileFormat {
    /// The exchange format: one record on each line, of any type.
    Ndjson,
    /// CSV of one collection, see --type.
    Csv,
}

/// The arguments of `import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct ImportArguments {
    /// The file to import: NDJSON, or a spreadsheet (xlsx, ods, CSV); - reads from standard input.
    #[arg(value_parser = file())]
    pub file: PathBuf,
    /// The collection of a spreadsheet: events, partners, agreements, projects, programmes or municipality. A sheet of
    /// a workbook can also be named after it.
    #[arg(long = "type", value_name = "TYPE", value_parser = collection)]
    pub collection: Option<RecordType>,
    /// The format of a text whose first line does not show it [default: csv if a type is given or the name ends in
    /// .csv, otherwise ndjson]. Workbooks (xlsx, ods) are known by their bytes.
    #[arg(long)]
    pub format: Option<TextFileFormat>,
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
    let language = locale::of_messages();
    let (mut source, length) = open(&settings.file)?;
    let mut head = Vec::new();
    let taken = source.by_ref().take(ImportFormat::HEAD as u64).read_to_end(&mut head);
    taken.map_err(|error| unreadable(&settings.file, &error))?;
    let format = format(settings, &head)?;
    let source = Cursor::new(head).chain(source);
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
        language,
        ..ImportOptions::of(format, &settings.actor)
    };
    let report = all_or_nothing(&mut connection, progress.wrap_read(source), &options)?;
    progress.finish_and_clear();
    output::print(&report.text(language))?;
    if let Some(batch) = report.batch {
        let told = message!("This is batch {batch}; `twinning undo {batch}` takes it back.", batch);
        output::print(&(told.in_language(language) + "\n"))?;
    }
    match refused(format, report.refused) {
        None => Ok(()),
        Some(message) => Err(CommandError(message.in_language(language))),
    }
}

/// Returns the message for so many refused rows.
fn refused(format: ImportFormat, refused: u64) -> Option<Message> {
    Some(match (refused, format) {
        (0, _) => return None,
        (1, ImportFormat::Sheet(_)) => message!("1 row was refused"),
        (1, ImportFormat::Ndjson) => message!("1 line was refused"),
        (_, ImportFormat::Sheet(_)) => message!("{refused} rows were refused", refused),
        (_, ImportFormat::Ndjson) => message!("{refused} lines were refused", refused),
    })
}

/// Returns the format of a file that begins with these bytes; what they do not show, the options or the name say.
fn format(settings: &ImportArguments, head: &[u8]) -> Result<ImportFormat, CommandError> {
    let is_csv =
        settings.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let text = match settings.format {
        Some(TextFileFormat::Csv) => TextFormat::Csv,
        None if is_csv || settings.collection.is_some() => TextFormat::Csv,
        Some(TextFileFormat::Ndjson) | None => TextFormat::Ndjson,
    };
    let file = settings.file.display().to_string();
    ImportFormat::of(head, text, settings.collection).map_err(|fault| {
        let message = match fault {
            FormatFault::NoCollection => message!(
                "a spreadsheet has one collection: say which, as in `twinning import {file} --type events`",
                file
            ),
            FormatFault::NeedlessCollection => {
                message!("{file} is NDJSON, in which each line has its type: leave out --type", file)
            }
        };
        CommandError(message.in_language(locale::of_messages()))
    })
}

fn open(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), CommandError> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), None));
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let length = file.metadata().map_err(|error| unreadable(path, &error))?.len();
    Ok((Box::new(file), Some(length)))
}

fn unreadable(path: &Path, error: &io::Error) -> CommandError {
    CommandError(format!("cannot read {}: {error}", path.display()))
}
