//! The page of a record.

use maud::{Markup, html};
use serde::Serialize;

use super::{
    request::{PageRequest, PageResult, api_path},
    site,
};
use crate::{
    error::ApiError,
    formats::{list::ListAbout, table::ListFormat},
    html::{
        address::PageAddresses,
        context::PageContext,
        entry,
        frame::{Alternate, Crumb, PageHead, SitePart, document},
        linked_data,
        parts::Section,
        record::{self, RecordParts},
    },
    http::{
        collection::{Collection, inclusion::Inclusion},
        formatted::about::FormattedAddress,
        request::path::IdPath,
    },
    model::document::Body as _,
    store::read::reader::Reader,
    values::{record_id::RecordId, traits::ClosedList as _},
    words::table::Word,
};

/// Returns the page of a record.
pub(super) async fn record<V: Collection>(request: PageRequest, id: IdPath) -> PageResult {
    let address = request.formatted_address();
    request.answer(false, move |reader, page| render::<V>(reader, page, &id.id, &address)).await
}

fn render<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    id: &RecordId,
    address: &FormattedAddress,
) -> Result<String, ApiError> {
    let view = reader.view::<V>(id)?.view;
    let format = ListFormat::Jsonld.as_str();
    let about = address.about(reader, V::Body::KIND, format, Some(page.language()))?;
    let (mut head, body) = shown::<V>(reader, page, (id, &view))?;
    head.linked_data = linked(&about, &view)?;
    Ok(document(page, &head, &body))
}

/// The page of a record as `reader` sees it, which others may not see yet: with a notice, and without linked data.
pub(crate) fn preview<V: Collection>(
    reader: &mut Reader<'_>,
    addresses: PageAddresses,
    id: &RecordId,
    notice: &str,
) -> Result<String, ApiError> {
    let page = site::context(reader, addresses)?;
    let view = reader.view::<V>(id)?.view;
    let (head, body) = shown::<V>(reader, &page, (id, &view))?;
    Ok(document(&page, &head, &html! { p.note role="status" { (notice) } (body) }))
}

/// The head and the body of the page of a record.
fn shown<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    (id, view): (&RecordId, &V),
) -> Result<(PageHead, Markup), ApiError> {
    let parts = view.parts(page, reader)?;
    let related: Vec<Section> = V::INCLUSIONS
        .iter()
        .map(|inclusion| related(reader, page, inclusion, id))
        .filter_map(Result::transpose)
        .collect::<Result<_, ApiError>>()?;
    let body = record::body(page, &view.title(), &parts, &related);
    Ok((head::<V>(page, view, id, &parts), body))
}

fn head<V: Collection>(
    page: &PageContext,
    view: &V,
    id: &RecordId,
    parts: &RecordParts,
) -> PageHead {
    let kind = V::Body::KIND;
    let path = format!("/{}/{id}", kind.as_str());
    let list = Crumb { address: page.addresses.list(kind), name: page.words.collection(kind) };
    let formats = ListFormat::of_record(kind).into_iter();
    let with_format = |format: ListFormat| Alternate {
        media_type: format.media_type(),
        address: format!("{}?format={}", api_path(&path), format.as_str()),
    };
    PageHead {
        description: parts.text.as_ref().map(|text| text.text.clone()),
        crumbs: vec![list],
        alternates: formats.map(with_format).collect(),
        ..PageHead::new(Some(view.title()), path, SitePart::Below(kind))
    }
}

/// The section with the records that refer to one; `None` if there are none.
fn related(
    reader: &mut Reader<'_>,
    page: &PageContext,
    inclusion: &Inclusion,
    id: &RecordId,
) -> Result<Option<Section>, ApiError> {
    let list = inclusion.entries(reader, page, id)?;
    if list.records.is_empty() {
        return Ok(None);
    }
    let address = inclusion.page_address(page, id);
    let kind = inclusion.record_type();
    let is_more = usize::try_from(list.total).is_ok_and(|total| total > list.records.len());
    let all = page.words.with(Word::AllOf, &[&page.words.integer(list.total)]);
    let body = html! {
        (entry::list(page, &list.records))
        @if is_more { p { a href=(address) { (all) } } }
    };
    let heading = if inclusion.is_of_parts() {
        page.words.text(Word::PartsOfEvent).to_owned()
    } else {
        page.words.collection(kind)
    };
    Ok(Some(Section::new(kind.as_str(), heading, body)))
}

/// A record as JSON-LD, as the API has it.
pub(super) fn linked(about: &ListAbout, view: &impl Serialize) -> Result<Option<Markup>, ApiError> {
    let Some(writer) = ListFormat::Jsonld.writer() else { return Ok(None) };
    let bytes = writer.record(about, &serde_json::to_value(view)?)?;
    Ok(String::from_utf8(bytes).ok().map(|json| linked_data::script(&json)))
}
