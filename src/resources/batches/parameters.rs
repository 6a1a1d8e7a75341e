//! The parameters of batches.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

use crate::{
    error::ApiError,
    http::{
        history::parameters::paging,
        request::{
            list_parameters::{DEFAULT_LIMIT, MAX_LIMIT, cursor},
            query_reader::QueryReader,
        },
        response::cursor::Cursor,
    },
    text::messages::message,
};

/// The sort order of batches, as recorded in their cursors.
const ORDER: &str = "-batch";

/// The query for a page of batches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BatchesQuery {
    /// The maximum number of batches.
    pub limit: i64,
    /// The batch after which the page starts.
    pub before: Option<i64>,
}

impl FromRequest for BatchesQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut reader = QueryReader::new(request.query_string());
        let limit = reader.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
        let keys = cursor(&mut reader, "after", ORDER, 1).unwrap_or_default();
        let before =
            keys.first().and_then(|key| Some(i64::from_be_bytes(key.as_slice().try_into().ok()?)));
        ready(reader.finish().map(|()| Self { limit, before }))
    }
}

impl IntoParams for BatchesQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        paging()
    }
}

/// The cursor after a batch.
pub(crate) fn cursor_of(batch: i64) -> String {
    Cursor { sort: ORDER.to_owned(), keys: vec![batch.to_be_bytes().to_vec()] }.encode()
}

/// The number of a batch, from the path.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct BatchPath {
    /// The id of the batch.
    #[param(minimum = 1, example = 101)]
    pub batch: i64,
}

impl BatchPath {
    /// The error of a batch that does not exist (404).
    pub(crate) fn absent(self) -> ApiError {
        ApiError::NotFound(message!("There is no batch {batch}.", batch = self.batch))
    }
}

impl FromRequest for BatchPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let batch = request.match_info().get("batch").and_then(|text| text.parse().ok());
        ready(batch.map(|batch| Self { batch }).ok_or_else(|| {
            ApiError::NotFound(message!("The batch in this address is not a whole number."))
        }))
    }
}
