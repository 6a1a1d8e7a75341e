//! Imports a spreadsheet of one collection, row by row.

use std::io::Read;

use diesel::QueryResult;

use super::{
    error::ImportError,
    importer::{Importer, IncomingRecord},
    previous,
    report::RowFault,
};
use crate::{
    db::work_limit,
    error::Fault,
    journal::revision::DataSet,
    model::{record_type::RecordType, registry},
    spreadsheet::{
        cells::shortened,
        columns::{Columns, Step, Target},
        fault::CellFault,
        file,
        filled::fill,
        header::Header,
        rows::RowSource,
        sheet::{Sheet, SheetError, SheetRow},
    },
    text::slug::slug,
    values::{
        record_id::RecordId,
        traits::{ClosedList as _, TextValue as _},
    },
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
            importer.refuse(row, collection, None, in_row(row, faults));
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
    let names = NameColumns::of(importer, &sheet.header)?;
    loop {
        match sheet.read() {
            Ok(Some(row)) => {
                let surplus = sheet.surplus(&row);
                one(importer, &names, &sheet.header, &row, surplus)?;
                if importer.stops_after(row.number) {
                    return Ok(Ok(()));
                }
            }
            Ok(None) => return Ok(Ok(())),
            Err(end) => return Ok(Err(end)),
        }
    }
}

fn in_row(row: u64, faults: Vec<CellFault>) -> Vec<RowFault> {
    faults.into_iter().map(|CellFault { column, fault }| RowFault::of(row, column, fault)).collect()
}

/// Imports one row, or reports its faults.
fn one(
    importer: &mut Importer<'_>,
    names: &NameColumns,
    header: &Header,
    row: &SheetRow,
    surplus: Option<Fault>,
) -> QueryResult<()> {
    work_limit::check()?;
    let kind = header.all.kind();
    let (id, no_id) = match names.id(header, row) {
        Ok(id) => (Some(id), None),
        Err(fault) => (None, Some(*fault)),
    };
    let surplus = surplus.map(|fault| CellFault { column: None, fault });
    let mut own: Vec<CellFault> =
        [surplus, wrong_type(header, row), no_id].into_iter().flatten().collect();
    let before = match &id {
        Some(id) => previous::document(importer.connection(), &kind.path(id.as_str()))?,
        None => None,
    };
    let filled = fill(header, row, before.clone().unwrap_or_default());
    own.extend(filled.faults);
    let faults = match (&id, registry::written(kind, filled.fields)) {
        (Some(id), Ok(document)) if own.is_empty() => {
            let (row, trace, document) = (row.number, Some(&filled.trace), &*document);
            return importer.put(&IncomingRecord { row, id, document, before, trace });
        }
        (_, written) => filled.trace.located(written.err().unwrap_or_default(), own),
    };
    importer.refuse(
        row.number,
        Some(kind),
        id.as_ref().map(RecordId::as_str),
        in_row(row.number, faults),
    );
    Ok(())
}

/// Returns the fault of a row of another collection.
fn wrong_type(header: &Header, row: &SheetRow) -> Option<CellFault> {
    let (text, kind) = (row.text_of(header, &Target::Type), header.all.kind().as_str());
    (!text.is_empty() && text != kind).then(|| {
        let detail =
            format!("“{}” is not “{kind}”: a spreadsheet has one collection", shortened(text));
        CellFault {
            column: Some("type".to_owned()),
            fault: Fault::at("/type", "invalid-value", detail),
        }
    })
}

/// Determines the id of a row.
struct NameColumns {
    /// The positions of the columns with the name, that in the default language first.
    positions: Vec<usize>,
}

impl NameColumns {
    fn of(importer: &mut Importer<'_>, header: &Header) -> QueryResult<Self> {
        let default_language = DataSet::load(importer.connection())?.default_language;
        let mut positions: Vec<(bool, usize)> = Vec::new();
        for (position, column) in header.positioned() {
            if let Target::Value(steps, _) = &column.target
                && let [Step::Field(_), Step::Field(language), Step::Field(text)] = &steps[..]
                && text == header.all.name_field()
            {
                positions.push((*language != default_language.as_str(), position));
            }
        }
        positions.sort_unstable();
        Ok(Self { positions: positions.into_iter().map(|(_, position)| position).collect() })
    }

    /// Returns the id of a row, or derives it from the name.
    fn id(&self, header: &Header, row: &SheetRow) -> Result<RecordId, Box<CellFault>> {
        let column = header.column("/id").map(|column| column.name.clone());
        let fault = |code, detail| {
            Box::new(CellFault { column: column.clone(), fault: Fault::at("/id", code, detail) })
        };
        let written = row.text_of(header, &Target::Id);
        if !written.is_empty() {
            let invalid = || {
                fault(
                    "invalid-value",
                    format!("“{}” is not {}", shortened(written), RecordId::VALID),
                )
            };
            return RecordId::read(written).ok_or_else(invalid);
        }
        let names = self.positions.iter().map(|position| row.cell(*position).trim());
        let missing = || {
            let name = header.all.name_field();
            fault("missing", format!("the row has neither an id nor a {name} to make one of"))
        };
        let name = names.into_iter().find(|name| !name.is_empty());
        name.and_then(slug).and_then(|id| RecordId::read(&id)).ok_or_else(missing)
    }
}
