//! `/changes`: the feed by which clients keep a copy of the data set up to date.

pub mod parameters;
pub mod position;
pub mod queries;
pub mod view;

use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, HeaderValue, VARY},
    route,
};
use utoipa_actix_web::service_config::ServiceConfig;

use self::{parameters::ChangesQuery, view::ChangesPage};
use crate::{
    error::ApiError,
    http::{
        read::{Answer, ReadRequest},
        request::prefer::{PREFER, PREFERENCE_APPLIED, PreferHeader, Wait},
    },
};

/// The route of the feed.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_changes);
}

/// List changes
///
/// The records that were created, changed or removed since a position, each once and as it is now. To keep a complete
/// copy: begin without `after`, save or remove each record as `change` says, follow `links.next` until it is absent, and
/// send `position` as `after` the next time. After the last page your copy equals the output of
/// `twinning export --public`.
///
/// Without a token, a record that is no longer published is `removed`, and drafts are not listed; with a token, drafts
/// are records too. Begin again without `after` when you start or stop sending a token, when the answer is 409, and when
/// `instance` changes.
///
/// `Prefer: wait=20` holds the answer until something changes.
#[utoipa::path(get, path = "/changes", operation_id = "listChanges", tag = "Changes",
    params(ChangesQuery, PreferHeader),
    responses((status = 200, description = "A page of changes.", body = ChangesPage)))]
#[route("/changes", method = "GET", method = "HEAD")]
pub async fn list_changes(
    request: ReadRequest,
    query: ChangesQuery,
    wait: Wait,
) -> Result<HttpResponse, ApiError> {
    let asked = query.clone();
    let waited = request.wait_for(wait, move |reader| queries::has_news(reader, &asked)).await?;
    let urls = request.page_urls();
    let answer = request.answer(None, false, move |reader| {
        let page = ChangesPage::new(queries::page(reader, &query)?, &urls);
        let links = page.links.header();
        Ok(Answer { links, ..Answer::from(page) })
    });
    Ok(with_preference(answer.await?, waited))
}

/// Says what was done of the preference, and keeps caches from answering in place of the service that waits.
fn with_preference(mut response: HttpResponse, waited: Option<Duration>) -> HttpResponse {
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_name(PREFER));
    if let Some(waited) = waited {
        let applied = HeaderValue::from_str(&format!("wait={}", waited.as_secs()));
        if let Ok(applied) = applied {
            headers.insert(PREFERENCE_APPLIED, applied);
        }
        let is_private =
            headers.get(CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"private"));
        if !is_private {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
    }
    response
}
