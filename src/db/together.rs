//! Changes that are sent to PostgreSQL together.
//!
//! Each statement costs the time of a round trip, during which the other writers wait. So the statements of a change
//! become one: all but the last are its common table expressions. None of them sees what the others do, and their order
//! is not defined, so that what depends on another one is sent after it. SQLite, which has no round trips, runs each at
//! once.

use diesel::{
    PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    backend::Backend,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{BigInt, Binary, HasSqlType, Text},
    sqlite::Sqlite,
};

use super::DbConnection;

type Statement = Box<dyn QueryFragment<Pg>>;

/// Changes that wait to be sent.
pub(crate) struct Together<'c> {
    connection: &'c mut DbConnection,
    waiting: Vec<Statement>,
}

impl<'c> Together<'c> {
    /// Begins without any.
    pub(crate) fn new(connection: &'c mut DbConnection) -> Self {
        Self { connection, waiting: Vec::new() }
    }

    /// Adds a statement.
    pub(crate) fn add<S>(&mut self, statement: S) -> QueryResult<()>
    where
        S: QueryFragment<Pg>
            + QueryFragment<Sqlite>
            + QueryId
            + RunQueryDsl<SqliteConnection>
            + 'static,
    {
        match self.connection {
            DbConnection::Sqlite(sqlite) => statement.execute(sqlite).map(drop),
            DbConnection::Postgres(_) => {
                self.waiting.push(Box::new(statement));
                Ok(())
            }
        }
    }

    /// The connection to SQLite, which runs each statement at once; `None` for PostgreSQL.
    pub(crate) fn sqlite(&mut self) -> Option<&mut SqliteConnection> {
        match self.connection {
            DbConnection::Sqlite(sqlite) => Some(sqlite),
            DbConnection::Postgres(_) => None,
        }
    }

    /// Adds a statement for PostgreSQL.
    pub(crate) fn wait(&mut self, statement: impl QueryFragment<Pg> + 'static) {
        self.waiting.push(Box::new(statement));
    }

    /// Sends what waits, and returns the connection.
    pub(crate) fn connection(&mut self) -> QueryResult<&mut DbConnection> {
        self.send()?;
        Ok(self.connection)
    }

    /// Returns the value for the database.
    pub(crate) fn choose<T>(&self, sqlite: T, postgres: T) -> T {
        self.connection.choose(sqlite, postgres)
    }

    /// Sends what waits.
    pub(crate) fn send(&mut self) -> QueryResult<()> {
        let (waiting, DbConnection::Postgres(postgres)) =
            (std::mem::take(&mut self.waiting), &mut *self.connection)
        else {
            return Ok(());
        };
        if waiting.is_empty() {
            return Ok(());
        }
        Joined(waiting).execute(postgres).map(drop)
    }
}

/// Statements as one.
struct Joined(Vec<Statement>);

impl QueryFragment<Pg> for Joined {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some((last, others)) = self.0.split_last() else { return Ok(()) };
        for (number, statement) in others.iter().enumerate() {
            let with = if number == 0 { "WITH" } else { "," };
            pass.push_sql(&format!("{with} change_{number} AS ("));
            statement.walk_ast(pass.reborrow())?;
            pass.push_sql(")");
        }
        pass.push_sql(" ");
        last.walk_ast(pass.reborrow())
    }
}

impl QueryId for Joined {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<PgConnection> for Joined {}

/// A statement in plain SQL with values in it, which is numbered with the others. It stays prepared, as an update of Diesel
/// does not.
pub(crate) struct PlainStatement(Vec<StatementPart>);

enum StatementPart {
    Sql(String),
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl PlainStatement {
    /// Begins with SQL.
    pub(crate) fn new(sql: impl Into<String>) -> Self {
        Self(vec![StatementPart::Sql(sql.into())])
    }

    /// Appends a number.
    pub(crate) fn number(mut self, number: i64) -> Self {
        self.0.push(StatementPart::Number(number));
        self
    }

    /// Appends a text.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.push(StatementPart::Text(text.to_owned()));
        self
    }

    /// Appends bytes.
    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.push(StatementPart::Bytes(bytes.to_owned()));
        self
    }

    /// Appends SQL.
    pub(crate) fn sql(mut self, sql: &str) -> Self {
        self.0.push(StatementPart::Sql(sql.to_owned()));
        self
    }
}

impl<DB> QueryFragment<DB> for PlainStatement
where
    DB: Backend + HasSqlType<BigInt> + HasSqlType<Text> + HasSqlType<Binary>,
    i64: ToSql<BigInt, DB>,
    String: ToSql<Text, DB>,
    Vec<u8>: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for part in &self.0 {
            match part {
                StatementPart::Sql(sql) => pass.push_sql(sql),
                StatementPart::Number(number) => pass.push_bind_param::<BigInt, _>(number)?,
                StatementPart::Text(text) => pass.push_bind_param::<Text, _>(text)?,
                StatementPart::Bytes(bytes) => pass.push_bind_param::<Binary, _>(bytes)?,
            }
        }
        Ok(())
    }
}

impl QueryId for PlainStatement {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<SqliteConnection> for PlainStatement {}
