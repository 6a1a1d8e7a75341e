//! What is wrong with a request or a record, and where.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

/// A fault of a request or of a record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Fault {
    /// The query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kind")]
    pub parameter: Option<String>,
    /// The place in the body: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/startDate")]
    pub pointer: Option<String>,
    /// The row of an imported spreadsheet, of which the header is row 1, or the line of NDJSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 3)]
    pub row: Option<u32>,
    /// The column of an imported spreadsheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "startDate")]
    pub column: Option<Box<str>>,
    /// The kind of fault, for programs.
    #[schema(value_type = String, example = "invalid-value")]
    pub code: &'static str,
    /// What is wrong and what is valid, for people.
    #[schema(example = "“visti” is not a kind of event; did you mean “visit”?")]
    pub detail: String,
}

impl Fault {
    /// A fault of a query parameter.
    pub fn of(parameter: &str, code: &'static str, detail: String) -> Self {
        Self { parameter: Some(parameter.to_owned()), ..Self::whole(code, detail) }
    }

    /// A fault at a place in a document.
    pub fn at(pointer: impl Into<String>, code: &'static str, detail: String) -> Self {
        Self { pointer: Some(pointer.into()), ..Self::whole(code, detail) }
    }

    /// A fault that has no place.
    pub fn whole(code: &'static str, detail: String) -> Self {
        Self { parameter: None, pointer: None, row: None, column: None, code, detail }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter.as_deref().or(self.pointer.as_deref()) {
            Some("") | None => f.write_str(&self.detail),
            Some(place) => write!(f, "{place}: {}", self.detail),
        }
    }
}
