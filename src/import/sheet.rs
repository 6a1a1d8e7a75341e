//! Imports a spreadsheet of one collection, row by row.

use std::{collections::HashSet, io::Read};

use diesel::QueryResult;
use serde_json::{Map, Value};

use super::{
    error::ImportError,
    importer::Importer,
    incoming::{IncomingRow, links_of},
    named::{NamedRecords, ReferenceColumns},
    report::RowOutcome,
    row_ids::{self, RowRecord},
};
use crate::{
    db::work_limit,
    error::Fault,
    exchange::line,
    journal::revision::DataSet,
    model::{
        document::Document, identity::one_spaced, record_type::RecordType, registry,
        validation::InvalidDocument,
    },
    spreadsheet::{
        columns::{Columns, TRANSLATIONS, Target},
        fault::{CellFault, shortened},
        file,
        filled::{ColumnTrace, fill},
        header::Header,
        rows::RowSource,
        sheet::{Sheet, SheetError, SheetRow},
    },
    text::messages::message,
    values::{language::Language, traits::ClosedList as _},
};

/// The maximum number of bytes of the rows that wait for the end of a file, more than a file over HTTP has. Further ones
/// can only name records that there are already.
const MOST_WAITING: usize = 64 << 20;

/// The number of names of refused rows from which no more are remembered.
const MOST_REFUSED: usize = 10_000;

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
    if sheet.header.is_unknown() {
        return Ok(Ok(()));
    }
    let default_language = DataSet::load(importer.connection()?)?.default_language;
    let references = ReferenceColumns::of(&sheet.header);
    SheetImport {
        importer,
        default_language,
        references,
        refused: HashSet::new(),
        waiting: Vec::new(),
        waiting_bytes: 0,
    }
    .all(&mut sheet)
}

/// A row with the fault of its cells beyond the last column.
struct FileRow {
    row: SheetRow,
    surplus: Option<Fault>,
}

/// A spreadsheet that is being imported.
struct SheetImport<'i, 'c> {
    importer: &'i mut Importer<'c>,
    default_language: Language,
    references: ReferenceColumns,
    /// The names of the rows that were refused.
    refused: HashSet<String>,
    /// The rows that name records of their own collection, for the end of the file.
    waiting: Vec<FileRow>,
    waiting_bytes: usize,
}

impl SheetImport<'_, '_> {
    /// Imports all rows, or tells why the rest cannot be read.
    fn all(&mut self, sheet: &mut Sheet<'_>) -> Result<Result<(), SheetError>, ImportError> {
        let end = loop {
            match sheet.read() {
                Ok(Some(row)) => {
                    let (number, surplus) = (row.number, sheet.surplus(&row));
                    self.read(&sheet.header, FileRow { row, surplus })?;
                    if self.importer.stops_after(number) {
                        return Ok(Ok(()));
                    }
                }
                Ok(None) => break Ok(()),
                Err(end) => break Err(end),
            }
        };
        self.later(&sheet.header)?;
        Ok(end)
    }

    /// Imports a row, or lets it wait for the end of the file.
    fn read(&mut self, header: &Header, read: FileRow) -> QueryResult<()> {
        work_limit::check()?;
        let bytes = self.waiting_bytes + read.row.bytes();
        if bytes <= MOST_WAITING && self.references.may_be_later(&read.row) {
            self.waiting_bytes = bytes;
            self.waiting.push(read);
            return Ok(());
        }
        let named = self.resolve(&read.row)?;
        self.take(header, read, named)
    }

    /// Imports the rows that wait, each after those that make the records which it names.
    fn later(&mut self, header: &Header) -> QueryResult<()> {
        let mut waiting = std::mem::take(&mut self.waiting);
        loop {
            let before = waiting.len();
            let mut still = Vec::new();
            // A part is written below its whole as often as above it, so that the direction changes.
            for read in waiting.into_iter().rev() {
                work_limit::check()?;
                let named = self.resolve(&read.row)?;
                if named.is_whole() {
                    self.take(header, read, named)?;
                } else {
                    still.push(read);
                }
            }
            waiting = still;
            if waiting.len() == before {
                break;
            }
        }
        waiting.sort_by_key(|read| read.row.number);
        self.judge(header, waiting)
    }

