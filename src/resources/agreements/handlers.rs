//! `/agreements`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{filter::AgreementFilter, queries, view::AgreementView};
use crate::{
    error::ApiError,
    http::{
        read::{LanguageParameter, ReadRequest},
        request::{list_parameters::ListParameters, path::IdPath},
        response::page::PageBody,
    },
};

/// A page of agreements.
type AgreementPage = PageBody<AgreementView>;

/// The query of the list.
type AgreementParameters = ListParameters<AgreementView, AgreementFilter>;

/// The routes of agreements.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_agreements).service(get_agreement);
}

/// List agreements
///
/// Partnership agreements, letters of intent, charters and other agreements, the latest first.
#[utoipa::path(get, path = "/agreements", operation_id = "listAgreements", tag = "Agreements",
    params(AgreementParameters),
    responses((status = 200, description = "A page of agreements.", body = AgreementPage)))]
#[route("/agreements", method = "GET", method = "HEAD")]
pub async fn list_agreements(
    request: ReadRequest,
    parameters: AgreementParameters,
) -> Result<HttpResponse, ApiError> {
    request.list(parameters, queries::list).await
}

/// Get an agreement
///
/// One agreement with its signatories and its purpose.
#[utoipa::path(get, path = "/agreements/{id}", operation_id = "getAgreement", tag = "Agreements",
    params(IdPath, LanguageParameter),
    responses((status = 200, description = "The agreement.", body = AgreementView)))]
#[route("/agreements/{id}", method = "GET", method = "HEAD")]
pub async fn get_agreement(request: ReadRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.record::<AgreementView>(id).await
}
