//! Reading `/municipality`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{queries, view::MunicipalityView};
use crate::{
    error::ApiError,
    http::read::{LanguageParameter, ReadRequest, record_answer},
    store::current::never_described,
};

/// Registers the route.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_municipality);
}

/// Get the municipality
///
/// The municipality that publishes the data: its name, location, contact details, licence and
/// languages.
#[utoipa::path(get, path = "/municipality", operation_id = "getMunicipality", tag = "Municipality",
    params(LanguageParameter),
    responses((status = 200, description = "The municipality.", body = MunicipalityView)))]
#[route("/municipality", method = "GET", method = "HEAD")]
pub(crate) async fn get_municipality(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    let language = request.context.only_language()?;
    request
        .answer(language, false, |reader| {
            let id = queries::latest_id(reader.connection, reader.audience.visibility)?
                .ok_or_else(never_described)?;
            record_answer::<MunicipalityView>(reader, &id)
        })
        .await
}
