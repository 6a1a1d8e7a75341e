//! `/partners`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{filter::PartnerFilter, queries, view::PartnerView};
use crate::{
    error::ApiError,
    http::{
        read::{LanguageParameter, ReadRequest},
        request::{list_parameters::ListParameters, path::IdPath},
        response::page::PageBody,
    },
};

/// A page of partners.
type PartnerPage = PageBody<PartnerView>;

/// The query of the list.
type PartnerParameters = ListParameters<PartnerView, PartnerFilter>;

/// The routes of partners.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_partners).service(get_partner);
}

/// List partners
///
/// The towns, regions and associations with which the municipality works, in the order of their names.
#[utoipa::path(get, path = "/partners", operation_id = "listPartners", tag = "Partners",
    params(PartnerParameters),
    responses((status = 200, description = "A page of partners.", body = PartnerPage)))]
#[route("/partners", method = "GET", method = "HEAD")]
pub async fn list_partners(
    request: ReadRequest,
    parameters: PartnerParameters,
) -> Result<HttpResponse, ApiError> {
    request.list(parameters, queries::list).await
}

/// Get a partner
///
/// One partner with its names, its place, and links to what was done together.
#[utoipa::path(get, path = "/partners/{id}", operation_id = "getPartner", tag = "Partners",
    params(IdPath, LanguageParameter),
    responses((status = 200, description = "The partner.", body = PartnerView)))]
#[route("/partners/{id}", method = "GET", method = "HEAD")]
pub async fn get_partner(request: ReadRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.record::<PartnerView>(id).await
}
