//! The id of an endpoint in a path.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::IntoParams;

use crate::{
    db::DbConnection,
    error::ApiError,
    text::messages::message,
    webhooks::{endpoint::WebhookEndpoint, queries},
};

/// The id of an endpoint, from the path.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WebhookPath {
    /// The id of the endpoint.
    #[param(rename = "webhook", example = "wH4kE6gB", min_length = 1, max_length = 100)]
    pub id: String,
}

impl WebhookPath {
    /// Returns the error of an endpoint that does not exist.
    pub(crate) fn absent(&self) -> ApiError {
        let id = &self.id;
        ApiError::NotFound(message!("There is no webhook “{id}”.", id))
    }

    /// Returns the endpoint.
    pub(crate) fn find(&self, connection: &mut DbConnection) -> Result<WebhookEndpoint, ApiError> {
        queries::find(connection, &self.id)?.ok_or_else(|| self.absent())
    }
}

impl FromRequest for WebhookPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("webhook").unwrap_or_default();
        ready(Ok(Self { id: id.to_owned() }))
    }
}
