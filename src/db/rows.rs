//! Rows that are inserted many at a time.
//!
//! PostgreSQL gets one statement for all rows of a table, with an array for each column, so that its text does not depend
//! on the number of rows. SQLite runs in this process: a statement for each row that is prepared once costs less there than
//! one for many rows, which has to be prepared each time, and which makes the full-text index write what it collects.

use diesel::{
    Connection as _, QueryResult, SqliteConnection,
    backend::Backend,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Array, BigInt, Binary, Nullable, SmallInt, Text},
    sqlite::Sqlite,
};

use super::{DbConnection, together::Together};

/// A value of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ColumnValue {
    /// A text.
    Text(Option<String>),
    /// A key.
    Bytes(Vec<u8>),
    /// A number.
    Number(Option<i64>),
    /// A small number.
    Small(i16),
}

impl From<String> for ColumnValue {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for ColumnValue {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for ColumnValue {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<i64> for ColumnValue {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for ColumnValue {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<i16> for ColumnValue {
    fn from(number: i16) -> Self {
        Self::Small(number)
    }
}

/// A row of any table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableRow {
    /// The name of the table.
    pub table: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// Their values.
    pub values: Vec<ColumnValue>,
}

/// Declares the rows of a table: a struct with a field for each column, and its conversion to a [`TableRow`]. A column with
/// another name than its field has it in brackets.
macro_rules! table_row {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $table:literal {
            $($field_vis:vis $field:ident $([$column:literal])?: $type:ty,)*
        }
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($field_vis $field: $type,)*
        }

        impl From<$name> for $crate::db::rows::TableRow {
            fn from(row: $name) -> Self {
                Self {
                    table: $table,
                    columns: &[$($crate::db::rows::column_name!($field $($column)?)),*],
                    values: vec![$(row.$field.into()),*],
                }
            }
        }
    };
}

/// Returns the name of a column.
macro_rules! column_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $column:literal) => {
        $column
    };
}

pub(crate) use {column_name, table_row};

/// Rows of several tables that are yet to be inserted.
#[derive(Default, Debug)]
pub(crate) struct RowBatch(Vec<TableRows>);

/// The rows of one table.
#[derive(Debug)]
struct TableRows {
    table: &'static str,
    columns: &'static [&'static str],
    /// The beginning of the statement, once it is known for which database.
    insert: String,
    rows: Vec<Vec<ColumnValue>>,
}

impl RowBatch {
    /// Adds a row. Rows of different tables are inserted in any order.
    pub(crate) fn push(&mut self, row: impl Into<TableRow>) {
        let TableRow { table, columns, values } = row.into();
        if let Some(rows) = self.0.iter_mut().find(|rows| rows.table == table) {
            rows.rows.push(values);
        } else {
            let rows = vec![values];
            self.0.push(TableRows { table, columns, insert: String::new(), rows });
        }
    }

    /// Inserts all rows.
    pub(crate) fn insert(&mut self, connection: &mut DbConnection) -> QueryResult<()> {
        let mut together = Together::new(connection);
        self.insert_together(&mut together)?;
        together.send()
    }

    /// Inserts all rows, together with what else is changed.
    pub(crate) fn insert_together(&mut self, together: &mut Together<'_>) -> QueryResult<()> {
        for rows in self.0.iter_mut().filter(|rows| !rows.rows.is_empty()) {
            match together.sqlite() {
                Some(sqlite) => rows.one_by_one(sqlite)?,
                None => together.wait(rows.at_once()),
            }
        }
        Ok(())
    }
}

impl TableRows {
    /// The beginning of the statement, before the values.
    fn insert(&mut self, source: &str) -> &str {
        if self.insert.is_empty() {
            self.insert =
                format!("INSERT INTO {} ({}) {source}(", self.table, self.columns.join(", "));
        }
        &self.insert
    }

    fn one_by_one(&mut self, sqlite: &mut SqliteConnection) -> QueryResult<()> {
        let rows = std::mem::take(&mut self.rows);
        let insert = self.insert("VALUES ");
        for values in &rows {
            sqlite.execute_returning_count(&RowStatement { insert, values })?;
        }
        Ok(())
    }

