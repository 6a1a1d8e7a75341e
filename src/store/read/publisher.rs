//! Who publishes the data: the municipality, as other formats than JSON name it.

use diesel::prelude::*;

use super::{reader::Reader, view::Record};
use crate::{
    db::{Condition, DbConnection, schema::record},
    error::ApiError,
    journal::revision::corrupt,
    model::{
        municipality::{Licence, MunicipalityBody},
        record_type::RecordType,
        visibility::Visibility,
    },
    values::{
        instant::Instant, record_id::RecordId, traits::TextValue as _, translations::pick,
        web_address::WebAddress,
    },
};

/// The municipality, in the language of the reader.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct NamedPublisher {
    /// The id; `None` while the municipality is not described.
    pub id: Option<RecordId>,
    /// The name.
    pub name: String,
    /// The address of the website.
    pub website: Option<WebAddress>,
    /// The licence of the data.
    pub licence: Option<Licence>,
    /// When the description was last changed.
    pub updated_at: Option<Instant>,
}

/// The name of a publisher that is not described.
const UNNAMED: &str = "twinning";

/// The id of the municipality, if it is described and visible.
pub(crate) fn id(
    connection: &mut DbConnection,
    visibility: Visibility,
) -> QueryResult<Option<RecordId>> {
    let seen: Condition<record::table> = visibility.sees("record.state");
    let id: Option<String> = record::table
        .filter(record::type_rank.eq(RecordType::Municipality.rank()))
        .filter(seen)
        .select(record::id)
        .first(connection)
        .optional()?;
    id.map(|id| RecordId::read(&id).ok_or_else(|| corrupt(&id))).transpose()
}

/// The municipality, if it is described and visible; the reader keeps it.
pub(crate) fn record(
    reader: &mut Reader<'_>,
) -> Result<Option<Record<MunicipalityBody>>, ApiError> {
    let visibility = reader.audience.visibility;
    if let Some((_, kept)) = reader.municipality.as_ref().filter(|(seen, _)| *seen == visibility) {
        return Ok(Some(kept.clone()));
    }
    let id = id(reader.connection, visibility)?;
    let read = id.map(|id| reader.find(&id)).transpose()?;
    reader.municipality = read.clone().map(|record| (visibility, record));
    Ok(read)
}

/// The municipality, as the reader sees it.
pub(crate) fn find(reader: &mut Reader<'_>) -> Result<NamedPublisher, ApiError> {
    let Some(Record { id, updated_at, body, .. }) = record(reader)? else {
        let (website, licence, updated_at) = (None, None, None);
        return Ok(NamedPublisher {
            id: None,
            name: UNNAMED.to_owned(),
            website,
            licence,
            updated_at,
        });
    };
    let name = pick(&body.translations, &reader.audience.languages, |texts| texts.name.as_deref());
    Ok(NamedPublisher {
        id: Some(id),
        name: name.map_or(UNNAMED, |(_, name)| name).to_owned(),
        website: body.website,
        licence: body.licence,
        updated_at: Some(updated_at),
    })
}
