//! All SQL of the municipality.

use diesel::prelude::*;

use super::view::MunicipalityView;
use crate::{
    db::schema::record,
    error::ApiError,
    journal::revision::corrupt,
    records::{kind::Kind, reader::Reader},
    values::{
        codes::RecordId,
        plumbing::{Choice, TextValue},
    },
};

/// The municipality, if it is published.
pub fn find(reader: &mut Reader<'_>) -> Result<Option<MunicipalityView>, ApiError> {
    let id: Option<String> = record::table
        .filter(record::type_rank.eq(Kind::Municipality.rank()))
        .filter(record::record_type.eq(Kind::Municipality.as_str()))
        .filter(record::state.eq("published"))
        .select(record::id)
        .first(reader.connection)
        .optional()?;
    let Some(id) = id else { return Ok(None) };
    let id = RecordId::read(&id).ok_or_else(|| corrupt(&id))?;
    reader.view(&id).map(Some)
}
