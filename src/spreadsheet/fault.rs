//! Faults of the cells of a spreadsheet.

use crate::{
    error::Fault,
    text::{excerpt::first, messages::Message},
};

/// A fault, with the column of the file that has it, if any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CellFault {
    /// The name of the column in the header.
    pub column: Option<String>,
    /// The fault.
    pub fault: Fault,
}

/// The reason why a cell cannot be read.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Unreadable {
    /// The code of the fault.
    pub code: &'static str,
    /// A description of the fault and of a valid value.
    pub detail: Message,
}

impl From<Message> for Unreadable {
    fn from(detail: Message) -> Self {
        Self { code: "invalid-value", detail }
    }
}

/// Shortens a text that a fault quotes.
pub(crate) fn shortened(text: &str) -> String {
    first(text, 60)
}
