//! The partners on the map of the home page, and of other sites.

use crate::{
    error::ApiError,
    html::{
        context::PageContext,
        map_figure::{MOST, MapLink},
    },
    model::record_type::RecordType,
    resources::partners::places,
    store::read::reader::Reader,
};

/// The partners on a map, as many as it has room for, and the number of those that have no place.
pub(super) fn places(
    reader: &mut Reader<'_>,
    page: &PageContext,
) -> Result<(Vec<MapLink>, usize), ApiError> {
    let first = places::first(reader, MOST)?;
    let shown = i64::try_from(first.len()).unwrap_or(i64::MAX);
    // Those that there is no room for are counted, the others are all there.
    let located = if shown < MOST { shown } else { places::count(reader)? };
    let all = reader.visible(&[RecordType::Partners], reader.audience.visibility)?;
    let links = first.into_iter().map(|place| place.link(page)).collect();
    Ok((links, usize::try_from(all - located).unwrap_or_default()))
}
