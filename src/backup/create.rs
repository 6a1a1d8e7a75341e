//! Backs up all data at one state into a file, which is read again and checked before it gets its name.
//!
//! A backup of SQLite is a database file. A backup of PostgreSQL, or with `--portable`, is an
//! [archive](crate::backup::archive) for either database.

use std::{
    fs,
    io::{BufReader, BufWriter, Seek as _},
    path::Path,
};

use diesel::{
    QueryableByName, RunQueryDsl as _, connection::SimpleConnection as _, sql_query,
    sql_types::Text,
};

use super::{
    ProgressReport, accept,
    archive::{read::verify, write},
    atomic_file::{AtomicFile, FileReaders, unwritable},
    form::{BackupForm, is_in_use},
};
use crate::{
    check::{self, CheckReport},
    db::{DatabaseUrl, DbConnection, connect, transaction, write_ahead_log},
    error::CommandError,
    journal::revision::note_backup,
    values::instant::Instant,
};

/// The options of a backup.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BackupOptions {
    /// Write an archive for SQLite too.
    pub portable: bool,
    /// Overwrite an older backup.
    pub replace: bool,
    /// Continue if the data has faults.
    pub accept_faults: bool,
}

/// A finished backup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BackupSummary {
    /// The number of records.
    pub records: u64,
    /// The size of the file in bytes.
    pub bytes: u64,
}

/// Backs up all data at one state. The file gets its name after it was read again and checked.
pub(crate) fn create(
    connection: &mut DbConnection,
    path: &Path,
    options: BackupOptions,
    progress: ProgressReport<'_>,
) -> Result<BackupSummary, CommandError> {
    let file = AtomicFile::begin(path, FileReaders::Owner)?;
    let began = Instant::now();
    may_be_written(path, options.replace)?; // another program may have created it in the meantime
    let report = if options.portable || matches!(connection, DbConnection::Postgres(_)) {
        archive(connection, &file, progress)?
    } else {
        copy(connection, &file)?
    };
    accept(&report, options.accept_faults, "no backup was made")?;
    let bytes = file.file().metadata().map_err(|error| unwritable(path, &error))?.len();
    file.finish()?;
    note(connection, began);
    Ok(BackupSummary { records: report.records, bytes })
}

/// How long the note waits for another writer, such as an import: not as long as a command otherwise does.
const NOTE_SQLITE: &str = "PRAGMA busy_timeout = 10000";
const NOTE_POSTGRES: &str = "SET LOCAL lock_timeout = '10s'";

/// Notes the moment of the backup, for the metrics. The backup is there, also if the database cannot be written to.
fn note(connection: &mut DbConnection, at: Instant) {
    // SQLite waits when a transaction begins, PostgreSQL when something is written in it.
    let (before, within) =
        connection.choose((Some(NOTE_SQLITE), None), (None, Some(NOTE_POSTGRES)));
    let noted = before.map_or(Ok(()), |before| connection.batch_execute(before)).and_then(|()| {
        transaction::write(connection, |connection| {
            within.map_or(Ok(()), |within| connection.batch_execute(within))?;
            note_backup(connection, at)
        })
    });
    if let Err(error) = noted {
        log::warn!("the moment of the backup was not noted for the metrics: {error}");
    }
}

/// Checks that a file may be overwritten: only a backup, and only with `replace`.
pub(crate) fn may_be_written(path: &Path, replace: bool) -> Result<(), CommandError> {
    let refuse = |why: &str| Err(CommandError(format!("cannot write {}: {why}", path.display())));
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    if !metadata.is_file() {
        return refuse("it is not a file: give the path of a new file");
    }
    let form = if metadata.len() == 0 { Ok(BackupForm::Other) } else { BackupForm::of(path) };
    match form.map_err(|error| unwritable(path, &error))? {
        BackupForm::Other => {
            refuse("it exists and is not a backup of twinning: choose another name")
        }
        _ if !replace => refuse("it exists: choose another name, or overwrite it with --replace"),
        BackupForm::Database if is_in_use(path) => {
            refuse("it is a database in use: choose another name")
        }
        _ => Ok(()),
    }
}

/// Writes an archive, reads it again, and checks the data at the same state.
fn archive(
    connection: &mut DbConnection,
    file: &AtomicFile,
    progress: ProgressReport<'_>,
) -> Result<CheckReport, CommandError> {
    let (header, found) = transaction::snapshot(connection, |connection| {
        let output = BufWriter::with_capacity(1 << 16, file.file());
        let header =
            write::write(connection, output, &mut |done, total| progress("writing", done, total))?;
        Ok::<_, CommandError>((header, check::inside(connection)?))
    })?;
    let mut written = file.file();
    written.rewind().map_err(|error| unwritable(file.part(), &error))?;
    if verify(BufReader::with_capacity(1 << 16, written))? != header {
        return Err(CommandError("the backup cannot be read again: check the disk".to_owned()));
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Integrity {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Copies a SQLite database at one state and checks the copy: its pages, then its data.
fn copy(connection: &mut DbConnection, file: &AtomicFile) -> Result<CheckReport, CommandError> {
    let part = file.part();
    let failed =
        |error: diesel::result::Error| CommandError(format!("cannot copy the database: {error}"));
    if let DbConnection::Sqlite(sqlite) = connection {
        let copy = sql_query("VACUUM INTO ?").bind::<Text, _>(part.to_string_lossy());
        copy.execute(sqlite).map_err(failed)?;
    }
    let mut copied = connect::establish(&DatabaseUrl::Sqlite(part.to_owned()))
        .map_err(|error| CommandError(format!("cannot read the copy of the database: {error}")))?;
    if let DbConnection::Sqlite(sqlite) = &mut copied {
        let results: Vec<Integrity> =
            sql_query("PRAGMA integrity_check").load(sqlite).map_err(failed)?;
        if let Some(Integrity { integrity_check: fault }) =
            results.first().filter(|result| result.integrity_check != "ok")
        {
            return Err(CommandError(format!(
                "the database is damaged, no backup was made: {fault}; restore the last backup"
            )));
        }
        // Whoever copies the backup over a file whose log is left behind is told so, and the backup is not ruined.
        write_ahead_log::renumber(sqlite).map_err(failed)?;
    }
    transaction::snapshot(&mut copied, check::inside)
}
