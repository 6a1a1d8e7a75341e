//! Reading `/municipality`.

use actix_web::{HttpResponse, route};

use super::{queries, view::MunicipalityView};
use crate::{
    error::ApiError,
    http::{
        formatted::record::MunicipalityFormat,
        read::{AnyFormatRequest, LanguageParameter, record_answer},
        request::query_reader::QueryReader,
        route_registry::RouteRegistry,
    },
    model::record_type::RecordType,
    store::{current::never_described, read::reader::Reader},
};

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(get_municipality);
}

/// Get the municipality
///
/// The municipality that publishes the data: its name, location, contact details, licence and
/// languages.
#[utoipa::path(get, path = "/municipality", operation_id = "getMunicipality", tag = "Municipality",
    params(LanguageParameter, MunicipalityFormat),
    responses((status = 200, description = "The municipality.", content(
        (MunicipalityView = "application/json"), (Object = "application/geo+json"), (Object = "application/ld+json")))))]
#[route("/municipality", method = "GET", method = "HEAD")]
pub(crate) async fn get_municipality(wanted: AnyFormatRequest) -> Result<HttpResponse, ApiError> {
    let mut query = QueryReader::new(&wanted.request.context.query);
    let format = wanted.record_format(&mut query, RecordType::Municipality);
    let language = query.text_value("lang");
    query.finish()?;
    let format = format.ok_or(ApiError::NotAcceptable)?;
    let find = |reader: &mut Reader<'_>| {
        let id = queries::latest_id(reader.connection, reader.audience.visibility)?
            .ok_or_else(never_described)?;
        record_answer::<MunicipalityView>(reader, &id)
    };
    wanted.request.record_as(format, language, find).await
}
