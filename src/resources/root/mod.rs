//! `/api/v1`: the API root, with links to everything, and the OpenAPI document.

pub(crate) mod links;
pub(crate) mod queries;

use std::collections::BTreeMap;

use actix_web::{HttpResponse, route, routes, web::Data};
use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use self::links::ApiRootLinks;
use super::municipality;
use crate::{
    catalogue::api_catalog,
    error::ApiError,
    http::{
        edge::headers::API_VERSION,
        read::{Answer, LanguageParameter, ReadRequest},
        route_registry::RouteRegistry,
        served_document::{Publisher, ServedDocument},
        state::AppState,
    },
    model::municipality::Licence,
    store::read::reader::Reader,
    values::language::Language,
};

/// Registers the routes.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(get_entry).service(get_openapi);
}

/// The API root: the publisher, the state of the data set, and links to everything.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiRoot {
    /// The name of the municipality, in the requested language, or in the closest available one.
    #[schema(example = "Gmina Kętrzyn")]
    pub municipality: Option<String>,
    /// The licence under which the data may be used; absent if the municipality states none.
    pub licence: Option<Licence>,
    /// The languages that the municipality publishes in.
    pub languages: Vec<Language>,
    /// The fallback language for texts without a translation into the requested language.
    pub default_language: Language,
    /// The version of the API.
    #[schema(example = "1.0.0")]
    pub api_version: &'static str,
    /// The version of the software.
    #[schema(example = "0.1.0")]
    pub software_version: &'static str,
    /// The name of this copy of the data set. If it has changed, the data set was recreated and its
    /// revisions start over: discard all data that you keep.
    #[schema(example = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11")]
    pub instance: String,
    /// The revision of the data set: the number of its last change. While it stays the same,
    /// nothing has changed; `/changes` lists the changes.
    #[schema(minimum = 0, example = 21)]
    pub revision: i64,
    /// The number of records in each collection.
    #[schema(example = json!({"agreements": 4, "events": 6, "partners": 4, "programmes": 4, "projects": 2}))]
    pub counts: BTreeMap<&'static str, i64>,
    /// Links to all resources.
    pub links: ApiRootLinks,
}

/// Get the API root
///
/// Start here: the name of the municipality, the licence, the revision and size of the data set,
/// and links to all resources.
#[utoipa::path(get, path = "/", operation_id = "getEntry", tag = "Entry", params(LanguageParameter),
    responses((status = 200, description = "The API root.", body = ApiRoot)))]
#[routes]
#[get("", name = "entry")]
#[head("", name = "entry")]
#[get("/", name = "entry-of-the-document")]
#[head("/", name = "entry-of-the-document")]
pub(crate) async fn get_entry(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    answer(request).await
}

/// Returns the API root; also used for addresses outside the API.
pub(crate) async fn answer(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    let language = request.context.only_language()?;
    let links = api_catalog::links_of_root(&request.service().urls());
    request
        .answer(language, false, |reader| {
            Ok(Answer { links: Some(links), ..Answer::from(entry(reader)?) })
        })
        .await
}

fn entry(reader: &mut Reader<'_>) -> Result<ApiRoot, ApiError> {
    let municipality = municipality::queries::find(reader)?;
    let counts = queries::counts(reader)?;
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
/// This description of the API in machine-readable form (OpenAPI 3.1), with the name and the contact
/// of the municipality.
#[utoipa::path(get, path = "/openapi.json", operation_id = "getOpenapi", tag = "Entry",
    responses((status = 200, description = "The OpenAPI document.", body = serde_json::Value)))]
#[route("/openapi.json", method = "GET", method = "HEAD")]
pub(crate) async fn get_openapi(
    request: ReadRequest,
    document: Data<ServedDocument>,
) -> Result<HttpResponse, ApiError> {
    request.context.only_nothing()?;
    request.context.refuse_wrong_token().await?;
    match publisher(request.service()).await {
        Ok(publisher) => document.answer(&request, publisher),
        // The document describes the service also while its database is away.
        Err(_away) => document.answer_as_before(&request),
    }
}

/// The municipality as everybody sees it: caches share the document, so that a token changes nothing in it.
async fn publisher(service: &AppState) -> Result<Option<Publisher>, ApiError> {
    let audience = service.public_audience(Vec::new());
    let caches = service.caches.clone();
    let found = service.db.look_up(move |connection| {
        municipality::queries::find(&mut Reader::new(connection, audience, caches)?)
    });
    let publisher = found.await?.map(|found| Publisher {
        name: found.name,
        website: found.website.map(|address| address.to_string()),
        email: found.contact.and_then(|contact| contact.email),
    });
    Ok(publisher)
}