    /// Refuses the rows that name what no row makes. Those that only name each other are told as well, unless the fault
    /// of another row explains them.
    fn judge(&mut self, header: &Header, waiting: Vec<FileRow>) -> QueryResult<()> {
        let mut is_explained = !self.refused.is_empty();
        for read in &waiting {
            self.refused.extend(names(header, &fill(header, &read.row, Map::new()).fields));
        }
        let mut judged = Vec::with_capacity(waiting.len());
        for read in waiting {
            let named = self.resolve(&read.row)?;
            is_explained |= !named.faults.is_empty();
            judged.push((read, named));
        }
        for (read, mut named) in judged {
            if !is_explained {
                named.faults.append(&mut named.open);
            }
            self.take(header, read, named)?;
        }
        Ok(())
    }

    fn resolve(&mut self, row: &SheetRow) -> QueryResult<NamedRecords> {
        self.references.resolve(self.importer.connection()?, row, &self.refused)
    }

    /// Imports one row, or reports its faults.
    fn take(&mut self, header: &Header, read: FileRow, mut named: NamedRecords) -> QueryResult<()> {
        let (kind, FileRow { mut row, surplus }) = (header.all.kind(), read);
        named.replace(&mut row);
        let mut record = row_ids::record_of(self.importer, header, &row, &self.default_language)?;
        let (revision, no_revision) = revision(header, &row);
        let surplus = surplus.map(|fault| CellFault { column: None, fault });
        let own = [surplus, wrong_type(header, &row), record.take_fault(header), no_revision];
        let NamedRecords { taken, faults: unnamed, open, .. } = named;
        let mut faults: Vec<CellFault> = own.into_iter().flatten().chain(unnamed).collect();
        let RowRecord { id, previous, fault: _ } = record;
        let before = previous.as_ref().map(|previous| previous.document.clone());
        let filled = fill(header, &row, before.unwrap_or_default());
        faults.extend(filled.faults);
        let warnings = filled.warnings;
        let own_names = names(header, &filled.fields);
        let document = document_of(header, &filled.trace, filled.fields, !open.is_empty());
        let (place, named) = (self.importer.place(row.number, Some(filled.trace)), taken);
        let links = links_of(&document);
        let incoming = IncomingRow {
            place,
            kind,
            id,
            revision,
            document,
            preparation: None,
            links,
            previous,
            named,
            faults,
            warnings,
        };
        if self.importer.take(incoming)? == RowOutcome::Refused && self.refused.len() < MOST_REFUSED
        {
            self.refused.extend(own_names);
        }
        Ok(())
    }
}

/// The names of a record in all languages.
fn names(header: &Header, fields: &Map<String, Value>) -> Vec<String> {
    let texts = fields.get(TRANSLATIONS).and_then(Value::as_object);
    let names = texts.into_iter().flat_map(Map::values);
    let names = names.filter_map(|texts| texts.get(header.all.name_field())?.as_str());
    names.map(one_spaced).collect()
}

/// Reads the record of a row. The row `is_open` if that of a record which it names has to be corrected first.
fn document_of(
    header: &Header,
    trace: &ColumnTrace<'_>,
    fields: Map<String, Value>,
    is_open: bool,
) -> Result<Box<dyn Document>, InvalidDocument> {
    let document = registry::read(header.all.kind(), fields)
        .map_err(|invalid| known_faults(header, trace, invalid))?;
    if is_open {
        Err(InvalidDocument { faults: Vec::new(), links: Vec::new() })
    } else {
        Ok(document)
    }
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
