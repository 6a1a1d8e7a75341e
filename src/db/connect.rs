//! Opens connections and sets them up.

use std::{
    fmt::Display,
    fs::{self, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use diesel::{
    Connection, ConnectionError, QueryResult, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    dsl::sql,
    r2d2::{ManageConnection, R2D2Connection},
    sql_types::Integer,
};

use super::{
    DatabaseUrl, DbConnection,
    error::OpenError,
    failure::{Failure, classify},
    file_guard::FileGuard,
    postgres_address::PostgresAddress,
    server_language, sqlite_progress, write_ahead_log,
};

/// How a command opens its database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// Create a missing SQLite file.
    Create,
    /// Refuse a missing SQLite file.
    Existing,
    /// Change nothing: a missing SQLite file is replaced by an empty database in memory.
    DryRun,
}

/// Settings of each SQLite connection: wait for writes of other processes, check foreign keys, sync each commit, and give
/// back what the log grew by while a long list was read.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
     PRAGMA cache_size = -4000; PRAGMA temp_store = FILE; PRAGMA journal_size_limit = 67108864;";

/// Settings of each PostgreSQL connection. Those that a connection pooler would not keep are set for each transaction.
const POSTGRES_SETUP: &str = "SET TIME ZONE 'UTC'; SET standard_conforming_strings = on;";

/// Settings of commands on SQLite: a larger page cache, and ten minutes to wait for another command.
const SQLITE_LONG_WORK: &str = "PRAGMA cache_size = -48000; PRAGMA busy_timeout = 600000;";

/// How long to wait while other processes switch the same file to the write-ahead log.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens a connection of the service, whose errors can be classified (see [`classify`]).
pub fn open(url: &DatabaseUrl) -> Result<DbConnection, ConnectionError> {
    let mut connection = establish(url)?;
    if let DbConnection::Sqlite(sqlite) = &mut connection {
        // Opens the write-ahead log, which then stays as long as the connection.
        let reads = sqlite.batch_execute("SELECT count(*) FROM sqlite_schema");
        reads.map_err(ConnectionError::CouldntSetupConfiguration)?;
    }
    if let (DbConnection::Postgres(postgres), DatabaseUrl::Postgres(url)) = (&mut connection, url) {
        server_language::prepare(postgres, &PostgresAddress::of(url));
    }
    Ok(connection)
}

/// Opens a connection and sets it up.
pub(crate) fn establish(url: &DatabaseUrl) -> Result<DbConnection, ConnectionError> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            sqlite_progress::install();
            let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
            connection
                .batch_execute(SQLITE_SETUP)
                .map_err(ConnectionError::CouldntSetupConfiguration)?;
            Ok(DbConnection::Sqlite(connection))
        }
        DatabaseUrl::Postgres(url) => {
            let mut connection = PostgresAddress::of(url).connect()?;
            connection
                .batch_execute(POSTGRES_SETUP)
                .map_err(ConnectionError::CouldntSetupConfiguration)?;
            Ok(DbConnection::Postgres(connection))
        }
    }
}

/// Opens the connection of a command, without time limits, and switches a SQLite file to the write-ahead log,
/// in which readers and a writer do not block each other.
///
/// Returns the mode for the migrations too: a database in memory may be created even in a dry run.
pub fn prepare(
    url: &DatabaseUrl,
    missing: OpenMode,
) -> Result<(DbConnection, OpenMode), OpenError> {
    let in_memory = DatabaseUrl::Sqlite(":memory:".into());
    let (url, missing) = match url {
        DatabaseUrl::Sqlite(path) if missing == OpenMode::DryRun && !path.exists() => {
            (&in_memory, OpenMode::Create)
        }
        DatabaseUrl::Sqlite(path) => {
            own_log(path).map_err(|why| OpenError::damaged(url, why))?;
            reachable(path, missing).map_err(|why| OpenError::new(url, why))?;
            whole(path).map_err(|why| OpenError::damaged(url, why))?;
            (url, missing)
        }
        DatabaseUrl::Postgres(_) => (url, missing),
    };
    let failed = |error: &dyn Display| OpenError::new(url, first_line(&error.to_string()));
    let mut connection = establish(url).map_err(|error| failed(&error))?;
    if let DbConnection::Sqlite(sqlite) = &mut connection {
        write_ahead(sqlite).map_err(|error| failed(&error))?;
        sqlite.batch_execute(SQLITE_LONG_WORK).map_err(|error| failed(&error))?;
    }
    Ok((connection, missing))
}

