//! Problem details (RFC 9457): the body of every error.

use std::fmt;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Fault,
    text::messages::{Message, MessageLanguage, message},
    values::instant::Instant,
};

/// An error, for people and for programs (RFC 9457). What is for people is in Polish where `Accept-Language` prefers Polish
/// to English, otherwise in English.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The type of problem, for programs; compare the whole URI.
    #[serde(rename = "type")]
    #[schema(format = "uri", example = "urn:twinning:problem:invalid-request")]
    pub problem_type: String,
    /// The type of problem, for people.
    #[schema(value_type = String, example = "The request is not valid")]
    pub title: Message,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// The cause in this case, and what to do.
    #[schema(value_type = String, example = "See `errors` for each fault.")]
    pub detail: Message,
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

/// The beginning of each type.
const TYPE: &str = "urn:twinning:problem:";

/// The most codes of faults that the log names of a request.
const LOGGED: usize = 5;

/// Why a request failed, for the log: names of closed lists, and nothing that a client wrote.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct LoggedProblem {
    /// The code of the problem's type.
    pub code: String,
    /// The codes of its faults, each once, separated by commas.
    pub faults: Option<String>,
}

impl fmt::Display for LoggedProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        self.faults.as_ref().map_or(Ok(()), |faults| write!(f, " {faults}"))
    }
}

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

impl Problem {
    /// A problem that does not know its request yet; the edge adds that.
    pub fn new(status: StatusCode, code: &str, title: Message, detail: Message) -> Self {
        Self {
            problem_type: format!("{TYPE}{code}"),
            title,
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
        let title = status.canonical_reason().unwrap_or_default();
        let code = title.to_ascii_lowercase().replace(' ', "-");
        Self::new(
            status,
            &code,
            Message::Verbatim(title.to_owned()),
            message!("The server answered {status}.", status = status.to_string()),
        )
    }

    /// The problem in the language of who reads it.
    pub(crate) fn in_language(self, language: MessageLanguage) -> Self {
        let told = |message: &Message| Message::Verbatim(message.in_language(language));
        let errors = self.errors.into_iter().map(|fault| fault.in_language(language)).collect();
        Self { title: told(&self.title), detail: told(&self.detail), errors, ..self }
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

/// Returns why the request of a response failed.
pub(crate) fn logged<B>(response: &HttpResponse<B>) -> Option<LoggedProblem> {
    let extensions = response.extensions();
    let problem = extensions.get::<Problem>()?;
    let mut codes: Vec<&str> = Vec::new();
    for fault in &problem.errors {
        if codes.len() < LOGGED && !codes.contains(&fault.code) {
            codes.push(fault.code);
        }
    }
    let code = problem.problem_type.trim_start_matches(TYPE).to_owned();
    Some(LoggedProblem { code, faults: (!codes.is_empty()).then(|| codes.join(",")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_has_each_code_once_and_few() {
        let status = StatusCode::BAD_REQUEST;
        let mut problem = Problem::new(
            status,
            "invalid-request",
            Message::Verbatim("x".to_owned()),
            Message::Verbatim("secret".to_owned()),
        );
        let logged_of = |problem: &Problem| {
            logged(&problem.clone().into_response(&mut HttpResponseBuilder::new(status)))
        };
        let code = "invalid-request".to_owned();
        let none = LoggedProblem { code: code.clone(), faults: None };
        assert_eq!(logged_of(&problem), Some(none));
        let codes = ["a", "b", "a", "c", "d", "a", "e", "f"];
        problem.errors =
            codes.map(|code| Fault::of("p", code, Message::Verbatim("secret".to_owned()))).to_vec();
        let five = LoggedProblem { code, faults: Some("a,b,c,d,e".to_owned()) };
        assert_eq!(logged_of(&problem), Some(five));
        assert_eq!(logged(&HttpResponse::Ok().finish()), None);
    }
}
