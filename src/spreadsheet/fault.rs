//! Faults of the cells of a spreadsheet.

use crate::error::Fault;

/// A fault, and the column that it is about, where there is one in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellFault {
    /// The column's name in the header.
    pub column: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}
