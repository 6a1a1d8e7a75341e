//! The columns of a list of records: every column of a single value, and as many for items of lists as are used.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    cells::Cell,
    columns::{Columns, Step, Target, value_at},
    listing,
};
use crate::{model::record_type::RecordType, values::language::Language};

/// The column with the number of the last change, by which an import can see that nobody changed the record since.
const REVISION: &str = "revision";

/// A column of a list.
pub(crate) struct ListColumn {
    /// The name in the header.
    pub name: String,
    /// The form of its cells.
    pub cell: Cell,
    /// The path to the value in the record.
    pub steps: Vec<Step>,
    is_used: bool,
}

impl ListColumn {
    /// Returns the text of a record, as an import reads it.
    pub(crate) fn text(&self, record: &Value) -> String {
        self.cell.write(self.value(record))
    }

    /// Returns the value of a record.
    pub(crate) fn value<'v>(&self, record: &'v Value) -> &'v Value {
        value_at(record, &self.steps)
    }

    /// Returns whether the field at the top of the record is one of these; an id is in every file.
    fn is_of(&self, fields: &BTreeSet<String>) -> bool {
        let name = self.name.split('.').next().unwrap_or_default();
        let at_top = |step: Option<&Step>| matches!(step, Some(Step::Field(field)) if fields.contains(field));
        fields.is_empty() || name == "id" || fields.contains(name) || at_top(self.steps.first())
    }
}

/// The columns before it is known how many items lists have.
pub(crate) struct ListColumns {
    all: Columns,
    languages: Vec<Language>,
    items: usize,
}

impl ListColumns {
    /// Begins with the columns of a collection with texts in these languages.
    pub(crate) fn of(kind: RecordType, languages: Vec<Language>) -> Result<Self, String> {
        Ok(Self { all: Columns::of(kind)?, languages, items: 0 })
    }

    /// Makes room for the items of a record.
    pub(crate) fn grow(&mut self, record: &Value) {
        self.items = self.items.max(longest_list(record));
    }

    /// Lists the columns that there can be.
    pub(crate) fn begin_use(&self) -> PossibleColumns {
        let plain = |name: &str, cell| ListColumn {
            name: name.to_owned(),
            cell,
            steps: vec![Step::Field(name.to_owned())],
            is_used: true,
        };
        let all = listing::all(self.all, &self.languages, self.items).into_iter();
        let values = all.filter_map(|described| match described.column.target {
            Target::Value(steps, cell) => {
                let is_used = !steps.iter().any(|step| matches!(step, Step::Item(_)));
                Some(ListColumn { name: described.column.name, cell, steps, is_used })
            }
            _ => None,
        });
        let first = [plain("id", Cell::Code), plain(REVISION, Cell::Whole)];
        PossibleColumns(first.into_iter().chain(values).collect())
    }
}

/// The columns that there can be, while it is found which are used.
pub(crate) struct PossibleColumns(Vec<ListColumn>);

impl PossibleColumns {
    /// Notes which columns a record has.
    pub(crate) fn note(&mut self, record: &Value) {
        for column in self.0.iter_mut().filter(|column| !column.is_used) {
            column.is_used = !value_at(record, &column.steps).is_null();
        }
    }

    /// Returns the columns of single values and those that are used, of these fields.
    pub(crate) fn used(self, fields: &BTreeSet<String>) -> Vec<ListColumn> {
        self.0.into_iter().filter(|column| column.is_used && column.is_of(fields)).collect()
    }
}

fn longest_list(value: &Value) -> usize {
    match value {
        Value::Array(items) => {
            items.iter().map(longest_list).max().unwrap_or_default().max(items.len())
        }
        Value::Object(fields) => fields.values().map(longest_list).max().unwrap_or_default(),
        _ => 0,
    }
}
