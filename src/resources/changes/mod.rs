//! `/changes`: the feed that clients use to keep a copy of the data set up to date.

pub mod parameters;
pub mod queries;
pub(crate) mod view;

use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, HeaderValue, VARY},
    route,
};

use self::{parameters::ChangesQuery, view::ChangesPage};
use crate::{
    error::ApiError,
    http::{
        read::{Answer, ReadRequest},
        request::prefer::{PREFER, PREFERENCE_APPLIED, PreferHeader, Wait},
        route_registry::RouteRegistry,
    },
};

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(list_changes);
}

/// List changes
///
/// Lists every record that was created, changed or removed after the position `after`: each record
/// once, in its current state. Use it to keep a complete copy of the data set:
///
/// 1. Start without `after`.
/// 2. Apply each change: `saved` means store the record, `removed` means delete it from your copy.
/// 3. Follow `links.next` until it is absent.
/// 4. Keep `position` and send it as `after` the next time.
///
/// No change is missed or repeated, however long you wait in between. After the last page your copy
/// is the data set at that position; `twinning export --public` writes the same records.
///
/// Without a token you see published records only: a record that is no longer published is listed
/// as removed, and one that was never published is not listed. With a token you see drafts too. A
/// position is valid only for the same view, so start again when you begin or cease to send a
/// token. Start again also when `instance` has changed, or when the response is 409: the position
/// then does not belong to this data set.
///
/// With `Prefer: wait=20` the response is held for up to 20 seconds until there is a change, so
/// that you learn of it within a second.
#[utoipa::path(get, path = "/changes", operation_id = "listChanges", tag = "Changes",
    params(ChangesQuery, PreferHeader),
    responses((status = 200, description = "A page of changes.", body = ChangesPage)))]
#[route("/changes", method = "GET", method = "HEAD")]
pub(crate) async fn list_changes(
    request: ReadRequest,
    query: ChangesQuery,
    wait: Wait,
) -> Result<HttpResponse, ApiError> {
    let awaited = query.clone();
    let waited = request.wait_for(wait, move |reader| queries::has_news(reader, &awaited)).await?;
    let urls = request.page_urls();
    let answer = request.answer(None, false, move |reader| {
        let page = ChangesPage::new(queries::page(reader, &query)?, &urls);
        let links = page.links.header();
        Ok(Answer { links, ..Answer::from(page) })
    });
    Ok(with_preference(answer.await?, waited.map(|waited| waited.time)))
}

/// Reports the applied preference (`Preference-Applied`, RFC 7240 §3), and makes caches revalidate,
/// because a cached response would not wait.
fn with_preference(mut response: HttpResponse, waited: Option<Duration>) -> HttpResponse {
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_name(PREFER));
    if let Some(waited) = waited {
        let applied = HeaderValue::from_str(&format!("wait={}", waited.as_secs()));
        if let Ok(applied) = applied {
            headers.insert(PREFERENCE_APPLIED, applied);
        }
        let is_private = headers
            .get(CACHE_CONTROL)
            .is_some_and(|value| value.as_bytes().starts_with(b"private"));
        if !is_private {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
    }
    response
}
