//! `/municipality`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{queries, view::MunicipalityView};
use crate::{
    error::ApiError,
    http::request::{LanguageParameter, ReadRequest},
};

/// The route of the municipality.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_municipality);
}

/// Get the municipality
///
/// Whose data this is: name, place, contact, licence and languages.
#[utoipa::path(get, path = "/municipality", operation_id = "getMunicipality", tag = "Municipality",
    params(LanguageParameter),
    responses((status = 200, description = "The municipality.", body = MunicipalityView)))]
#[route("/municipality", method = "GET", method = "HEAD")]
pub async fn get_municipality(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    let language = request.only_language()?;
    request
        .answer(language, false, |reader| {
            let missing = || {
                ApiError::NotFound(
                    "The municipality is not described yet; import a record of the type municipality."
                        .to_owned(),
                )
            };
            Ok(queries::find(reader)?.ok_or_else(missing)?.into())
        })
        .await
}
