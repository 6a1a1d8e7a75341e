//! A connection to either database.

#![expect(missing_docs, reason = "the derive makes items that take no doc comments")]

use diesel::{Connection, MultiConnection, PgConnection, SqliteConnection};

/// A connection to either database.
#[derive(MultiConnection)]
pub enum DbConnection {
    /// To a PostgreSQL server.
    Postgres(PgConnection),
    /// To a SQLite file.
    Sqlite(SqliteConnection),
}

/// The backend that stands for both databases in the type of a query.
pub type Backend = <DbConnection as Connection>::Backend;

impl DbConnection {
    /// Picks what belongs to this connection's database.
    pub fn choose<T>(&self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}
