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
/// What has changed since you last asked: each record that is new, changed or removed since, once, as it is now. With it
/// you keep a whole copy: begin without `after`, do with each change what it says (`saved`: put the record; `removed`:
/// take it out), follow `links.next` until it is absent, and keep `position`: it is the `after` of the next time. Nothing
/// is missed and nothing told twice, whenever that is; after the last page your copy is the data set as it is at that
/// position, and `twinning export --public` writes the same.
///
/// Without a token you see what is published: a record that is no longer published is removed, and one that never was is
/// not there. With a token drafts are records too. A position belongs to what you see: when you begin or cease to send a
/// token, begin again. 409 says that the position is not one of this data set: begin again as well, and so you do when
/// `instance` is another than the one you know.
///
/// With `Prefer: wait=20` you learn of a change within a second: the answer is held until there is one.
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
