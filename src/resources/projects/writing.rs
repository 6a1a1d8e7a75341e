//! `/projects`, for those who keep the data.

use actix_web::{HttpResponse, delete, patch, post, put, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::view::ProjectView;
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
    model::{project::ProjectBody, record_type::RecordType},
    store::write::operations::RestoreInput,
};

/// The routes that change projects, and of what they were before.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_project)
        .service(put_project)
        .service(patch_project)
        .service(delete_project)
        .service(restore_project)
        .service(get_project_history);
}

/// Make a project
///
/// With the `id` of the body or, without one, an id made from the title.
#[utoipa::path(post, path = "/projects", operation_id = "createProject", tag = "Projects",
    params(LanguageParameter, RepeatHeaders), request_body = ProjectBody, security(("token" = ["editor"])),
    responses((status = 201, description = "The project as it is now.", body = ProjectView)))]
#[post("/projects")]
pub async fn create_project(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    request.create::<ProjectView>().await
}

/// Make or replace a project
///
/// What GET answers can be sent back: fields that only answers have are not read, and of a reference only the `id`
/// is.
#[utoipa::path(put, path = "/projects/{id}", operation_id = "putProject", tag = "Projects",
    params(IdPath, LanguageParameter, StateHeaders, MakingHeaders), request_body = ProjectBody,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The project as it is now; it was there before.", body = ProjectView),
        (status = 201, description = "The project as it is now; it is new.", body = ProjectView)))]
#[put("/projects/{id}")]
pub async fn put_project(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.put::<ProjectView>(id).await
}

/// Change fields of a project
///
/// A merge patch (RFC 7396): fields that it names are changed, those that are `null` removed, lists replaced whole.
#[utoipa::path(patch, path = "/projects/{id}", operation_id = "patchProject", tag = "Projects",
    params(IdPath, LanguageParameter, StateHeaders), security(("token" = ["editor"])),
    request_body(content = MergePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The project as it is now.", body = ProjectView)))]
#[patch("/projects/{id}")]
pub async fn patch_project(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.patch::<ProjectView>(id).await
}

/// Delete a project
///
/// When no other record refers to it: 409 names those that do. Its id is not used again, and it can be restored.
#[utoipa::path(delete, path = "/projects/{id}", operation_id = "deleteProject", tag = "Projects",
    params(IdPath, StateHeaders), security(("token" = ["editor"])),
    responses((status = 204, description = "The project is deleted.")))]
#[delete("/projects/{id}")]
pub async fn delete_project(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.delete(RecordType::Projects, id).await
}

/// Restore a project
///
/// To what it was at an earlier revision, as a new change; also when it was deleted. `If-Match` is needed unless it
/// was deleted.
#[utoipa::path(post, path = "/projects/{id}/restore", operation_id = "restoreProject", tag = "Projects",
    params(IdPath, LanguageParameter, StateHeaders, RepeatHeaders), request_body = RestoreInput,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The project as it is now.", body = ProjectView),
        (status = 201, description = "The project as it is now; it was deleted before.", body = ProjectView)))]
#[post("/projects/{id}/restore")]
pub async fn restore_project(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.restore::<ProjectView>(id).await
}

/// Get the history of a project
///
/// Every change of it, the newest first, with the record before and after; also when it is deleted.
#[utoipa::path(get, path = "/projects/{id}/history", operation_id = "getProjectHistory", tag = "Projects",
    params(IdPath, HistoryQuery), security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/projects/{id}/history", method = "GET", method = "HEAD")]
pub async fn get_project_history(
    request: ReadRequest,
    id: IdPath,
    query: HistoryQuery,
) -> Result<HttpResponse, ApiError> {
    of_record(request, query, RecordType::Projects, |_| Ok(id.id)).await
}
