//! The form of a record: its fields, what stands in them, and the record that they make.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    model::record_type::RecordType,
    spreadsheet::{
        cells::Cell,
        columns::{Columns, Step, Target},
        fault::CellFault,
        filled::{ColumnTrace, FilledRecord, STATE, fill},
        header::Header,
        listing::{self, SchemaPlace},
        sheet::SheetRow,
    },
    values::language::Language,
};

/// A field of a form.
pub(in crate::desk) struct FormField {
    /// The name: that of the column.
    pub name: String,
    /// The form of its value.
    pub cell: Cell,
    /// The path to the value in the record.
    pub steps: Vec<Step>,
    /// The value in the schema.
    pub place: SchemaPlace,
}

/// The shape of a form: the languages of its texts and the items of its lists.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(in crate::desk) struct FormShape {
    /// The languages, the default one first.
    pub languages: Vec<Language>,
    /// The number of items of each list.
    pub items: BTreeMap<String, usize>,
}

/// A form of a record.
pub(in crate::desk) struct RecordForm {
    /// The type of the record.
    pub kind: RecordType,
    /// Whether the record is new.
    pub is_new: bool,
    /// The shape.
    pub shape: FormShape,
    /// The fields, in the order of the record.
    pub fields: Vec<FormField>,
    /// What stands in each field.
    pub values: BTreeMap<String, String>,
}

/// The field with the id of a new record.
pub(in crate::desk) const ID: &str = "id";

/// The most items of a list in a form.
pub(super) const MOST_ITEMS: usize = 200;

impl RecordForm {
    /// Makes an empty form of this shape. An error is a fault of this program.
    pub(in crate::desk) fn new(
        kind: RecordType,
        is_new: bool,
        shape: FormShape,
    ) -> Result<Self, String> {
        let most = shape.items.values().copied().max().unwrap_or_default().min(MOST_ITEMS);
        let columns = listing::all(Columns::of(kind)?, &shape.languages, most);
        let fields =
            columns.into_iter().filter_map(|listed| match (listed.column.target, listed.node) {
                (Target::Value(steps, cell), Some(place)) => {
                    Some(FormField { name: listed.column.name, cell, steps, place })
                }
                _ => None,
            });
        let fields = fields
            .filter(|field| field.name != STATE.trim_start_matches('/') && shape.has(&field.name))
            .collect();
        Ok(Self { kind, is_new, shape, fields, values: BTreeMap::new() })
    }

    /// What stands in a field.
    pub(in crate::desk) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Puts the values into a record, as a row of a spreadsheet is.
    pub(in crate::desk) fn fill<T>(
        &self,
        before: Map<String, Value>,
        then: impl FnOnce(Filled<'_>) -> T,
    ) -> Result<T, String> {
        let names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        let (header, faults) = Header::read(Columns::of(self.kind)?, names.iter().copied());
        if let Some(fault) = faults.first() {
            return Err(format!("the form has a field that is no column: {}", fault.fault.detail));
        }
        let cells = names.iter().map(|name| self.value(name).to_owned()).collect();
        let FilledRecord { fields, faults, trace, .. } =
            fill(&header, &SheetRow::of(cells), before);
        Ok(then(Filled { fields, unread: faults, trace }))
    }
}

/// A record with the values of a form.
pub(in crate::desk) struct Filled<'f> {
    /// The fields of the record.
    pub fields: Map<String, Value>,
    /// The faults of values that could not be read.
    pub unread: Vec<CellFault>,
    /// Finds the field of a fault.
    pub trace: ColumnTrace<'f>,
}

impl FormShape {
    /// Whether a field is in the form: its items are.
    fn has(&self, name: &str) -> bool {
        let mut list = String::new();
        for part in name.split('.') {
            if let Ok(number) = part.parse::<usize>() {
                if number > self.items.get(&list).copied().unwrap_or_default() {
                    return false;
                }
            } else {
                if !list.is_empty() {
                    list.push('.');
                }
                list.push_str(part);
            }
        }
        true
    }
}
