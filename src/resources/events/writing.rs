//! `/events`, for those who keep the data.

use actix_web::{HttpResponse, delete, patch, post, put, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::view::EventView;
use crate::{
    error::ApiError,
    http::{
        history::{page::of_record, parameters::HistoryQuery, view::HistoryPage},
        read::{LanguageParameter, ReadRequest},
        request::{
            path::IdPath,
            write_parameters::{MakingHeaders, MergePatch, RepeatHeaders, StateHeaders},
        },
        write::WriteRequest,
    },
    model::{event::EventBody, record_type::RecordType},
    store::write::operations::RestoreInput,
};

/// The routes that change events, and of what they were before.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_event)
        .service(put_event)
        .service(patch_event)
        .service(delete_event)
        .service(restore_event)
        .service(get_event_history);
}

/// Make an event
///
/// With the `id` of the body or, without one, an id made from the title.
#[utoipa::path(post, path = "/events", operation_id = "createEvent", tag = "Events",
    params(LanguageParameter, RepeatHeaders), request_body = EventBody, security(("token" = ["editor"])),
    responses((status = 201, description = "The event as it is now.", body = EventView)))]
#[post("/events")]
pub async fn create_event(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    request.create::<EventView>().await
}

/// Make or replace an event
///
/// What GET answers can be sent back: fields that only answers have are not read, and of a reference only the `id`
/// is.
#[utoipa::path(put, path = "/events/{id}", operation_id = "putEvent", tag = "Events",
    params(IdPath, LanguageParameter, StateHeaders, MakingHeaders), request_body = EventBody,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The event as it is now; it was there before.", body = EventView),
        (status = 201, description = "The event as it is now; it is new.", body = EventView)))]
#[put("/events/{id}")]
pub async fn put_event(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.put::<EventView>(id).await
}

/// Change fields of an event
///
/// A merge patch (RFC 7396): fields that it names are changed, those that are `null` removed, lists replaced whole.
#[utoipa::path(patch, path = "/events/{id}", operation_id = "patchEvent", tag = "Events",
    params(IdPath, LanguageParameter, StateHeaders), security(("token" = ["editor"])),
    request_body(content = MergePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The event as it is now.", body = EventView)))]
#[patch("/events/{id}")]
pub async fn patch_event(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.patch::<EventView>(id).await
}

/// Delete an event
///
/// When no other record refers to it: 409 names those that do. Its id is not used again, and it can be restored.
#[utoipa::path(delete, path = "/events/{id}", operation_id = "deleteEvent", tag = "Events",
    params(IdPath, StateHeaders), security(("token" = ["editor"])),
    responses((status = 204, description = "The event is deleted.")))]
#[delete("/events/{id}")]
pub async fn delete_event(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.delete(RecordType::Events, id).await
}

/// Restore an event
///
/// To what it was at an earlier revision, as a new change; also when it was deleted. `If-Match` is needed unless it
/// was deleted.
#[utoipa::path(post, path = "/events/{id}/restore", operation_id = "restoreEvent", tag = "Events",
    params(IdPath, LanguageParameter, StateHeaders, RepeatHeaders), request_body = RestoreInput,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The event as it is now.", body = EventView),
        (status = 201, description = "The event as it is now; it was deleted before.", body = EventView)))]
#[post("/events/{id}/restore")]
pub async fn restore_event(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.restore::<EventView>(id).await
}

/// Get the history of an event
///
/// Every change of it, the newest first, with the record before and after; also when it is deleted.
#[utoipa::path(get, path = "/events/{id}/history", operation_id = "getEventHistory", tag = "Events",
    params(IdPath, HistoryQuery), security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/events/{id}/history", method = "GET", method = "HEAD")]
pub async fn get_event_history(
    request: ReadRequest,
    id: IdPath,
    query: HistoryQuery,
) -> Result<HttpResponse, ApiError> {
    of_record(request, query, RecordType::Events, |_| Ok(id.id)).await
}
