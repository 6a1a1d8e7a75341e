//! Moves a database that cannot be used out of the way of a restored one.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use diesel::{
    QueryResult, RunQueryDsl as _, deserialize::QueryableByName, sql_query, sql_types::Text,
};

use crate::{
    db::{
        DatabaseUrl, DbConnection,
        error::OpenError,
        failure::{Failure, classify},
    },
    error::CommandError,
    values::instant::Instant,
};

#[derive(QueryableByName)]
struct CheckedPages {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

/// The ends of the names of the files of SQLite.
const FILES: [&str; 3] = ["", "-wal", "-shm"];

/// Opens a database for a restore. Files of SQLite that can only be replaced are moved away first; returns where to.
pub(crate) fn open_or_set_aside(
    url: &DatabaseUrl,
    open: impl Fn(&DatabaseUrl) -> Result<DbConnection, OpenError>,
) -> Result<(DbConnection, Option<PathBuf>), CommandError> {
    let DatabaseUrl::Sqlite(path) = url else { return Ok((open(url)?, None)) };
    match open(url) {
        Ok(mut connection) => match is_intact(&mut connection) {
            Ok(true) => return Ok((connection, None)),
            Ok(false) => {}
            Err(error) if classify(&error) == Failure::Damaged => {}
            Err(error) => return Err(error.into()),
        },
        Err(error) if error.is_damaged() => {}
        Err(error) => return Err(error.into()),
    }
    let kept = move_away(path).map_err(|error| {
        CommandError(format!("cannot move {} out of the way: {error}", path.display()))
    })?;
    Ok((open(url)?, Some(kept)))
}

/// Checks the pages of a file: one that can be opened can be damaged further inside.
fn is_intact(connection: &mut DbConnection) -> QueryResult<bool> {
    let DbConnection::Sqlite(sqlite) = connection else { return Ok(true) };
    let found: CheckedPages = sql_query("PRAGMA quick_check(1)").get_result(sqlite)?;
    Ok(found.quick_check == "ok")
}

/// Gives the files other names.
fn move_away(path: &Path) -> io::Result<PathBuf> {
    let moment = Instant::now().to_string().replace(':', "");
    let with = |path: &Path, end: &str| {
        let mut name = OsString::from(path);
        name.push(end);
        PathBuf::from(name)
    };
    let kept = with(path, &format!(".unusable-{moment}"));
    for end in FILES {
        match fs::rename(with(path, end), with(&kept, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(kept)
}
