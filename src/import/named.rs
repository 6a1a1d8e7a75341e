//! Finds the records that the cells of a row name: `Oziersk` in place of the id `oziersk`.

use std::collections::HashSet;

use diesel::QueryResult;

use super::report::NamedReference;
use crate::{
    db::DbConnection,
    error::Fault,
    model::{
        identity::{ANY_LANGUAGE, RecordIdentity, one_spaced},
        record_type::RecordType,
    },
    spreadsheet::{
        cells::Cell,
        columns::Target,
        fault::{CellFault, shortened},
        guard::{is_error, unguarded},
        header::Header,
        items::words,
        references::referred,
        sheet::SheetRow,
    },
    store::same_name,
    text::messages::{Message, message},
    values::{
        record_id::RecordId,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The maximum number of records that a fault names.
const NAMED: i64 = 10;

/// The maximum length of a cell in bytes whose names are looked up.
const LONGEST: usize = 64 << 10;

/// The columns of a file that have references.
pub(crate) struct ReferenceColumns(Vec<ReferenceColumn>);

/// A column that has references.
struct ReferenceColumn {
    position: usize,
    name: String,
    pointer: String,
    cell: Cell,
    kind: RecordType,
    /// Whether the rows of the file can make the records.
    is_own: bool,
}

/// What became of the names in the cells of a row.
#[derive(Default)]
pub(crate) struct NamedRecords {
    /// The cells with ids in place of names, by their position.
    cells: Vec<(usize, String)>,
    /// The records that were found.
    pub taken: Vec<NamedReference>,
    /// The names that no record has, or several.
    pub faults: Vec<CellFault>,
    /// The names of rows that were refused or wait too: faults if nothing else explains why.
    pub open: Vec<CellFault>,
}

impl ReferenceColumns {
    /// Finds the columns of a file.
    pub(crate) fn of(header: &Header) -> Self {
        let own = header.all.kind();
        let columns = header.positioned().filter_map(|(position, column)| {
            let Target::Value(steps, cell) = &column.target else { return None };
            let kind = referred(own, steps, *cell)?;
            let (name, pointer) = (column.name.clone(), column.pointer());
            Some(ReferenceColumn {
                position,
                name,
                pointer,
                cell: *cell,
                kind,
                is_own: kind == own,
            })
        });
        Self(columns.collect())
    }

    /// Whether a row names a record of its own collection, which a later row may make.
    pub(crate) fn may_be_later(&self, row: &SheetRow) -> bool {
        self.0.iter().any(|column| column.is_own && column.has_names(row.cell(column.position)))
    }

    /// Finds the records that the cells of a row name. `refused` has the names of the rows that were refused or will
    /// be.
    pub(crate) fn resolve(
        &self,
        connection: &mut DbConnection,
        row: &SheetRow,
        refused: &HashSet<String>,
    ) -> QueryResult<NamedRecords> {
        let mut all = NamedRecords::default();
        for column in &self.0 {
            let text = row.cell(column.position);
            if !column.has_names(text) {
                continue;
            }
            let mut lookup = Lookup { column, refused, ids: Vec::new(), named: &mut all };
            let known = lookup.named.faults.len();
            lookup.cell(connection, unguarded(text.trim()))?;
            let ids = lookup.ids.join(", ");
            // Of a cell with a fault nothing is read, so that it has no other ones.
            let is_read = all.faults.len() == known;
            all.cells.push((column.position, if is_read { ids } else { String::new() }));
        }
        Ok(all)
    }
}

impl NamedRecords {
    /// Whether each name is that of one record.
    pub(crate) fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.open.is_empty()
    }

    /// Replaces the names in the cells of the row by ids.
    pub(crate) fn replace(&mut self, row: &mut SheetRow) {
        for (position, ids) in self.cells.drain(..) {
            row.replace(position, ids);
        }
    }
}

impl ReferenceColumn {
    /// Whether a cell has what is no id.
    fn has_names(&self, text: &str) -> bool {
        let text = text.trim();
        let is_read = !text.is_empty() && text.len() <= LONGEST && !is_error(text);
        is_read
            && match self.cell {
                // Of a list with more items than there can be no item is read.
                Cell::References(most) => {
                    text.split([',', ';', '\n']).count() <= most && !words(text).all(is_id)
                }
                _ => !is_id(text),
            }
    }
}

fn is_id(text: &str) -> bool {
    RecordId::read(text).is_some()
}

/// Looks up the names of a cell.
struct Lookup<'l> {
    column: &'l ReferenceColumn,
    refused: &'l HashSet<String>,
    ids: Vec<String>,
    named: &'l mut NamedRecords,
}

