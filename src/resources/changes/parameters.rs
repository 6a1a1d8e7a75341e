//! The query parameters of the feed of changes.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        ArrayBuilder, RefOr, Schema,
        path::{Parameter, ParameterIn},
    },
};

use crate::{
    error::ApiError,
    http::request::{
        list_parameter_docs::{LIMIT, number, parameter},
        query_reader::QueryReader,
    },
    journal::position::Position,
    model::record_type::RecordType,
};

/// The default number of changes on a page.
const DEFAULT_LIMIT: i64 = 100;

/// The maximum number of changes on a page.
const MAX_LIMIT: i64 = 1_000;

/// A request for a page of the feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangesQuery {
    /// The position after which the page starts.
    pub after: Position,
    /// The maximum number of changes.
    pub limit: i64,
    /// The types of records to include; all types if empty.
    pub kinds: Vec<RecordType>,
}

impl ChangesQuery {
    /// Reads a query string.
    pub fn read(query: &str) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let mut kinds = reader.choices::<RecordType>("type");
        kinds.sort_unstable();
        kinds.dedup();
        let changes = Self {
            after: reader.text_value("after").unwrap_or_default(),
            limit: reader.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
            kinds,
        };
        reader.finish()?;
        Ok(changes)
    }
}

impl FromRequest for ChangesQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request.query_string()))
    }
}

impl IntoParams for ChangesQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let types: RefOr<Schema> = ArrayBuilder::new().items(RecordType::schema()).into();
        vec![
            parameter(
                "after",
                "The `position` of your last answer: return the changes after it. Without it, or with `0`, return \
                 everything.",
                Position::schema(),
            ),
            parameter("limit", LIMIT, number(DEFAULT_LIMIT, MAX_LIMIT)),
            parameter(
                "type",
                "Changes of records of these types. Keep a `position` for each set of types: it also passes the \
                 changes of the other types.",
                types,
            ),
        ]
    }
}
