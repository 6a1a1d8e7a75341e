//! The header of a file: which column each of its cells has.

use super::{
    columns::{Column, Columns, Target},
    fault::{CellFault, shortened},
};
use crate::{
    error::Fault,
    model::json::pointer::PointerMap,
    text::messages::{Message, message},
};

/// The maximum number of faults of a header; with the one that says so, as many as are told of a row.
const MOST_FAULTS: usize = 99;

/// The length in bytes that no name of a column reaches. The fault of a longer one does not repeat it.
const LONGEST_NAME: usize = 200;

/// The columns of a file.
pub(crate) struct Header {
    /// The collection of the file.
    pub all: Columns,
    /// The columns in the order of the file; `None` where the header has no name.
    columns: Vec<Option<Column>>,
    /// Whether each name is a column. If not, a value may be in a column that is not read.
    pub is_whole: bool,
    /// The positions of the columns by the place of their value in the record.
    positions: PointerMap<usize>,
}

impl Header {
    /// Finds the column for each name. Returns the faults too, up to a number.
    pub(crate) fn read<'n>(
        all: Columns,
        names: impl IntoIterator<Item = &'n str>,
    ) -> (Self, Vec<CellFault>) {
        let positions = PointerMap::default();
        let mut header = Self { all, columns: Vec::new(), is_whole: true, positions };
        let mut faults = Vec::new();
        for name in names {
            if faults.len() < MOST_FAULTS {
                let Err(fault) = header.push(name) else { continue };
                faults.push(CellFault { column: Some(shortened(name)), fault });
            } else if faults.len() == MOST_FAULTS {
                let detail = message!("there may be more faults: no further columns were read");
                let fault = Fault::at("", "too-many", detail);
                faults.push(CellFault { column: None, fault });
            }
            header.columns.push(Some(Column { name: shortened(name), target: Target::Unknown }));
        }
        header.is_whole = faults.is_empty();
        (header, faults)
    }

    /// Adds a column, unless an earlier one has the same value or a part of it.
    fn push(&mut self, name: &str) -> Result<(), Fault> {
        if name.is_empty() {
            self.columns.push(None);
            return Ok(());
        }
        if name.len() > LONGEST_NAME {
            let detail = message!("there is no column “{name}”", name = shortened(name));
            return Err(Fault::at("", "unknown-column", detail));
        }
        let column = self.all.find(name)?;
        if column.target != Target::ReadOnly {
            let pointer = column.pointer();
            if let Some(other) = self.column(&pointer) {
                return Err(Fault::at("", "repeated-column", repeated(name, &other.name)));
            }
            self.positions.insert(pointer, self.columns.len());
        }
        self.columns.push(Some(column));
        Ok(())
    }

    /// Whether no name is a column, so that nothing of the rows is read.
    pub(crate) fn is_unknown(&self) -> bool {
        !self.is_whole && self.positioned().all(|(_, column)| column.target == Target::Unknown)
    }

    /// Returns the columns and their positions in the file.
    pub(crate) fn positioned(&self) -> impl Iterator<Item = (usize, &Column)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(position, column)| Some((position, column.as_ref()?)))
    }

    /// Returns the column at a position; `None` if it has no name there, or the header ends before.
    pub(crate) fn at(&self, position: usize) -> Option<&Column> {
        self.columns.get(position)?.as_ref()
    }

    /// Returns the column for a place in the record: the one that contains it, otherwise the first one for a
    /// part of it.
    pub(crate) fn column(&self, pointer: &str) -> Option<&Column> {
        let around = self.positions.around(pointer).min();
        let position = around.or_else(|| self.positions.inside(pointer).min())?;
        self.at(*position)
    }
}

fn repeated(name: &str, other: &str) -> Message {
    if name == other {
        message!("the column “{name}” occurs twice: remove one", name)
    } else {
        message!("the columns “{name}” and “{other}” have the same value: remove one", name, other)
    }
}
