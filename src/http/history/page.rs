//! Reading pages of the journal, for one record or for all.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::{
    parameters::{HistoryQuery, PageQuery, cursor_of},
    view::{HistoryEntry, HistoryPage},
};
use crate::{
    error::ApiError,
    http::{
        read::{Answer, ReadRequest},
        response::{page::Pagination, page_urls::PageUrls},
    },
    journal::history::{self, JournalFilter, JournalPage},
    model::record_type::RecordType,
    store::{
        current::{CurrentState, absent},
        read::reader::Reader,
    },
    values::record_id::RecordId,
};

/// Returns the history of the record that `find` identifies, which may be deleted; fails with 404
/// if the record never existed.
pub(crate) async fn of_record<F>(
    request: ReadRequest,
    query: HistoryQuery,
    kind: RecordType,
    find: F,
) -> Result<HttpResponse, ApiError>
where
    F: FnOnce(&mut Reader<'_>) -> Result<RecordId, ApiError> + Send + 'static,
{
    let urls = request.page_urls();
    let answer = request.answer(None, false, move |reader| {
        let id = find(reader)?;
        let path = kind.path(id.as_str());
        if CurrentState::of(reader.connection, &path)? == CurrentState::Absent {
            return Err(absent(kind, &id));
        }
        page(
            reader,
            &JournalFilter { path: Some(path), ..JournalFilter::default() },
            &query.0,
            &urls,
        )
    });
    answer.await
}

/// A page of the changes that match `filter`.
pub(crate) fn page(
    reader: &mut Reader<'_>,
    filter: &JournalFilter,
    query: &PageQuery,
    urls: &PageUrls,
) -> Result<Answer<HistoryPage>, ApiError> {
    let total = reader
        .counted(&format!("journal {filter:?}"), |connection| history::count(connection, filter))?;
    let JournalPage { entries, next } =
        history::page(reader.connection, filter, query.after.as_ref(), query.limit)?;
    let links = urls.onward(next.as_ref().map(cursor_of).as_deref());
    let base_url = Arc::clone(&reader.audience.base_url);
    let data = entries.into_iter().map(|entry| HistoryEntry::new(entry, &base_url));
    let data = data.collect::<Result<_, _>>()?;
    let header = links.header();
    let page = HistoryPage { data, pagination: Pagination { limit: query.limit, total }, links };
    Ok(Answer { links: header, ..Answer::from(page) })
}
