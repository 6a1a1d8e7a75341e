//! Requests that are refused before routing.

use actix_web::{
    dev::ServiceRequest,
    http::{Method, header},
};

use super::{offer::READING, refusal::Refusal};
use crate::error::ApiError;

/// Refuses heads that are no requests (400, 408, 431), compressed request bodies (415, RFC 9110 §15.5.16) and CONNECT (405), whose target is
/// not a path (RFC 9110 §9.3.6).
pub(crate) fn refuse(request: &ServiceRequest) -> Result<(), ApiError> {
    if let Some(error) = Refusal::of(request) {
        return Err(error);
    }
    let coded = request
        .headers()
        .get_all(header::CONTENT_ENCODING)
        .any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if coded {
        return Err(ApiError::UnsupportedEncoding);
    }
    if *request.method() == Method::CONNECT {
        return Err(ApiError::MethodNotAllowed { allow: READING.to_owned() });
    }
    Ok(())
}