    fn at_once(&mut self) -> ArraysStatement {
        let mut arrays: Vec<ColumnArray> = Vec::with_capacity(self.columns.len());
        for values in std::mem::take(&mut self.rows) {
            for (at, value) in values.into_iter().enumerate() {
                match arrays.get_mut(at) {
                    Some(array) => array.push(value),
                    None => arrays.push(ColumnArray::of(value)),
                }
            }
        }
        let begin = self.insert("SELECT * FROM unnest").to_owned();
        ArraysStatement { begin, arrays, end: ")" }
    }
}

/// A statement of PostgreSQL with an array for each column.
pub(crate) struct ArraysStatement {
    begin: String,
    arrays: Vec<ColumnArray>,
    end: &'static str,
}

impl ArraysStatement {
    /// The statement with these arrays between two pieces of SQL.
    pub(crate) fn new(begin: &str, arrays: Vec<ColumnArray>, end: &'static str) -> Self {
        Self { begin: begin.to_owned(), arrays, end }
    }
}

impl QueryFragment<Pg> for ArraysStatement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(&self.begin);
        bind_all(&self.arrays, &mut out)?;
        out.push_sql(self.end);
        Ok(())
    }
}

/// The values of one column on PostgreSQL.
pub(crate) enum ColumnArray {
    /// Texts.
    Texts(Vec<Option<String>>),
    /// Keys.
    Keys(Vec<Vec<u8>>),
    /// Numbers.
    Numbers(Vec<Option<i64>>),
    /// Small numbers.
    SmallNumbers(Vec<i16>),
}

impl ColumnArray {
    fn of(value: ColumnValue) -> Self {
        match value {
            ColumnValue::Text(text) => Self::Texts(vec![text]),
            ColumnValue::Bytes(bytes) => Self::Keys(vec![bytes]),
            ColumnValue::Number(number) => Self::Numbers(vec![number]),
            ColumnValue::Small(number) => Self::SmallNumbers(vec![number]),
        }
    }

    /// Adds the value of the next row, which has the same type: that of the field.
    fn push(&mut self, value: ColumnValue) {
        match (self, value) {
            (Self::Texts(texts), ColumnValue::Text(text)) => texts.push(text),
            (Self::Keys(keys), ColumnValue::Bytes(bytes)) => keys.push(bytes),
            (Self::Numbers(numbers), ColumnValue::Number(number)) => numbers.push(number),
            (Self::SmallNumbers(numbers), ColumnValue::Small(number)) => numbers.push(number),
            // Two rows of one struct cannot differ; the database would refuse arrays of different lengths.
            _ => {}
        }
    }
}

/// The statement for one row of SQLite. Diesel knows it by its text.
struct RowStatement<'r> {
    insert: &'r str,
    values: &'r [ColumnValue],
}

impl QueryId for RowStatement<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Sqlite> for RowStatement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(self.insert);
        bind_all(self.values, &mut out)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Binds parameters, with commas between them.
fn bind_all<'b, DB: Backend, V: Parameter<DB>>(
    values: &'b [V],
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push_sql(", ");
        }
        value.bind(out)?;
    }
    Ok(())
}

/// A parameter of the statement.
trait Parameter<DB: Backend> {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl Parameter<Sqlite> for ColumnValue {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        match self {
            Self::Text(text) => out.push_bind_param::<Nullable<Text>, _>(text),
            Self::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes),
            Self::Number(number) => out.push_bind_param::<Nullable<BigInt>, _>(number),
            Self::Small(number) => out.push_bind_param::<SmallInt, _>(number),
        }
    }
}

impl Parameter<Pg> for ColumnArray {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Self::Texts(texts) => out.push_bind_param::<Array<Nullable<Text>>, _>(texts),
            Self::Keys(keys) => out.push_bind_param::<Array<Binary>, _>(keys),
            Self::Numbers(numbers) => out.push_bind_param::<Array<Nullable<BigInt>>, _>(numbers),
            Self::SmallNumbers(numbers) => out.push_bind_param::<Array<SmallInt>, _>(numbers),
        }
    }
}
