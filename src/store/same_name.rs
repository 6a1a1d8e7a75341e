//! Finds records by what tells them apart for people.

use diesel::prelude::*;

use crate::{
    db::{
        Backend, DbConnection,
        schema::{record, record_name},
    },
    model::identity::{RecordIdentity, name_key},
};

/// The ids of the first `limit` records with this name, country and first date.
pub(crate) fn ids(
    connection: &mut DbConnection,
    identity: &RecordIdentity,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let RecordIdentity { kind, language, name, country, first_date } = identity;
    let mut numbers: record_name::BoxedQuery<'_, Backend> = record_name::table
        .filter(record_name::name_key.eq(name_key(*kind, language, name)))
        .into_boxed();
    if let Some(first_date) = first_date {
        numbers = numbers.filter(record_name::first_date.eq(first_date));
    }
    if let Some(country) = country {
        numbers = numbers.filter(record_name::country.eq(country));
    }
    let numbers: Vec<i64> = numbers.select(record_name::seq).limit(limit).load(connection)?;
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let found = record::table.filter(record::seq.eq_any(numbers));
    found.order(record::id_key).select(record::id).load(connection)
}
