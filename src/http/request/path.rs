//! The id in a path.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::IntoParams;

use crate::{
    error::ApiError,
    text::messages::message,
    values::{record_id::RecordId, traits::TextValue},
};

/// The id of a record, from the path.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct IdPath {
    /// The id of the record.
    #[param(inline)]
    pub id: RecordId,
}

impl FromRequest for IdPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    /// Answers 404 to anything that cannot be an id, without a database query.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(RecordId::read);
        ready(id.map(|id| Self { id }).ok_or_else(|| {
            ApiError::NotFound(message!(
                "The id in this address is not {valid}.",
                valid = RecordId::VALID
            ))
        }))
    }
}
