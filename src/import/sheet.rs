//! Imports a spreadsheet of one collection, row by row.

use std::io::Read;

use diesel::QueryResult;

use super::{
    error::ImportError,
    importer::Importer,
    incoming::IncomingRow,
    row_ids::{self, RowRecord},
};
use crate::{
    db::work_limit,
    error::Fault,
    exchange::line,
    journal::revision::DataSet,
    model::{record_type::RecordType, registry, validation::InvalidDocument},
    spreadsheet::{
        cells::shortened,
        columns::{Columns, Target},
        fault::CellFault,
        file,
        filled::{ColumnTrace, fill},
        header::Header,
        rows::RowSource,
        sheet::{Sheet, SheetError, SheetRow},
    },
    text::messages::message,
    values::{language::Language, traits::ClosedList as _},
};

/// Imports all rows. A fault that makes the rest unreadable is reported for its row.
pub(crate) fn read(
    importer: &mut Importer<'_>,
    collection: Option<RecordType>,
    source: impl Read,
) -> Result<(), ImportError> {
    let mut known = collection;
    let read = file::with_rows(source, collection, |opened, source| {
        let all = Columns::of(opened.collection).map_err(ImportError::Schema)?;
        known = Some(opened.collection);
        importer.read_from(opened.into());
        rows(importer, all, source)
    });
    match read {
        Ok(done) => match done? {
            Ok(()) => Ok(()),
            Err(end) => refuse(importer, known, end),
        },
        Err(end) => refuse(importer, known, end),
    }
}

/// Reports the fault because of which the rest of a file was not read.
fn refuse(
    importer: &mut Importer<'_>,
    collection: Option<RecordType>,
    end: SheetError,
) -> Result<(), ImportError> {
    // A file that was not read in time is not a damaged one.
    work_limit::check()?;
    match end {
        SheetError::Failed(error) => Err(ImportError::Unreadable(error)),
        SheetError::Faults(row, faults) => {
            importer.refuse(row, collection, None, faults);
            Ok(())
        }
    }
}

fn rows(
    importer: &mut Importer<'_>,
    all: Columns,
    source: &mut dyn RowSource,
) -> Result<Result<(), SheetError>, ImportError> {
    let mut sheet = match Sheet::open(all, source) {
        Ok(sheet) => sheet,
        Err(end) => return Ok(Err(end)),
    };
    if !sheet.header_faults.is_empty() {
        let faults = std::mem::take(&mut sheet.header_faults);
        importer.refuse(sheet.header_row, Some(all.kind()), None, faults);
    }
    let default_language = DataSet::load(importer.connection())?.default_language;
    loop {
        match sheet.read() {
            Ok(Some(row)) => {
                let surplus = sheet.surplus(&row);
                one(importer, &default_language, &sheet.header, &row, surplus)?;
                if importer.stops_after(row.number) {
                    return Ok(Ok(()));
                }
            }
            Ok(None) => return Ok(Ok(())),
            Err(end) => return Ok(Err(end)),
        }
    }
}

/// Imports one row, or reports its faults.
fn one(
    importer: &mut Importer<'_>,
    default_language: &Language,
    header: &Header,
    row: &SheetRow,
    surplus: Option<Fault>,
) -> QueryResult<()> {
    work_limit::check()?;
    let kind = header.all.kind();
    let mut record = row_ids::record_of(importer, header, row, default_language)?;
    let (revision, no_revision) = revision(header, row);
    let surplus = surplus.map(|fault| CellFault { column: None, fault });
    let mut faults: Vec<CellFault> =
        [surplus, wrong_type(header, row), record.take_fault(header), no_revision]
            .into_iter()
            .flatten()
            .collect();
    let RowRecord { id, previous, fault: _ } = record;
    let before = previous.as_ref().map(|previous| previous.document.clone());
    let filled = fill(header, row, before.unwrap_or_default());
    faults.extend(filled.faults);
    let document = registry::read(kind, filled.fields)
        .map_err(|invalid| known_faults(header, &filled.trace, invalid));
    let place = importer.place(row.number, Some(filled.trace));
    importer.take(IncomingRow { place, kind, id, revision, document, previous, faults })
}

/// Leaves out what may be missing because its column has a fault.
fn known_faults(
    header: &Header,
    trace: &ColumnTrace<'_>,
    mut invalid: InvalidDocument,
) -> InvalidDocument {
    invalid.faults.retain(|fault| {
        let place = fault.pointer.as_deref().unwrap_or_default();
        header.is_whole || fault.code != "missing" || trace.column(place).is_some()
    });
    invalid
}

/// Reads the revision that a row is based on; or the fault of what is in its place.
fn revision(header: &Header, row: &SheetRow) -> (Option<i64>, Option<CellFault>) {
    let text = row.text_of(header, &Target::Revision);
    if text.is_empty() {
        return (None, None);
    }
    let revision = text.parse().ok().filter(|revision| *revision > 0);
    let fault = revision.is_none().then(|| {
        let fault = line::not_a_revision(&message!("“{text}”", text = shortened(text)));
        CellFault { column: Some("revision".to_owned()), fault }
    });
    (revision, fault)
}

/// Returns the fault of a row of another collection.
fn wrong_type(header: &Header, row: &SheetRow) -> Option<CellFault> {
    let (text, kind) = (row.text_of(header, &Target::Type), header.all.kind().as_str());
    (!text.is_empty() && text != kind).then(|| {
        let detail = message!(
            "“{text}” is not “{kind}”: a spreadsheet has one collection",
            text = shortened(text),
            kind
        );
        CellFault {
            column: Some("type".to_owned()),
            fault: Fault::at("/type", "invalid-value", detail),
        }
    })
}
