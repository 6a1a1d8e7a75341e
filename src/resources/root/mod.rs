//! `/api/v1`: the entry.

pub mod links;
pub mod queries;

use std::collections::BTreeMap;

use actix_web::{HttpResponse, route, routes, web::Data};
use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use self::links::ApiRootLinks;
use super::municipality;
use crate::{
    error::ApiError,
    http::{
        edge::headers::API_VERSION,
        read::{LanguageParameter, ReadRequest},
        served_document::ServedDocument,
    },
    model::municipality::Licence,
    store::read::reader::Reader,
    values::language::Language,
};

/// The routes of the entry and of the document.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_entry).service(get_openapi);
}

/// What this is and where everything is.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiRoot {
    /// Whose data this is, in your language or the nearest there is.
    #[schema(example = "Gmina Kętrzyn")]
    pub municipality: Option<String>,
    /// Under which licence the data may be used; absent when the municipality does not say.
    pub licence: Option<Licence>,
    /// The languages in which the municipality publishes.
    pub languages: Vec<Language>,
    /// The language that stands in where a text is missing in the one that you asked for.
    pub default_language: Language,
    /// The version of the API.
    #[schema(example = "1.0.0")]
    pub api_version: &'static str,
    /// The version of the program that answers.
    #[schema(example = "0.1.0")]
    pub software_version: &'static str,
    /// The name of this copy of the data set. When it is another than before, the data was made anew and its
    /// revisions begin again: forget what you keep.
    #[schema(example = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11")]
    pub instance: String,
    /// The number of the last change of the data set. As long as it is the same, nothing has changed; what has, `changes`
    /// tells.
    #[schema(minimum = 0, example = 21)]
    pub revision: i64,
    /// How many records there are in each collection.
    #[schema(example = json!({"agreements": 4, "events": 6, "partners": 4, "programmes": 4, "projects": 2}))]
    pub counts: BTreeMap<&'static str, i64>,
    /// Where everything is.
    pub links: ApiRootLinks,
}

/// Get the entry
///
/// What this is, whose data it is, how far it has come, and links to everything. Start here.
#[utoipa::path(get, path = "/", operation_id = "getEntry", tag = "Entry", params(LanguageParameter),
    responses((status = 200, description = "The entry.", body = ApiRoot)))]
#[routes]
#[get("", name = "entry")]
#[head("", name = "entry")]
#[get("/", name = "entry-of-the-document")]
#[head("/", name = "entry-of-the-document")]
pub async fn get_entry(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    answer(request).await
}

/// Answers with the entry, also at an address outside the API.
pub async fn answer(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    let language = request.asked.only_language()?;
    request.answer(language, false, |reader| Ok(entry(reader)?.into())).await
}

fn entry(reader: &mut Reader<'_>) -> Result<ApiRoot, ApiError> {
    let municipality = municipality::queries::find(reader)?;
    let counts = queries::counts(reader.connection, reader.audience.visibility)?;
    let (name, licence) = municipality.map(|found| (found.name, found.licence)).unzip();
    Ok(ApiRoot {
        municipality: name,
        licence: licence.flatten(),
        languages: reader.data_set.languages.clone(),
        default_language: reader.data_set.default_language.clone(),
        api_version: API_VERSION,
        software_version: env!("CARGO_PKG_VERSION"),
        instance: reader.data_set.instance.clone(),
        revision: reader.revision(),
        counts,
        links: ApiRootLinks::new(&reader.audience.base_url),
    })
}

/// Get the OpenAPI document
///
/// This description of the API, for programs: OpenAPI 3.1.
#[utoipa::path(get, path = "/openapi.json", operation_id = "getOpenapi", tag = "Entry",
    responses((status = 200, description = "The document.", body = serde_json::Value)))]
#[route("/openapi.json", method = "GET", method = "HEAD")]
pub async fn get_openapi(
    request: ReadRequest,
    document: Data<ServedDocument>,
) -> Result<HttpResponse, ApiError> {
    request.asked.only_nothing()?;
    request.asked.refuse_wrong_token().await?;
    Ok(document.answer(&request))
}
