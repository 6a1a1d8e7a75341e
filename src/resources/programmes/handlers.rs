//! `/programmes`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{filter::ProgrammeFilter, queries, view::ProgrammeView};
use crate::{
    error::ApiError,
    http::{
        read::{LanguageParameter, ReadRequest},
        request::{list_parameters::ListParameters, path::IdPath},
        response::page::PageBody,
    },
};

/// A page of programmes.
type ProgrammePage = PageBody<ProgrammeView>;

/// The query of the list.
type ProgrammeParameters = ListParameters<ProgrammeView, ProgrammeFilter>;

/// The routes of programmes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_programmes).service(get_programme);
}

/// List programmes
///
/// Funding programmes of which projects were part or which were discussed, the latest period first.
#[utoipa::path(get, path = "/programmes", operation_id = "listProgrammes", tag = "Programmes",
    params(ProgrammeParameters),
    responses((status = 200, description = "A page of programmes.", body = ProgrammePage)))]
#[route("/programmes", method = "GET", method = "HEAD")]
pub async fn list_programmes(
    request: ReadRequest,
    parameters: ProgrammeParameters,
) -> Result<HttpResponse, ApiError> {
    request.list(parameters, queries::list).await
}

/// Get a programme
///
/// One programme with its period, its area and its budget.
#[utoipa::path(get, path = "/programmes/{id}", operation_id = "getProgramme", tag = "Programmes",
    params(IdPath, LanguageParameter),
    responses((status = 200, description = "The programme.", body = ProgrammeView)))]
#[route("/programmes/{id}", method = "GET", method = "HEAD")]
pub async fn get_programme(request: ReadRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.record::<ProgrammeView>(id).await
}
