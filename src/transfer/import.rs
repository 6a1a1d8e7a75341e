//! `import`: every record of a file, in one transaction, or none.
//!
//! Records are put as they are read, so memory does not grow with the file; what turns out wrong is noted, and
//! at the end the transaction is rolled back if anything was.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use diesel::{
    connection::SimpleConnection as _,
    prelude::*,
    sql_types::{BigInt, Text},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{exchange, output, report::Report, upkeep};
use crate::{
    config::Import,
    db::{
        DbConnection,
        connect::{self, Missing},
        pool::open_migrated,
        schema::record,
        transaction,
    },
    error::{CommandError, Fault},
    records::{document::Link, writer::Writer},
};

/// The longest line that is read; a longer one is no record of ours.
const LONGEST_LINE: u64 = 4 << 20;

/// The `import` command.
pub fn command(settings: &Import) -> Result<(), CommandError> {
    let (source, length) = open(&settings.file)?;
    let missing = if settings.dry_run { Missing::Imagine } else { Missing::Create };
    let mut connection = open_migrated(&settings.database.database_url, missing)?;
    let long_work = connection.choose(connect::SQLITE_LONG_WORK, connect::POSTGRES_LONG_WORK);
    connection.batch_execute(long_work)?;
    upkeep::reindex_if_stale(&mut connection)?;
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
enum Stop {
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
        let report = import(connection, BufReader::with_capacity(1 << 16, source), dry_run, actor)?;
        if report.refused > 0 || dry_run { Err(Stop::RolledBack(report)) } else { Ok(report) }
    };
    match transaction::write(connection, work) {
        Ok(report) | Err(Stop::RolledBack(report)) => Ok(report),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// A reference to a record that was not there when it was read: perhaps a later line brings it.
struct Awaited {
    line: u64,
    link: Link,
}

fn import(
    connection: &mut DbConnection,
    mut source: impl BufRead,
    dry_run: bool,
    actor: &str,
) -> Result<Report, Stop> {
    let mut seen = Seen::begin(connection)?;
    let mut writer = Writer::begin(connection, actor)?;
    let mut report = Report { dry_run, ..Report::default() };
    let mut awaited = Vec::new();
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        let length = source
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut buffer)
            .map_err(|error| unreadable(&error))?;
        if length == 0 {
            break;
        }
        if length as u64 == LONGEST_LINE {
            return Err(Stop::Failed(CommandError(format!(
                "line {number} is longer than {LONGEST_LINE} bytes; nothing was changed"
            ))));
        }
        let line = exchange::bare(&buffer);
        if line.is_empty() {
            continue;
        }
        match exchange::read(line) {
            Ok(line) => put(&mut writer, &mut seen, number, &line, &mut report, &mut awaited)?,
            Err(faults) => report.refuse(number, faults),
        }
    }
    for Awaited { line, link } in awaited {
        if !exists(writer.connection(), &link)? {
            report.refuse(line, vec![missing(&link)]);
        }
    }
    writer.finish()?;
    Ok(report)
}

fn unreadable(error: &io::Error) -> Stop {
    Stop::Failed(CommandError(format!("cannot read on: {error}; nothing was changed")))
}

fn put(
    writer: &mut Writer<'_>,
    seen: &mut Seen,
    number: u64,
    line: &exchange::Line,
    report: &mut Report,
    awaited: &mut Vec<Awaited>,
) -> Result<(), Stop> {
    let path = line.kind.path(line.id.as_str());
    if let Some(first) = seen.note(writer.connection(), &path, number)? {
        let detail = format!("the record “{}” stands in line {first} already", line.id);
        report.refuse(number, vec![Fault::at("/id", "repeated", detail)]);
        return Ok(());
    }
    report.count(number, writer.put(&line.id, &*line.document)?);
    for link in line.document.links() {
        if !exists(writer.connection(), &link)? {
            awaited.push(Awaited { line: number, link });
        }
    }
    Ok(())
}

fn exists(connection: &mut DbConnection, link: &Link) -> QueryResult<bool> {
    let found =
        record::table.filter(record::path.eq(link.kind.path(&link.id))).filter(record::state.ne("deleted"));
    diesel::select(diesel::dsl::exists(found)).get_result(connection)
}

/// The fault of a reference to a record that there is not.
pub fn missing(link: &Link) -> Fault {
    let detail =
        format!("there is no record “{}” in {}", link.id, crate::values::plumbing::Choice::as_str(link.kind));
    Fault::at(link.pointer.clone(), "unknown-reference", detail)
}

/// The records that the file had so far, kept by the database so that memory does not grow with the file.
struct Seen {
    insert: &'static str,
    select: &'static str,
}

#[derive(QueryableByName)]
struct SeenLine {
    #[diesel(sql_type = BigInt)]
    line: i64,
}

impl Seen {
    fn begin(connection: &mut DbConnection) -> QueryResult<Self> {
        connection.batch_execute(
            "DROP TABLE IF EXISTS import_seen; \
             CREATE TEMPORARY TABLE import_seen (path TEXT PRIMARY KEY, line BIGINT NOT NULL)",
        )?;
        Ok(Self {
            insert: connection.choose(
                "INSERT INTO import_seen (path, line) VALUES (?, ?) ON CONFLICT DO NOTHING",
                "INSERT INTO import_seen (path, line) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            ),
            select: connection.choose(
                "SELECT line FROM import_seen WHERE path = ?",
                "SELECT line FROM import_seen WHERE path = $1",
            ),
        })
    }

    /// Notes a record; the line of an earlier one is the answer.
    fn note(&self, connection: &mut DbConnection, path: &str, line: u64) -> QueryResult<Option<i64>> {
        let number = i64::try_from(line).unwrap_or(i64::MAX);
        let inserted = crate::on_each_backend!(connection, |concrete| diesel::sql_query(self.insert)
            .bind::<Text, _>(path)
            .bind::<BigInt, _>(number)
            .execute(concrete))?;
        if inserted > 0 {
            return Ok(None);
        }
        let first: SeenLine = crate::on_each_backend!(connection, |concrete| diesel::sql_query(self.select)
            .bind::<Text, _>(path)
            .get_result(concrete))?;
        Ok(Some(first.line))
    }
}