/// Switches a file to the write-ahead log. If several processes do this at the same time, SQLite refuses all
/// but one at once, regardless of `busy_timeout`; this function tries again.
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

/// Checks that a file can be used, so that the error is clearer than that of SQLite.
fn reachable(path: &Path, missing: OpenMode) -> Result<(), String> {
    if path.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    if missing == OpenMode::Create && fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        log::warn!("the file {} was empty: a new database is made in it", path.display());
    }
    let opened = match missing {
        OpenMode::Existing | OpenMode::DryRun => {
            OpenOptions::new().read(true).write(true).open(path)
        }
        // Only the owner may read the file: it has drafts, and hashes of tokens. SQLite gives its other files
        // the same mode.
        OpenMode::Create => {
            OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)
        }
    };
    opened.map(drop).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if missing == OpenMode::Existing => {
            "there is no such file".to_owned()
        }
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        _ => error.to_string(),
    })
}

/// Checks that the write-ahead log beside a file is not that of another file, before SQLite applies it.
fn own_log(path: &Path) -> Result<(), String> {
    if path.is_dir() || !write_ahead_log::is_foreign(path).map_err(|error| error.to_string())? {
        return Ok(());
    }
    let log = write_ahead_log::path_of(path);
    if fs::metadata(path).map_or(0, |file| file.len()) == 0 {
        return Err(format!(
            "the file is missing or empty, but {0} has changes of it: restore a backup, or move {0} away to begin with \
             an empty database",
            log.display()
        ));
    }
    Err(format!(
        "{0} was written for another file than this one, and would ruin it; if this file is the right one, such as a \
         backup that was copied here, move the log away and try again (mv {0} {0}.old)",
        log.display()
    ))
}

/// Checks that a file without a log has all the pages that its header counts ("Database File Format", section 1.3): SQLite
/// would find out when it needs one of them.
fn whole(path: &Path) -> Result<(), String> {
    if write_ahead_log::is_truncated(path).map_err(|error| error.to_string())? {
        return Err("the file is shorter than it says: it was cut off".to_owned());
    }
    Ok(())
}

/// Returns the first line of an error of a database. Further lines have hints.
pub fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// Ends the statement that a server process of PostgreSQL runs.
pub(super) fn cancel(url: &DatabaseUrl, backend: i32) -> Result<(), OpenError> {
    let DatabaseUrl::Postgres(address) = url else { return Ok(()) };
    let failed = |error: &dyn Display| OpenError::new(url, error);
    let mut connection = PostgresAddress::of(address).connect().map_err(|error| failed(&error))?;
    let cancel = diesel::sql_query("SELECT pg_cancel_backend($1)");
    cancel.bind::<Integer, _>(backend).execute(&mut connection).map_err(|error| failed(&error))?;
    Ok(())
}

/// A connection of a pool.
pub struct PooledConnection {
    /// The connection.
    pub connection: DbConnection,
    /// The server process of PostgreSQL that it is connected to, if it is always the same.
    pub backend: Option<i32>,
    /// Whether the pool has to open another one in its place.
    pub is_lost: bool,
}

impl PooledConnection {
    fn new(mut connection: DbConnection, url: &DatabaseUrl) -> Result<Self, ConnectionError> {
        let backend = match &mut connection {
            DbConnection::Sqlite(_) => None,
            DbConnection::Postgres(_) if url.is_pooled() => None,
            DbConnection::Postgres(postgres) => {
                let backend = diesel::select(sql::<Integer>("pg_backend_pid()"));
                Some(
                    backend
                        .get_result(postgres)
                        .map_err(ConnectionError::CouldntSetupConfiguration)?,
                )
            }
        };
        Ok(Self { connection, backend, is_lost: false })
    }
}

/// Opens and checks the connections of a pool.
pub(super) struct ConnectionManager {
    /// The database.
    pub url: DatabaseUrl,
    /// The files that the first connection opened.
    pub files: FileGuard,
}

impl ManageConnection for ConnectionManager {
    type Connection = PooledConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<PooledConnection, Self::Error> {
        self.files.check().map_err(|fault| {
            diesel::r2d2::Error::ConnectionError(ConnectionError::BadConnection(fault.to_string()))
        })?;
        open(&self.url)
            .and_then(|connection| PooledConnection::new(connection, &self.url))
            .map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, pooled: &mut PooledConnection) -> Result<(), Self::Error> {
        pooled.connection.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut PooledConnection) -> bool {
        pooled.is_lost || pooled.connection.is_broken()
    }
}
