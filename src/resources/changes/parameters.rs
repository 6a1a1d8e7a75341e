//! The query parameters of the feed of changes.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, RefOr, Schema,
        path::{Parameter, ParameterIn},
        schema::Type,
    },
};

use super::position::Position;
use crate::{
    error::ApiError,
    http::request::{
        list_parameters::{number, parameter},
        query_reader::QueryReader,
    },
    model::record_type::RecordType,
    values::traits::ClosedList,
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
        let types = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(RecordType::ALL.iter().map(|kind| kind.as_str())));
        let types: RefOr<Schema> = ArrayBuilder::new().items(types).into();
        vec![
            parameter(
                "after",
                "The position after which to list changes: the `position` of your last response. Without it, \
                 or with `0`, the list starts at the beginning.",
                Position::schema(),
            ),
            parameter("limit", "The maximum number of changes on a page.", number(DEFAULT_LIMIT, MAX_LIMIT)),
            parameter(
                "type",
                "Only changes to records of these types. Keep a separate `position` for each selection of types: \
                 changes to other types that it passed are not listed again.",
                types,
            ),
        ]
    }
}
