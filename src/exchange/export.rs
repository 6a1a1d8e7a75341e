//! Exports records in the exchange format. Records are sorted, so that the same data gives the same bytes.

use std::io::{self, BufWriter, Write};

use super::line;
use crate::{
    db::{DbConnection, transaction},
    model::{record_type::RecordType, visibility::Visibility},
    store::read::{
        disclosure::{Disclosed, disclose},
        records::VisibleRecords,
    },
    values::traits::ClosedList,
};

/// An error that ends an export early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[source] io::Error),
}

/// Writes all records at one state of the data set, drafts included.
pub fn run(connection: &mut DbConnection, output: impl Write) -> Result<(), ExportError> {
    run_for(connection, Visibility::Drafts, output)
}

/// Writes the visible records at one state of the data set, without references to records that are not.
pub fn run_for(
    connection: &mut DbConnection,
    visibility: Visibility,
    output: impl Write,
) -> Result<(), ExportError> {
    transaction::snapshot(connection, |connection| run_within(connection, visibility, output))
}

/// Writes what [`run_for`] does, at the state that the connection sees.
pub(crate) fn run_within(
    connection: &mut DbConnection,
    visibility: Visibility,
    output: impl Write,
) -> Result<(), ExportError> {
    let mut output = BufWriter::with_capacity(1 << 16, output);
    for kind in RecordType::ALL {
        collection(connection, *kind, visibility, &mut output)?;
    }
    output.flush().map_err(ExportError::Output)
}

fn collection(
    connection: &mut DbConnection,
    kind: RecordType,
    visibility: Visibility,
    output: &mut impl Write,
) -> Result<(), ExportError> {
    let mut records = VisibleRecords::begin(kind, visibility);
    while let Some(chunk) = records.next(connection)? {
        let (ids, mut documents): (Vec<String>, Vec<Disclosed>) =
            chunk.into_iter().map(|row| (row.id, Disclosed { kind, json: row.document })).unzip();
        disclose(connection, visibility, &mut documents)?;
        for (id, document) in ids.iter().zip(&documents) {
            line::write(output, kind.as_str(), id, &document.json).map_err(ExportError::Output)?;
        }
    }
    Ok(())
}
