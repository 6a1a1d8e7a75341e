//! What the feed of changes can be asked.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        ArrayBuilder, RefOr, Schema,
        path::{Parameter, ParameterIn},
    },
};

use super::position::Position;
use crate::{
    error::ApiError,
    http::request::{
        list_parameters::{LIMIT, number, parameter},
        query_reader::QueryReader,
    },
    model::record_type::RecordType,
};

/// How many changes a page has when nobody says.
const DEFAULT_LIMIT: i64 = 100;

/// How many changes a page has at most.
const MAX_LIMIT: i64 = 1_000;

/// What is asked of the feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangesQuery {
    /// What comes after this.
    pub after: Position,
    /// How many changes at most.
    pub limit: i64,
    /// Of records of these types; of all when empty.
    pub kinds: Vec<RecordType>,
}

impl ChangesQuery {
    /// Reads a query string.
    pub fn read(query: &str) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let mut kinds = reader.choices::<RecordType>("type");
        kinds.sort_unstable();
        kinds.dedup();
        let asked = Self {
            after: reader.text_value("after").unwrap_or_default(),
            limit: reader.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
            kinds,
        };
        reader.finish()?;
        Ok(asked)
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
