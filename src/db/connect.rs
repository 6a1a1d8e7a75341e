//! Opening a connection and setting it up.

use std::{
    fs::OpenOptions,
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use diesel::{
    Connection, ConnectionError, PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    r2d2::{ManageConnection, R2D2Connection},
};

use super::{
    DatabaseUrl, DbConnection,
    failure::{Failure, classify},
    server_language,
};

/// Whether a missing SQLite file is made or is an error.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// Make the file.
    Create,
    /// Refuse: the command only reads.
    Existing,
    /// Begin with an empty database in memory: the command tries what it would do.
    DryRun,
}

/// Every SQLite connection: wait for another process's write, keep references whole, and sync each commit.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
     PRAGMA cache_size = -4000; PRAGMA temp_store = FILE;";

/// Every PostgreSQL connection: no statement of ours takes longer than an answer may, and no writer waits longer at
/// the row of the revision than in the queue of writers.
const POSTGRES_SETUP: &str = "SET TIME ZONE 'UTC'; SET client_min_messages = warning; SET statement_timeout = '30s'; \
     SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '10s'; SET standard_conforming_strings = on;";

/// Long work (import) outlives the limits that answers have.
const POSTGRES_LONG_WORK: &str =
    "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = 0;";

/// A larger page cache for commands that walk the whole file, and the patience to wait for another one's end.
const SQLITE_LONG_WORK: &str = "PRAGMA cache_size = -48000; PRAGMA busy_timeout = 600000;";

/// How long a program waits for others that make the same file.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens one connection.
pub fn open(url: &DatabaseUrl) -> Result<DbConnection, ConnectionError> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
            connection.batch_execute(SQLITE_SETUP).map_err(ConnectionError::CouldntSetupConfiguration)?;
            Ok(DbConnection::Sqlite(connection))
        }
        DatabaseUrl::Postgres(url) => {
            let url = with_time_limits(url);
            let mut connection = PgConnection::establish(&url)?;
            connection.batch_execute(POSTGRES_SETUP).map_err(ConnectionError::CouldntSetupConfiguration)?;
            server_language::prepare(&mut connection, &url);
            Ok(DbConnection::Postgres(connection))
        }
    }
}

/// Sets up the file itself, once, before any pool: the write-ahead log lets readers and the writer go on
/// beside each other.
///
/// The connection is a command's own: it may take as long as it needs. With it comes what may be done to the
/// database; one that is only imagined, in memory, may be made.
pub fn prepare(url: &DatabaseUrl, missing: OpenMode) -> Result<(DbConnection, OpenMode), String> {
    let in_memory = DatabaseUrl::Sqlite(":memory:".into());
    let (url, missing) = match url {
        DatabaseUrl::Sqlite(path) if missing == OpenMode::DryRun && !path.exists() => {
            (&in_memory, OpenMode::Create)
        }
        DatabaseUrl::Sqlite(path) => {
            reachable(path, missing)?;
            (url, missing)
        }
        DatabaseUrl::Postgres(_) => (url, missing),
    };
    let mut connection = open(url).map_err(|error| first_line(&error.to_string()))?;
    if let DbConnection::Sqlite(sqlite) = &mut connection {
        write_ahead(sqlite).map_err(|error| first_line(&error.to_string()))?;
    }
    let long_work = connection.choose(SQLITE_LONG_WORK, POSTGRES_LONG_WORK);
    connection.batch_execute(long_work).map_err(|error| first_line(&error.to_string()))?;
    Ok((connection, missing))
}

/// Switches the file to the write-ahead log. Of programs that do so at the same time SQLite refuses one at once,
/// whatever `busy_timeout` says; it tries again.
fn write_ahead(sqlite: &mut SqliteConnection) -> QueryResult<()> {
    let began = Instant::now();
    loop {
        match diesel::sql_query("PRAGMA journal_mode = WAL").execute(sqlite) {
            Err(error) if classify(&error) == Failure::Busy && began.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(20));
            }
            other => return other.map(drop),
        }
    }
}

/// Says in plain words why a file cannot be used, before SQLite says it in its own.
fn reachable(path: &Path, missing: OpenMode) -> Result<(), String> {
    if path.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    let opened = match missing {
        OpenMode::Existing | OpenMode::DryRun => OpenOptions::new().read(true).write(true).open(path),
        // Nobody else may read it: it has drafts, and hashes of tokens. SQLite gives its other files the same mode.
        OpenMode::Create => OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path),
    };
    opened.map(drop).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if missing == OpenMode::Existing => "there is no such file".to_owned(),
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        _ => error.to_string(),
    })
}

/// A server that does not answer must not hold a request for ever (libpq, "Connection Parameters").
fn with_time_limits(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in
        [("connect_timeout", "3"), ("tcp_user_timeout", "15000"), ("application_name", "twinning")]
    {
        if !url.contains(name) {
            url.extend([if url.contains('?') { "&" } else { "?" }, name, "=", value]);
        }
    }
    url
}

/// Errors of the databases come with hints on further lines; the user gets the first.
pub fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// Makes and checks the connections of a pool.
pub struct ConnectionManager(pub DatabaseUrl);

impl ManageConnection for ConnectionManager {
    type Connection = DbConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<DbConnection, Self::Error> {
        open(&self.0).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, connection: &mut DbConnection) -> Result<(), Self::Error> {
        connection.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut DbConnection) -> bool {
        connection.is_broken()
    }
}
