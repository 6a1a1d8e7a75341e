//! All SQL of the municipality.

use diesel::prelude::*;

use super::view::MunicipalityView;
use crate::{
    db::{Condition, DbConnection, schema::record},
    error::ApiError,
    journal::revision::corrupt,
    records::{kind::Kind, reader::Reader, visibility::Visibility},
    values::{codes::RecordId, plumbing::TextValue},
};

/// The id of the municipality, if it is there.
pub fn id(connection: &mut DbConnection, visibility: Visibility) -> QueryResult<Option<RecordId>> {
    let seen: Condition<record::table> = visibility.sees("record.state");
    let id: Option<String> = record::table
        .filter(record::type_rank.eq(Kind::Municipality.rank()))
        .filter(seen)
        .select(record::id)
        .first(connection)
        .optional()?;
    id.map(|id| RecordId::read(&id).ok_or_else(|| corrupt(&id))).transpose()
}

/// The id of the municipality that was there last, deleted or not.
pub fn last_id(connection: &mut DbConnection) -> QueryResult<Option<RecordId>> {
    let id: Option<String> = record::table
        .filter(record::type_rank.eq(Kind::Municipality.rank()))
        .order(record::revision.desc())
        .select(record::id)
        .first(connection)
        .optional()?;
    id.map(|id| RecordId::read(&id).ok_or_else(|| corrupt(&id))).transpose()
}

/// The municipality, if it is there.
pub fn find(reader: &mut Reader<'_>) -> Result<Option<MunicipalityView>, ApiError> {
    let id = id(reader.connection, reader.audience.visibility)?;
    id.map(|id| Ok(reader.view(&id)?.view)).transpose()
}
