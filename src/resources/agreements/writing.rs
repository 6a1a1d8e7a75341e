//! `/agreements`, for those who keep the data.

use actix_web::{HttpResponse, delete, patch, post, put, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::view::AgreementView;
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
    model::{agreement::AgreementBody, record_type::RecordType},
    store::write::operations::RestoreInput,
};

/// The routes that change agreements, and of what they were before.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_agreement)
        .service(put_agreement)
        .service(patch_agreement)
        .service(delete_agreement)
        .service(restore_agreement)
        .service(get_agreement_history);
}

/// Make an agreement
///
/// With the `id` of the body or, without one, an id made from the title.
#[utoipa::path(post, path = "/agreements", operation_id = "createAgreement", tag = "Agreements",
    params(LanguageParameter, RepeatHeaders), request_body = AgreementBody, security(("token" = ["editor"])),
    responses((status = 201, description = "The agreement as it is now.", body = AgreementView)))]
#[post("/agreements")]
pub async fn create_agreement(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    request.create::<AgreementView>().await
}

/// Make or replace an agreement
///
/// What GET answers can be sent back: fields that only answers have are not read, and of a reference only the `id`
/// is.
#[utoipa::path(put, path = "/agreements/{id}", operation_id = "putAgreement", tag = "Agreements",
    params(IdPath, LanguageParameter, StateHeaders, MakingHeaders), request_body = AgreementBody,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The agreement as it is now; it was there before.", body = AgreementView),
        (status = 201, description = "The agreement as it is now; it is new.", body = AgreementView)))]
#[put("/agreements/{id}")]
pub async fn put_agreement(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.put::<AgreementView>(id).await
}

/// Change fields of an agreement
///
/// A merge patch (RFC 7396): fields that it names are changed, those that are `null` removed, lists replaced whole.
#[utoipa::path(patch, path = "/agreements/{id}", operation_id = "patchAgreement", tag = "Agreements",
    params(IdPath, LanguageParameter, StateHeaders), security(("token" = ["editor"])),
    request_body(content = MergePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The agreement as it is now.", body = AgreementView)))]
#[patch("/agreements/{id}")]
pub async fn patch_agreement(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.patch::<AgreementView>(id).await
}

/// Delete an agreement
///
/// When no other record refers to it: 409 names those that do. Its id is not used again, and it can be restored.
#[utoipa::path(delete, path = "/agreements/{id}", operation_id = "deleteAgreement", tag = "Agreements",
    params(IdPath, StateHeaders), security(("token" = ["editor"])),
    responses((status = 204, description = "The agreement is deleted.")))]
#[delete("/agreements/{id}")]
pub async fn delete_agreement(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.delete(RecordType::Agreements, id).await
}

/// Restore an agreement
///
/// To what it was at an earlier revision, as a new change; also when it was deleted. `If-Match` is needed unless it
/// was deleted.
#[utoipa::path(post, path = "/agreements/{id}/restore", operation_id = "restoreAgreement", tag = "Agreements",
    params(IdPath, LanguageParameter, StateHeaders, RepeatHeaders), request_body = RestoreInput,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The agreement as it is now.", body = AgreementView),
        (status = 201, description = "The agreement as it is now; it was deleted before.", body = AgreementView)))]
#[post("/agreements/{id}/restore")]
pub async fn restore_agreement(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.restore::<AgreementView>(id).await
}

/// Get the history of an agreement
///
/// Every change of it, the newest first, with the record before and after; also when it is deleted.
#[utoipa::path(get, path = "/agreements/{id}/history", operation_id = "getAgreementHistory", tag = "Agreements",
    params(IdPath, HistoryQuery), security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/agreements/{id}/history", method = "GET", method = "HEAD")]
pub async fn get_agreement_history(
    request: ReadRequest,
    id: IdPath,
    query: HistoryQuery,
) -> Result<HttpResponse, ApiError> {
    of_record(request, query, RecordType::Agreements, |_| Ok(id.id)).await
}
