//! `/search`: full-text search across records of every type.

pub(crate) mod queries;
pub(crate) mod snippets;
pub(crate) mod view;

use std::{
    collections::BTreeSet,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, route};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, RefOr, Required, Schema,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::Type,
    },
};

use self::{
    queries::{SearchFilter, SearchSort},
    view::SearchResult,
};
use crate::{
    error::ApiError,
    http::{
        read::ReadRequest,
        request::{
            list_parameter_docs::{AFTER, BEFORE, LANG, LIMIT, WORDS, number, parameter},
            list_parameters::{DEFAULT_LIMIT, MAX_LIMIT, start, words},
            query_reader::QueryReader,
        },
        response::page::{PageLinks, Pagination},
        route_registry::RouteRegistry,
    },
    model::record_type::RecordType,
    store::read::{
        area::AreaFilter,
        list::{ListQuery, SortOrder},
    },
    text::messages::message,
    values::language::Language,
};

/// A page of results.
#[derive(Debug, ToSchema)]
#[schema(as = SearchResultPage)]
#[expect(dead_code, reason = "describes the page that lists make")]
pub(crate) struct SearchPage {
    /// The results of this page.
    pub data: Vec<SearchResult>,
    /// The size of the page and of the whole result.
    pub pagination: Pagination,
    /// Links to this and the other pages.
    pub links: PageLinks,
}

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(search);
}

/// Search everything
///
/// Finds records of every type by words. Partners come first (also by former and foreign names), then projects,
/// agreements, events, programmes and the municipality, sorted by name within each type.
#[utoipa::path(get, path = "/search", operation_id = "search", tag = "Search", params(SearchParameters),
    responses((status = 200, description = "A page of results.", body = SearchPage)))]
#[route("/search", method = "GET", method = "HEAD")]
pub(crate) async fn search(
    request: ReadRequest,
    parameters: SearchParameters,
) -> Result<HttpResponse, ApiError> {
    request.page(parameters.0, false, queries::list).await
}

/// The query parameters of the search.
pub(crate) struct SearchParameters(pub(crate) ListQuery<SearchFilter>);

impl FromRequest for SearchParameters {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request.query_string()))
    }
}

impl SearchParameters {
    /// Reads a query string.
    pub(crate) fn read(query: &str) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let sort = vec![
            SortOrder { field: SearchSort::Type, descending: false },
            SortOrder { field: SearchSort::Name, descending: false },
        ];
        let words = words(&mut reader);
        if words.is_none() && !reader.is_given("q") {
            reader.fault(
                "q",
                "missing",
                message!("is missing: give the words to find, as in q=Oziersk"),
            );
        }
        let list = ListQuery {
            words,
            language: reader.text_value("lang"),
            limit: reader.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
            start: start(&mut reader, &SortOrder::written(&sort), sort.len() + 1),
            sort,
            state: None,
            topics: Vec::new(),
            identifiers: Vec::new(),
            area: AreaFilter::default(),
            facets: Vec::new(),
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
        let types: RefOr<Schema> = ArrayBuilder::new().items(RecordType::schema()).into();
        let words = ParameterBuilder::from(parameter("q", WORDS, text()))
            .required(Required::True)
            .example(Some("Oziersk".into()))
            .build();
        vec![
            words,
            parameter("lang", LANG, Language::schema()),
            parameter("type", "Records of these types.", types),
            parameter("limit", LIMIT, number(DEFAULT_LIMIT, MAX_LIMIT)),
            parameter("after", AFTER, text()),
            parameter("before", BEFORE, text()),
        ]
    }
}
