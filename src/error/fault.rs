//! Faults of requests and records.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

use crate::text::messages::{Message, MessageArgument, MessageLanguage, message};

/// A fault of a request or a record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Fault {
    /// The query parameter that has the fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "kind")]
    pub parameter: Option<Box<str>>,
    /// The location of the fault in the body: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/startDate")]
    pub pointer: Option<String>,
    /// The row of an imported spreadsheet, where the header is row 1, or the line of an imported NDJSON file.
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
    /// A description of the fault and of a valid value, for people.
    #[schema(value_type = String, example = "“visti” is not a kind of event; did you mean “visit”?")]
    pub detail: Message,
}

impl Fault {
    /// Makes a fault of a query parameter.
    pub fn of(parameter: &str, code: &'static str, detail: Message) -> Self {
        Self { parameter: Some(parameter.into()), ..Self::whole(code, detail) }
    }

    /// Makes a fault at a location in a document.
    pub fn at(pointer: impl Into<String>, code: &'static str, detail: Message) -> Self {
        Self { pointer: Some(pointer.into()), ..Self::whole(code, detail) }
    }

    /// Returns the fault with its description in a language.
    pub(crate) fn in_language(self, language: MessageLanguage) -> Self {
        Self { detail: Message::Verbatim(self.detail.in_language(language)), ..self }
    }

    /// Makes a fault without a location.
    pub fn whole(code: &'static str, detail: Message) -> Self {
        Self { parameter: None, pointer: None, row: None, column: None, code, detail }
    }
}

impl MessageArgument for Fault {
    fn told(&self) -> Message {
        let detail = &self.detail;
        match self.parameter.as_deref().or(self.pointer.as_deref()) {
            Some("") | None => detail.clone(),
            Some(place) => message!("{place}: {detail}", place, detail),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told().fmt(f)
    }
}