impl Lookup<'_> {
    fn cell(&mut self, connection: &mut DbConnection, text: &str) -> QueryResult<()> {
        if !matches!(self.column.cell, Cell::References(_)) {
            return self.item(connection, text);
        }
        for part in text.split([';', '\n']) {
            self.part(connection, part.trim())?;
        }
        Ok(())
    }

    /// Looks up what stands between semicolons: ids, a name that may have commas, or several with commas between them.
    fn part(&mut self, connection: &mut DbConnection, text: &str) -> QueryResult<()> {
        if words(text).all(is_id) {
            self.ids.extend(words(text).map(str::to_owned));
            return Ok(());
        }
        if !text.contains(',') || !self.ids_of(connection, text)?.is_empty() {
            return self.item(connection, text);
        }
        for piece in text.split(',').map(str::trim) {
            self.part(connection, piece)?;
        }
        Ok(())
    }

    /// Takes an id, or the record with a name.
    fn item(&mut self, connection: &mut DbConnection, text: &str) -> QueryResult<()> {
        let found = self.ids_of(connection, text)?;
        match &found[..] {
            [] if self.column.is_own && self.refused.contains(&one_spaced(text)) => {
                let fault = self.fault("leads-back", open(text));
                self.named.open.push(fault);
            }
            [] => self.tell("unknown-reference", self.unknown(text)),
            [id] => {
                let (column, name) = (self.column.name.clone(), text.to_owned());
                self.named.taken.push(NamedReference { column, name, id: id.clone() });
                self.ids.push(id.clone());
            }
            several => self.tell("ambiguous", self.ambiguous(text, several)),
        }
        Ok(())
    }

    /// The ids of the records that have this name in any language.
    fn ids_of(&self, connection: &mut DbConnection, name: &str) -> QueryResult<Vec<String>> {
        let identity = RecordIdentity {
            kind: self.column.kind,
            language: ANY_LANGUAGE.to_owned(),
            name: name.to_owned(),
            country: None,
            first_date: None,
        };
        same_name::ids(connection, &identity, NAMED + 1)
    }

    fn fault(&self, code: &'static str, detail: Message) -> CellFault {
        let fault = Fault::at(self.column.pointer.clone(), code, detail);
        CellFault { column: Some(self.column.name.clone()), fault }
    }

    fn tell(&mut self, code: &'static str, detail: Message) {
        let fault = self.fault(code, detail);
        self.named.faults.push(fault);
    }

    fn unknown(&self, name: &str) -> Message {
        message!(
            "no record in {collection} has the id or the full name “{name}”",
            collection = self.column.kind.as_str(),
            name = shortened(name)
        )
    }

    fn ambiguous(&self, name: &str, ids: &[String]) -> Message {
        let mut listed: Vec<&str> = (0..NAMED).zip(ids).map(|(_, id)| id.as_str()).collect();
        if listed.len() < ids.len() {
            listed.push("…");
        }
        message!(
            "several records in {collection} have the name “{name}”: {ids}; write the id of the right one",
            collection = self.column.kind.as_str(),
            name = shortened(name),
            ids = listed.join(", ")
        )
    }
}

fn open(name: &str) -> Message {
    message!(
        "“{name}” is another row of the file, from which the references lead back here or to each other",
        name = shortened(name)
    )
}
