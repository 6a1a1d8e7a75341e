//! `/programmes`, for those who keep the data.

use actix_web::{HttpResponse, delete, patch, post, put, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::view::ProgrammeView;
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
    model::{programme::ProgrammeBody, record_type::RecordType},
    store::write::operations::RestoreInput,
};

/// The routes that change programmes, and of what they were before.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_programme)
        .service(put_programme)
        .service(patch_programme)
        .service(delete_programme)
        .service(restore_programme)
        .service(get_programme_history);
}

/// Make a programme
///
/// With the `id` of the body or, without one, an id made from the name.
#[utoipa::path(post, path = "/programmes", operation_id = "createProgramme", tag = "Programmes",
    params(LanguageParameter, RepeatHeaders), request_body = ProgrammeBody, security(("token" = ["editor"])),
    responses((status = 201, description = "The programme as it is now.", body = ProgrammeView)))]
#[post("/programmes")]
pub async fn create_programme(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    request.create::<ProgrammeView>().await
}

/// Make or replace a programme
///
/// What GET answers can be sent back: fields that only answers have are not read, and of a reference only the `id`
/// is.
#[utoipa::path(put, path = "/programmes/{id}", operation_id = "putProgramme", tag = "Programmes",
    params(IdPath, LanguageParameter, StateHeaders, MakingHeaders), request_body = ProgrammeBody,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The programme as it is now; it was there before.", body = ProgrammeView),
        (status = 201, description = "The programme as it is now; it is new.", body = ProgrammeView)))]
#[put("/programmes/{id}")]
pub async fn put_programme(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.put::<ProgrammeView>(id).await
}

/// Change fields of a programme
///
/// A merge patch (RFC 7396): fields that it names are changed, those that are `null` removed, lists replaced whole.
#[utoipa::path(patch, path = "/programmes/{id}", operation_id = "patchProgramme", tag = "Programmes",
    params(IdPath, LanguageParameter, StateHeaders), security(("token" = ["editor"])),
    request_body(content = MergePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The programme as it is now.", body = ProgrammeView)))]
#[patch("/programmes/{id}")]
pub async fn patch_programme(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.patch::<ProgrammeView>(id).await
}

/// Delete a programme
///
/// When no other record refers to it: 409 names those that do. Its id is not used again, and it can be restored.
#[utoipa::path(delete, path = "/programmes/{id}", operation_id = "deleteProgramme", tag = "Programmes",
    params(IdPath, StateHeaders), security(("token" = ["editor"])),
    responses((status = 204, description = "The programme is deleted.")))]
#[delete("/programmes/{id}")]
pub async fn delete_programme(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.delete(RecordType::Programmes, id).await
}

/// Restore a programme
///
/// To what it was at an earlier revision, as a new change; also when it was deleted. `If-Match` is needed unless it
/// was deleted.
#[utoipa::path(post, path = "/programmes/{id}/restore", operation_id = "restoreProgramme", tag = "Programmes",
    params(IdPath, LanguageParameter, StateHeaders, RepeatHeaders), request_body = RestoreInput,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The programme as it is now.", body = ProgrammeView),
        (status = 201, description = "The programme as it is now; it was deleted before.", body = ProgrammeView)))]
#[post("/programmes/{id}/restore")]
pub async fn restore_programme(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.restore::<ProgrammeView>(id).await
}

/// Get the history of a programme
///
/// Every change of it, the newest first, with the record before and after; also when it is deleted.
#[utoipa::path(get, path = "/programmes/{id}/history", operation_id = "getProgrammeHistory", tag = "Programmes",
    params(IdPath, HistoryQuery), security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/programmes/{id}/history", method = "GET", method = "HEAD")]
pub async fn get_programme_history(
    request: ReadRequest,
    id: IdPath,
    query: HistoryQuery,
) -> Result<HttpResponse, ApiError> {
    of_record(request, query, RecordType::Programmes, |_| Ok(id.id)).await
}
