//! Problem details (RFC 9457): the body of every error.

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{error::Fault, values::instant::Instant};

/// An error, for people and for programs (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The type of problem, for programs; compare the whole URI.
    #[serde(rename = "type")]
    #[schema(format = "uri", example = "urn:twinning:problem:invalid-request")]
    pub problem_type: String,
    /// The type of problem, for people.
    #[schema(example = "The request is not valid")]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// The cause in this case, and what to do.
    #[schema(example = "See `errors` for each fault.")]
    pub detail: String,
    /// The path of the request.
    #[schema(format = "uri-reference", example = "/api/v1/events")]
    pub instance: String,
    /// The number of the request, for the operator.
    #[schema(example = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11")]
    pub request_id: String,
    /// When the record was deleted; only with status 410.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Instant>,
    /// The faults of the request; empty for other problems.
    pub errors: Vec<Fault>,
}

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

impl Problem {
    /// A problem that does not know its request yet; the edge adds that.
    pub fn new(status: StatusCode, code: &str, title: &str, detail: String) -> Self {
        Self {
            problem_type: format!("urn:twinning:problem:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            instance: String::new(),
            request_id: String::new(),
            deleted_at: None,
            errors: Vec::new(),
        }
    }

    /// The problem for an error that another layer made without one.
    pub fn of_status(status: StatusCode) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        let code = title.to_ascii_lowercase().replace(' ', "-");
        Self::new(status, &code, title, format!("The server answered {status}."))
    }

    /// The answer; the edge writes the body when it has added what the problem does not know.
    pub fn into_response(self, response: &mut HttpResponseBuilder) -> HttpResponse {
        let mut response = response.insert_header((header::CACHE_CONTROL, "no-store")).finish();
        response.extensions_mut().insert(self);
        response
    }
}

/// Takes the problem that a response carries.
pub fn carried<B>(response: &HttpResponse<B>) -> Option<Problem> {
    response.extensions().get::<Problem>().cloned()
}
