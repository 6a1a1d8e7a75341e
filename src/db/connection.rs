//! A connection to either database.

use diesel::{Connection, MultiConnection, PgConnection, SqliteConnection};

/// A connection to either database.
#[derive(MultiConnection)]
pub enum DbConnection {
    /// A connection to a PostgreSQL server.
    Postgres(PgConnection),
    /// A connection to a SQLite file.
    Sqlite(SqliteConnection),
}

/// The Diesel backend of queries that run on either database.
pub type Backend = <DbConnection as Connection>::Backend;

impl DbConnection {
    /// Returns the value for the database of this connection.
    pub fn choose<T>(&self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}
