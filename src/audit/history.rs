//! Pages of the journal: of one record, or of all.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::{
    parameters::{HistoryQuery, PageQuery, cursor_of},
    view::{HistoryEntry, HistoryPage},
};
use crate::{
    error::ApiError,
    http::{
        page::Pagination,
        page_urls::PageUrls,
        request::{Answer, ReadRequest},
    },
    journal::history::{self, Filter, Page},
    records::{
        kind::Kind,
        reader::Reader,
        standing::{Standing, absent},
    },
    values::codes::RecordId,
};

/// Answers with the history of the record that `find` finds, which may be deleted.
pub async fn of_record<F>(
    request: ReadRequest,
    query: HistoryQuery,
    kind: Kind,
    find: F,
) -> Result<HttpResponse, ApiError>
where
    F: FnOnce(&mut Reader<'_>) -> Result<RecordId, ApiError> + Send + 'static,
{
    let urls = request.page_urls();
    let answer = request.answer(None, false, move |reader| {
        let id = find(reader)?;
        let path = kind.path(id.as_str());
        if Standing::of(reader.connection, &path)? == Standing::Absent {
            return Err(absent(kind, &id));
        }
        page(reader, &Filter { path: Some(path), ..Filter::default() }, &query.0, &urls)
    });
    answer.await
}

/// A page of the changes that `filter` lets through.
pub fn page(
    reader: &mut Reader<'_>,
    filter: &Filter,
    query: &PageQuery,
    urls: &PageUrls,
) -> Result<Answer<HistoryPage>, ApiError> {
    let total =
        reader.counted(&format!("journal {filter:?}"), |connection| history::count(connection, filter))?;
    let Page { entries, next } = history::page(reader.connection, filter, query.after.as_ref(), query.limit)?;
    let links = urls.onward(next.as_ref().map(cursor_of).as_deref());
    let base_url = Arc::clone(&reader.audience.base_url);
    let data = entries.into_iter().map(|entry| HistoryEntry::new(entry, &base_url));
    let data = data.collect::<Result<_, _>>()?;
    let header = links.header();
    let page = HistoryPage { data, pagination: Pagination { limit: query.limit, total }, links };
    Ok(Answer { links: header, ..Answer::from(page) })
}
