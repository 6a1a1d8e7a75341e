//! `backup`: everything, at one state, in one file that was read again before it got its name.
//!
//! On SQLite it is a database that can be put in the place of the one that was lost; on PostgreSQL, and with
//! `--portable`, an [archive](super::archive), which any database takes.

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Read as _, Seek as _},
    path::Path,
};

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};

use super::{
    archive::{lines::BEGINNING, read::verify, write},
    check::{self, Found},
    output,
    progress::Progress,
    unfinished::{Readers, Unfinished, unwritable},
    upkeep,
};
use crate::{
    config::Backup,
    db::{
        DatabaseUrl, DbConnection,
        connect::{self, Missing},
        pool::open_migrated,
        transaction,
    },
    error::CommandError,
};

/// How a SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What a file is, by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A SQLite database.
    Database,
    /// An archive.
    Archive,
    /// Something else.
    Other,
}

impl Form {
    /// Looks at the first bytes.
    pub fn of(path: &Path) -> std::io::Result<Self> {
        let mut beginning = Vec::new();
        File::open(path)?.take(32).read_to_end(&mut beginning)?;
        Ok(match beginning {
            bytes if bytes.starts_with(SQLITE) => Self::Database,
            bytes if bytes.starts_with(BEGINNING.as_bytes()) => Self::Archive,
            _ => Self::Other,
        })
    }
}

/// The `backup` command.
pub fn command(settings: &Backup) -> Result<(), CommandError> {
    let path = &settings.file;
    may_be_written(path, settings.replace)?;
    let mut connection = open_migrated(&settings.database.database_url, Missing::Refuse)?;
    upkeep::reindex_if_stale(&mut connection)?;
    let unfinished = Unfinished::begin(path, Readers::Owner)?;
    may_be_written(path, settings.replace)?; // another one may have made it meanwhile
    let found = if settings.portable || matches!(connection, DbConnection::Postgres(_)) {
        archive(&mut connection, &unfinished)?
    } else {
        copy(&mut connection, &unfinished)?
    };
    accept(&found, settings.accept_faults, "no backup was made")?;
    let bytes = unfinished.file().metadata().map_err(|error| unwritable(path, &error))?.len();
    unfinished.finish()?;
    output::print(&format!(
        "{} holds {} records in {bytes} bytes; it was read again and checked.\n",
        path.display(),
        found.records
    ))
}

/// Refuses to write over what is no backup, or without being told.
fn may_be_written(path: &Path, replace: bool) -> Result<(), CommandError> {
    let refuse = |why: &str| Err(CommandError(format!("cannot write {}: {why}", path.display())));
    let Ok(there) = fs::metadata(path) else { return Ok(()) };
    if !there.is_file() {
        return refuse("it is there and is no file: give the path of a file that is to be made");
    }
    let form = if there.len() == 0 { Ok(Form::Other) } else { Form::of(path) };
    match form.map_err(|error| unwritable(path, &error))? {
        Form::Other => refuse("it is there and is no backup of twinning: choose another name"),
        _ if !replace => refuse("it is there: choose another name, or write over it with --replace"),
        Form::Database if is_in_use(path) => refuse("it is a database in use: choose another name"),
        _ => Ok(()),
    }
}

/// Whether a SQLite file has a write-ahead log beside it, so that it is no backup.
pub fn is_in_use(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Ends with the faults, unless they are accepted.
pub fn accept(found: &Found, accepted: bool, otherwise: &str) -> Result<(), CommandError> {
    let Some(first) = found.faults.first() else { return Ok(()) };
    let faults = found.count;
    if accepted {
        log::warn!("{faults} faults, the first: {first}");
        return Ok(());
    }
    Err(CommandError(format!(
        "the data has {faults} faults, the first: {first}; {otherwise}: see them with twinning check, \
         or go on with --accept-faults"
    )))
}

/// Writes an archive, reads it again, and checks the data at the same state.
fn archive(connection: &mut DbConnection, unfinished: &Unfinished) -> Result<Found, CommandError> {
    let progress = Progress::begin();
    let (header, found) = transaction::snapshot(connection, |connection| {
        let output = BufWriter::with_capacity(1 << 16, unfinished.file());
        let header =
            write::write(connection, output, &mut |done, total| progress.show("writing", done, total))?;
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
fn copy(connection: &mut DbConnection, unfinished: &Unfinished) -> Result<Found, CommandError> {
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
