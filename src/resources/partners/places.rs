//! Where partners are: what a map of all of them needs, and no more.

use diesel::{prelude::*, sql_types::Text};

use crate::{
    db::{
        fixed_sql::FixedSql,
        schema::{location, record},
    },
    error::ApiError,
    journal::revision::corrupt,
    model::record_type::RecordType,
    store::read::reader::Reader,
    values::{
        country::Country, language::Language, place::Location, position::GeoPosition,
        record_id::RecordId, traits::TextValue as _,
    },
};

/// The type of the records.
const KIND: RecordType = RecordType::Partners;

/// A partner on the map.
pub(crate) struct PartnerPlace {
    /// The id of the partner.
    pub id: RecordId,
    /// Its name in the language of the reader, or in the closest available one.
    pub name: String,
    /// The language of the name.
    pub language: Language,
    /// Its country.
    pub country: Country,
    /// Where it is.
    pub location: Location,
}

/// A row of the query: the id, the names, the country, and where it is.
type PlaceRow = (String, String, String, i64, i64);

/// The partners that the audience sees and that have a location, at most so many, in the order of their names.
pub(crate) fn first(reader: &mut Reader<'_>, most: i64) -> Result<Vec<PartnerPlace>, ApiError> {
    let country = "(SELECT partner.country FROM partner WHERE partner.seq = record.seq)";
    let rows: Vec<PlaceRow> = record::table
        .inner_join(location::table.on(location::seq.eq(record::seq)))
        .filter(record::type_key.eq(KIND.search_rank().to_be_bytes().to_vec()))
        .filter(reader.audience.visibility.sees("record.state"))
        .order((record::name_key, record::id_key))
        .limit(most)
        .select((
            record::id,
            record::names,
            FixedSql::<Text>::new(country),
            location::latitude,
            location::longitude,
        ))
        .load(reader.connection)?;
    rows.into_iter().map(|row| place(reader, row)).collect()
}

/// The number of partners that the audience sees and that have a location.
pub(crate) fn count(reader: &mut Reader<'_>) -> Result<i64, ApiError> {
    let visibility = reader.audience.visibility;
    Ok(reader.counted("located partners", |connection| {
        record::table
            .inner_join(location::table.on(location::seq.eq(record::seq)))
            .filter(location::type_rank.eq(KIND.rank()))
            .filter(visibility.sees("record.state"))
            .count()
            .get_result(connection)
    })?)
}

fn place(
    reader: &mut Reader<'_>,
    (id, names, country, latitude, longitude): PlaceRow,
) -> Result<PartnerPlace, ApiError> {
    let (language, name) = reader.name(&names)?.ok_or_else(|| corrupt(&id))?;
    let country = Country::read(&country).ok_or_else(|| corrupt(&id))?;
    let location = GeoPosition { latitude, longitude }.into();
    let id = RecordId::read(&id).ok_or_else(|| corrupt(&id))?;
    Ok(PartnerPlace { id, name, language, country, location })
}
