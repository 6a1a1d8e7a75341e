//! A column has one of many values, which are passed as one parameter: the statement is the same for any number of them,
//! and stays prepared.

use diesel::sql_types::Bool;
use serde::Serialize;

use super::{DbConnection, fixed_sql::FixedSql};

/// The column, such as `record.seq`, has one of these numbers.
pub(crate) fn one_of_numbers(
    connection: &DbConnection,
    column: &str,
    numbers: &[i64],
) -> FixedSql<Bool> {
    one_of(connection, column, numbers, "::bigint")
}

/// The column, such as `record.path`, has one of these texts.
pub(crate) fn one_of_texts(
    connection: &DbConnection,
    column: &str,
    texts: &[String],
) -> FixedSql<Bool> {
    one_of(connection, column, texts, "")
}

fn one_of(
    connection: &DbConnection,
    column: &str,
    values: &[impl Serialize],
    cast: &str,
) -> FixedSql<Bool> {
    // Numbers and texts are always JSON.
    let values = serde_json::to_string(values).unwrap_or_else(|_error| "[]".to_owned());
    match connection {
        DbConnection::Sqlite(_) => {
            FixedSql::new(format!("{column} IN (SELECT value FROM json_each(")).with(values, "))")
        }
        DbConnection::Postgres(_) => {
            let elements = format!("SELECT element{cast} FROM json_array_elements_text(");
            FixedSql::new(format!("{column} = ANY (ARRAY({elements}"))
                .with(values, "::json) AS element))")
        }
    }
}
