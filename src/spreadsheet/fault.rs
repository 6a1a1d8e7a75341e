//! Faults of the cells of a spreadsheet.

use crate::error::Fault;

/// A fault, with the column of the file that has it, if any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CellFault {
    /// The name of the column in the header.
    pub column: Option<String>,
    /// The fault.
    pub fault: Fault,
}
