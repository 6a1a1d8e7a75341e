//! A whole list as one file, in another format than JSON.

use actix_web::HttpResponse;

use super::{
    read::{BodyForm, MadeBody, ReadRequest},
    request::{list_parameters::ListParameters, query_reader::ReadFilter},
};
use crate::{
    error::{ApiError, Fault},
    formats::list::{FormatError, ListFile, RecordList},
    model::document::Body as _,
    spreadsheet::writer::Delimiter,
    store::read::{
        list::{ListFilter, ListQuery, Page, PageStart, SortOrder},
        reader::Reader,
        view::View,
    },
    text::messages::message,
    values::traits::ClosedList,
};

/// The maximum number of records of a file.
const MOST_RECORDS: usize = 10_000;

/// The maximum number of bytes of the records as JSON.
const MOST_BYTES: usize = 24 << 20;

/// The number of records that are read at a time.
const CHUNK: i64 = 500;

impl From<FormatError> for ApiError {
    fn from(error: FormatError) -> Self {
        match error {
            FormatError::NoRoom(detail) => {
                Self::Invalid(vec![Fault::of("format", "too-long", detail)])
            }
            FormatError::Broken(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl ReadRequest {
    /// Returns the list as a file: the whole list, or one page if there is a limit.
    pub(super) async fn list_file<V, F>(
        self,
        file: &'static dyn ListFile,
        parameters: ListParameters<V, F>,
        page: fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<V>, ApiError>,
    ) -> Result<HttpResponse, ApiError>
    where
        V: View,
        F: ListFilter + ReadFilter,
    {
        let ListParameters { query, depends_on_the_day, format, delimiter, is_page, .. } =
            parameters;
        let kind = V::Body::KIND;
        let extension = format.map(ClosedList::as_str).unwrap_or_default();
        let form = BodyForm {
            media_type: file.media_type(),
            content_type: file.content_type(),
            disposition: Some(format!("attachment; filename=\"{}.{extension}\"", kind.as_str())),
        };
        let urls = self.page_urls();
        self.made(form, query.language.clone(), depends_on_the_day, move |reader| {
            let sort = SortOrder::written(&query.sort);
            let (language, fields) = (query.language.clone(), query.fields.clone());
            let (records, links) = if is_page {
                let page = page(reader, &query)?;
                let links = urls.links(&page, &sort).header();
                (jsons(&page.records)?, links)
            } else {
                (whole(reader, query, page)?, None)
            };
            let delimiter = delimiter.unwrap_or(Delimiter::Comma);
            let list = RecordList { kind, records, language, fields, delimiter };
            Ok(MadeBody { bytes: file.write(&list)?, links, record_revision: None })
        })
        .await
    }
}

/// Reads a list to its end, or refuses it if it is too long for a file.
fn whole<V: View, F: ListFilter>(
    reader: &mut Reader<'_>,
    mut query: ListQuery<F>,
    page: fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<V>, ApiError>,
) -> Result<Vec<Vec<u8>>, ApiError> {
    query.limit = CHUNK;
    let (mut records, mut bytes) = (Vec::new(), 0);
    loop {
        reader.renew_budget();
        let part = page(reader, &query)?;
        let more = jsons(&part.records)?;
        bytes += more.iter().map(Vec::len).sum::<usize>();
        records.extend(more);
        let is_long = usize::try_from(part.total).is_ok_and(|total| total > MOST_RECORDS);
        if is_long || records.len() > MOST_RECORDS || bytes > MOST_BYTES {
            return Err(too_long(part.total));
        }
        match part.next {
            Some(keys) => query.start = PageStart::After(keys),
            None => return Ok(records),
        }
    }
}

fn jsons<V: View>(records: &[V]) -> Result<Vec<Vec<u8>>, ApiError> {
    Ok(records.iter().map(serde_json::to_vec).collect::<Result<_, _>>()?)
}

fn too_long(total: i64) -> ApiError {
    let detail = message!(
        "is for at most 10,000 records and 24 MiB of them, and the list has {total} records: add filters, such as a year, \
         or a “limit” with “after”",
        total
    );
    ApiError::Invalid(vec![Fault::of("format", "too-many", detail)])
}
