//! `/search`: full-text search across records of every type.

pub mod queries;
pub mod view;

use std::{
    collections::BTreeSet,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, route};
use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, RefOr, Schema,
        path::{Parameter, ParameterIn},
        schema::Type,
    },
};
use utoipa_actix_web::service_config::ServiceConfig;

use self::{
    queries::{SearchFilter, SearchSort},
    view::SearchResult,
};
use crate::{
    error::ApiError,
    http::{
        read::ReadRequest,
        request::{
            list_parameters::{DEFAULT_LIMIT, LANG, MAX_LIMIT, WORDS, number, parameter, start, words},
            query_reader::QueryReader,
        },
        response::page::PageBody,
    },
    model::record_type::RecordType,
    store::read::list::{ListQuery, SortOrder},
    values::{language::Language, traits::ClosedList},
};

/// A page of results.
type SearchPage = PageBody<SearchResult>;

/// Registers the route.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(search);
}

/// Search everything
///
/// Finds records of every type by words. Results are sorted by type (partners, which are also found
/// by former and foreign names, then projects, agreements, events, programmes and the municipality)
/// and by name within each type.
#[utoipa::path(get, path = "/search", operation_id = "search", tag = "Search", params(SearchParameters),
    responses((status = 200, description = "A page of results.", body = SearchPage)))]
#[route("/search", method = "GET", method = "HEAD")]
pub async fn search(request: ReadRequest, parameters: SearchParameters) -> Result<HttpResponse, ApiError> {
    request.page(parameters.0, false, queries::list).await
}

/// The query parameters of the search.
pub struct SearchParameters(ListQuery<SearchFilter>);

impl FromRequest for SearchParameters {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request.query_string()))
    }
}

impl SearchParameters {
    fn read(query: &str) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let sort = vec![
            SortOrder { field: SearchSort::Type, descending: false },
            SortOrder { field: SearchSort::Name, descending: false },
        ];
        let words = words(&mut reader);
        if words.is_none() && !reader.is_given("q") {
            reader.fault("q", "missing", "is missing: give the words to find, as in q=Oziersk".to_owned());
        }
        let list = ListQuery {
            words,
            language: reader.text_value("lang"),
            limit: reader.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
            start: start(&mut reader, &SortOrder::written(&sort), sort.len() + 1),
            sort,
            topics: Vec::new(),
            identifiers: Vec::new(),
            fields: BTreeSet::new(),
            filter: SearchFilter { types: reader.choices("type") },
        };
        reader.finish()?;
        Ok(Self(list))
    }
}

impl IntoParams for SearchParameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = || ObjectBuilder::new().schema_type(Type::String).min_length(Some(1));
        let types = text().enum_values(Some(RecordType::ALL.iter().map(|kind| kind.as_str())));
        let types: RefOr<Schema> = ArrayBuilder::new().items(types).into();
        let mut words = parameter("q", WORDS, text());
        words.required = utoipa::openapi::Required::True;
        vec![
            words,
            parameter("lang", LANG, Language::schema()),
            parameter("type", "Only records of these types.", types),
            parameter("limit", "The maximum number of results on a page.", number(DEFAULT_LIMIT, MAX_LIMIT)),
            parameter("after", "The cursor from `links.next`, for the next page.", text()),
            parameter("before", "The cursor from `links.prev`, for the previous page.", text()),
        ]
    }
}
