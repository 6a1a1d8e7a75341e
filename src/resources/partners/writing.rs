//! `/partners`, for those who keep the data.

use actix_web::{HttpResponse, delete, patch, post, put, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::view::PartnerView;
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
    model::{partner::PartnerBody, record_type::RecordType},
    store::write::operations::RestoreInput,
};

/// The routes that change partners, and of what they were before.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_partner)
        .service(put_partner)
        .service(patch_partner)
        .service(delete_partner)
        .service(restore_partner)
        .service(get_partner_history);
}

/// Make a partner
///
/// With the `id` of the body or, without one, an id made from the name.
#[utoipa::path(post, path = "/partners", operation_id = "createPartner", tag = "Partners",
    params(LanguageParameter, RepeatHeaders), request_body = PartnerBody, security(("token" = ["editor"])),
    responses((status = 201, description = "The partner as it is now.", body = PartnerView)))]
#[post("/partners")]
pub async fn create_partner(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    request.create::<PartnerView>().await
}

/// Make or replace a partner
///
/// What GET answers can be sent back: fields that only answers have are not read, and of a reference only the `id`
/// is.
#[utoipa::path(put, path = "/partners/{id}", operation_id = "putPartner", tag = "Partners",
    params(IdPath, LanguageParameter, StateHeaders, MakingHeaders), request_body = PartnerBody,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The partner as it is now; it was there before.", body = PartnerView),
        (status = 201, description = "The partner as it is now; it is new.", body = PartnerView)))]
#[put("/partners/{id}")]
pub async fn put_partner(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.put::<PartnerView>(id).await
}

/// Change fields of a partner
///
/// A merge patch (RFC 7396): fields that it names are changed, those that are `null` removed, lists replaced whole.
#[utoipa::path(patch, path = "/partners/{id}", operation_id = "patchPartner", tag = "Partners",
    params(IdPath, LanguageParameter, StateHeaders), security(("token" = ["editor"])),
    request_body(content = MergePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The partner as it is now.", body = PartnerView)))]
#[patch("/partners/{id}")]
pub async fn patch_partner(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.patch::<PartnerView>(id).await
}

/// Delete a partner
///
/// When no other record refers to it: 409 names those that do. Its id is not used again, and it can be restored.
#[utoipa::path(delete, path = "/partners/{id}", operation_id = "deletePartner", tag = "Partners",
    params(IdPath, StateHeaders), security(("token" = ["editor"])),
    responses((status = 204, description = "The partner is deleted.")))]
#[delete("/partners/{id}")]
pub async fn delete_partner(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.delete(RecordType::Partners, id).await
}

/// Restore a partner
///
/// To what it was at an earlier revision, as a new change; also when it was deleted. `If-Match` is needed unless it
/// was deleted.
#[utoipa::path(post, path = "/partners/{id}/restore", operation_id = "restorePartner", tag = "Partners",
    params(IdPath, LanguageParameter, StateHeaders, RepeatHeaders), request_body = RestoreInput,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The partner as it is now.", body = PartnerView),
        (status = 201, description = "The partner as it is now; it was deleted before.", body = PartnerView)))]
#[post("/partners/{id}/restore")]
pub async fn restore_partner(request: WriteRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.restore::<PartnerView>(id).await
}

/// Get the history of a partner
///
/// Every change of it, the newest first, with the record before and after; also when it is deleted.
#[utoipa::path(get, path = "/partners/{id}/history", operation_id = "getPartnerHistory", tag = "Partners",
    params(IdPath, HistoryQuery), security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/partners/{id}/history", method = "GET", method = "HEAD")]
pub async fn get_partner_history(
    request: ReadRequest,
    id: IdPath,
    query: HistoryQuery,
) -> Result<HttpResponse, ApiError> {
    of_record(request, query, RecordType::Partners, |_| Ok(id.id)).await
}
