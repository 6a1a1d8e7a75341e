//! Imports NDJSON, line by line.

use std::io::BufRead;

use diesel::QueryResult;

use super::{
    error::ImportError,
    importer::Importer,
    incoming::{IncomingRow, RowId},
};
use crate::{
    db::work_limit, exchange::line, spreadsheet::fault::CellFault, values::record_id::RecordId,
};

/// The maximum length of a line in bytes, which no record reaches.
const LONGEST_LINE: u64 = 4 << 20;

/// Imports all lines.
pub(crate) fn read(
    importer: &mut Importer<'_>,
    mut source: impl BufRead,
) -> Result<(), ImportError> {
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        work_limit::check()?;
        let mut limited = std::io::Read::take(&mut source, LONGEST_LINE);
        let length = limited.read_until(b'\n', &mut buffer).map_err(ImportError::Unreadable)?;
        if length == 0 {
            break;
        }
        if length as u64 == LONGEST_LINE && !buffer.ends_with(b"\n") {
            return Err(ImportError::TooLong { line: number, limit: LONGEST_LINE });
        }
        let line = line::bare(&buffer);
        if line.is_empty() {
            continue;
        }
        one(importer, number, line)?;
        if importer.stops_after(number) {
            break;
        }
    }
    Ok(())
}

/// Imports one line, or reports its faults.
fn one(importer: &mut Importer<'_>, row: u64, line: &[u8]) -> QueryResult<()> {
    let own = |fault| CellFault { column: None, fault };
    match line::read(line) {
        Ok(line::ExchangeLine { kind, id, revision, faults, document }) => {
            let is_needed = document.is_err() || revision.is_some();
            let previous = match &id {
                Some(id) => importer.previous(kind, id, is_needed)?,
                None => None,
            };
            let place = importer.place(row, None);
            let (id, faults) = (id.map(RowId::given), faults.into_iter().map(own).collect());
            let named = Vec::new();
            importer
                .take(IncomingRow {
                    place,
                    kind,
                    id,
                    revision,
                    document,
                    previous,
                    named,
                    faults,
                    warnings: Vec::new(),
                })
                .map(drop)
        }
        Err(line::UnreadableLine { id, faults }) => {
            let faults = faults.into_iter().map(own).collect();
            importer.refuse(row, None, id.as_ref().map(RecordId::as_str), faults);
            Ok(())
        }
    }
}
