//! `backup`: everything, at one state, in one file that was read again before it got its name.
//!
//! On SQLite it is a database that can be put in the place of the one that was lost; on PostgreSQL, and with
//! `--portable`, an [archive](crate::backup::archive), which any database takes.

use std::{
    fs,
    io::{BufReader, BufWriter, Seek as _},
    path::Path,
};

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};

use super::{
    ProgressReport, accept,
    archive::{read::verify, write},
    atomic_file::{AtomicFile, FileReaders, unwritable},
    form::{BackupForm, is_in_use},
};
use crate::{
    check::{self, CheckReport},
    db::{DatabaseUrl, DbConnection, connect, transaction},
    error::CommandError,
};

/// How a backup is made.
#[derive(Clone, Copy, Debug)]
pub struct BackupOptions {
    /// An archive also of a SQLite database.
    pub portable: bool,
    /// Write over an older backup.
    pub replace: bool,
    /// Go on when the data has faults.
    pub accept_faults: bool,
}

/// A backup that was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BackupSummary {
    /// How many records it has.
    pub records: u64,
    /// How large it is.
    pub bytes: u64,
}

/// Backs up everything at one state into a file that gets its name when it was read again and checked.
pub fn create(
    connection: &mut DbConnection,
    path: &Path,
    options: BackupOptions,
    progress: ProgressReport<'_>,
) -> Result<BackupSummary, CommandError> {
    let unfinished = AtomicFile::begin(path, FileReaders::Owner)?;
    may_be_written(path, options.replace)?; // another program may have made it meanwhile
    let report = if options.portable || matches!(connection, DbConnection::Postgres(_)) {
        archive(connection, &unfinished, progress)?
    } else {
        copy(connection, &unfinished)?
    };
    accept(&report, options.accept_faults, "no backup was made")?;
    let bytes = unfinished.file().metadata().map_err(|error| unwritable(path, &error))?.len();
    unfinished.finish()?;
    Ok(BackupSummary { records: report.records, bytes })
}

/// Refuses to write over a file that is no backup, or over a backup without `replace`.
pub fn may_be_written(path: &Path, replace: bool) -> Result<(), CommandError> {
    let refuse = |why: &str| Err(CommandError(format!("cannot write {}: {why}", path.display())));
    let Ok(there) = fs::metadata(path) else { return Ok(()) };
    if !there.is_file() {
        return refuse("it is there and is no file: give the path of a file that is to be made");
    }
    let form = if there.len() == 0 { Ok(BackupForm::Other) } else { BackupForm::of(path) };
    match form.map_err(|error| unwritable(path, &error))? {
        BackupForm::Other => refuse("it is there and is no backup of twinning: choose another name"),
        _ if !replace => refuse("it is there: choose another name, or write over it with --replace"),
        BackupForm::Database if is_in_use(path) => refuse("it is a database in use: choose another name"),
        _ => Ok(()),
    }
}

/// Writes an archive, reads it again, and checks the data at the same state.
fn archive(
    connection: &mut DbConnection,
    unfinished: &AtomicFile,
    progress: ProgressReport<'_>,
) -> Result<CheckReport, CommandError> {
    let (header, found) = transaction::snapshot(connection, |connection| {
        let output = BufWriter::with_capacity(1 << 16, unfinished.file());
        let header = write::write(connection, output, &mut |done, total| progress("writing", done, total))?;
        Ok::<_, CommandError>((header, check::inside(connection)?))
    })?;
    let mut file = unfinished.file();
    file.rewind().map_err(|error| unwritable(unfinished.part(), &error))?;
    if verify(BufReader::with_capacity(1 << 16, file))? != header {
        return Err(CommandError("what was written cannot be read again: is the disk sound?".to_owned()));
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Integrity {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Copies a SQLite database at one state, and checks the copy: its pages, then all that is in it.
fn copy(connection: &mut DbConnection, unfinished: &AtomicFile) -> Result<CheckReport, CommandError> {
    let part = unfinished.part();
    let failed = |error: diesel::result::Error| CommandError(format!("cannot copy the database: {error}"));
    if let DbConnection::Sqlite(sqlite) = connection {
        let copy = sql_query("VACUUM INTO ?").bind::<Text, _>(part.to_string_lossy());
        copy.execute(sqlite).map_err(failed)?;
    }
    let mut copied = connect::open(&DatabaseUrl::Sqlite(part.to_owned()))
        .map_err(|error| CommandError(format!("cannot read the copy of the database: {error}")))?;
    if let DbConnection::Sqlite(sqlite) = &mut copied {
        let told: Vec<Integrity> = sql_query("PRAGMA integrity_check").load(sqlite).map_err(failed)?;
        if let Some(Integrity { integrity_check: fault }) =
            told.first().filter(|told| told.integrity_check != "ok")
        {
            return Err(CommandError(format!(
                "the database is damaged, no backup was made: {fault}; restore the last backup"
            )));
        }
    }
    transaction::snapshot(&mut copied, check::inside)
}
