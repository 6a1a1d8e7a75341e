//! `export`: all records in the exchange format, or those that everybody sees; sorted, the same data as the same bytes.

use std::io::{self, BufWriter, Write};

use diesel::prelude::*;

use super::line;
use crate::{
    db::{DbConnection, schema::record, transaction},
    model::{record_type::RecordType, visibility::Visibility},
    store::read::disclosure::{Disclosed, disclose},
    values::traits::ClosedList,
};

/// How many records are read at a time.
const CHUNK: i64 = 500;

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    /// The output failed.
    #[error("cannot write the output: {0}")]
    Output(#[source] io::Error),
}

/// Writes all records at one state of the data set.
pub fn run(connection: &mut DbConnection, output: impl Write) -> Result<(), ExportError> {
    run_for(connection, Visibility::Drafts, output)
}

/// Writes the records that are seen at one state of the data set.
pub fn run_for(
    connection: &mut DbConnection,
    visibility: Visibility,
    output: impl Write,
) -> Result<(), ExportError> {
    let mut output = BufWriter::with_capacity(1 << 16, output);
    transaction::snapshot(connection, |connection| {
        for kind in RecordType::ALL {
            collection(connection, *kind, visibility, &mut output)?;
        }
        output.flush().map_err(ExportError::Output)
    })
}

fn collection(
    connection: &mut DbConnection,
    kind: RecordType,
    visibility: Visibility,
    output: &mut impl Write,
) -> Result<(), ExportError> {
    let mut last: Vec<u8> = Vec::new();
    loop {
        let chunk: Vec<(Vec<u8>, String, String)> = record::table
            .filter(record::type_rank.eq(kind.rank()))
            .filter(record::id_key.gt(&last))
            .filter(visibility.sees("record.state"))
            .order(record::id_key)
            .limit(CHUNK)
            .select((record::id_key, record::id, record::document))
            .load(connection)?;
        let Some((end, _, _)) = chunk.last() else { return Ok(()) };
        last.clone_from(end);
        let (ids, mut documents): (Vec<String>, Vec<Disclosed>) =
            chunk.into_iter().map(|(_, id, json)| (id, Disclosed { kind, json })).unzip();
        disclose(connection, visibility, &mut documents)?;
        for (id, document) in ids.iter().zip(&documents) {
            output
                .write_all(line::write(kind.as_str(), id, &document.json).as_bytes())
                .map_err(ExportError::Output)?;
        }
    }
}
