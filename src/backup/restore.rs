//! Restores a backup of either form into either database, in one transaction: readers see the previous data
//! or all of the restored data.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Seek as _},
    path::Path,
};

use diesel::prelude::*;

use super::{
    ProgressReport, accept,
    archive::{
        lines::ArchiveHeader,
        load::{RestoreStage, load},
        read::{ArchiveReader, verify},
        write,
    },
    form::{BackupForm, is_in_use},
};
use crate::{
    check,
    db::{
        DatabaseUrl, DbConnection,
        connect::OpenMode,
        error::OpenError,
        schema::{journal, record, token, webhook},
        transaction,
    },
    error::CommandError,
    journal::writer::JournalWriter,
    store::open::open_migrated,
};

/// The number of bytes that are read at a time.
const BUFFER: usize = 1 << 16;

/// Opens a backup as an archive and reads all of it. A file that was cut or changed is refused before the
/// database is locked.
pub(crate) fn open(path: &Path) -> Result<File, CommandError> {
    let unreadable =
        |error: io::Error| CommandError(format!("cannot read {}: {error}", path.display()));
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(CommandError(format!("cannot read {}: it is not a file", path.display())));
    }
    let mut archive = match BackupForm::of(path).map_err(unreadable)? {
        BackupForm::Archive => File::open(path).map_err(unreadable)?,
        BackupForm::Database => archived(path)?,
        BackupForm::Other => {
            return Err(CommandError(format!(
                "cannot restore {}: it is not a backup of twinning; to read an export, use twinning import",
                path.display()
            )));
        }
    };
    verify(BufReader::with_capacity(BUFFER, &archive))?;
    archive.rewind().map_err(unreadable)?;
    Ok(archive)
}

/// Restores an archive completely or not at all.
pub(crate) fn run(
    connection: &mut DbConnection,
    archive: &File,
    replace: bool,
    accept_faults: bool,
    progress: ProgressReport<'_>,
) -> Result<ArchiveHeader, CommandError> {
    let mut reader = ArchiveReader::begin(BufReader::with_capacity(BUFFER, archive))?;
    transaction::write(connection, |connection| {
        // Other writers wait. The journal is loaded and not written.
        JournalWriter::lock(connection, "restore")?;
        if !replace && !is_empty(connection)? {
            return Err(CommandError(
                "the database is not empty, nothing was changed: restore into a new one, or with --replace, which \
                 removes all its data, tokens, webhooks and history included"
                    .to_owned(),
            ));
        }
        load(connection, &mut reader, &mut |stage, done, total| {
            progress(
                if stage == RestoreStage::Loading { "loading" } else { "indexing" },
                done,
                total,
            );
        })?;
        let found = check::inside(connection)?;
        accept(&found, accept_faults, "nothing was changed")?;
        Ok(reader.header.clone())
    })
}

fn is_empty(connection: &mut DbConnection) -> QueryResult<bool> {
    let records: Option<i64> = record::table.select(record::seq).first(connection).optional()?;
    let entries: Option<i64> =
        journal::table.select(journal::revision).first(connection).optional()?;
    let tokens: Option<String> = token::table.select(token::id).first(connection).optional()?;
    let endpoints: Option<String> =
        webhook::table.select(webhook::id).first(connection).optional()?;
    let is_any = tokens.is_some() || endpoints.is_some();
    Ok(records.is_none() && entries.is_none() && !is_any)
}

/// Converts a backup of SQLite into an archive. A copy of the file is opened, because opening it updates its
/// tables.
fn archived(path: &Path) -> Result<File, CommandError> {
    let failed =
        |error: io::Error| CommandError(format!("cannot read {}: {error}", path.display()));
    if is_in_use(path) {
        return Err(CommandError(format!(
            "cannot restore {0}: it is a database in use and not a backup; make one with twinning backup",
            path.display()
        )));
    }
    let folder = tempfile::tempdir().map_err(failed)?;
    let copy = folder.path().join("backup.db");
    fs::copy(path, &copy).map_err(failed)?;
    let explain = |error: OpenError| {
        let advice = if error.is_damaged() { ": use another backup" } else { "" };
        CommandError(format!("cannot restore {}: {}{advice}", path.display(), error.reason()))
    };
    let mut connection =
        open_migrated(&DatabaseUrl::Sqlite(copy), OpenMode::Existing).map_err(explain)?;
    let mut file = tempfile::tempfile().map_err(failed)?;
    transaction::snapshot(&mut connection, |connection| {
        write::write(connection, BufWriter::with_capacity(BUFFER, &file), &mut |_, _| {})
    })?;
    file.rewind().map_err(failed)?;
    Ok(file)
}
