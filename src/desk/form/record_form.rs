//! The form of a record: its fields, what stands in them, and the record that they make.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use crate::{
    db::DbConnection,
    error::ApiError,
    import::named::ReferenceColumns,
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
    text::messages::MessageLanguage,
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
    /// Its place among all columns.
    pub position: usize,
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
    /// Where each list and object begins among all columns, also one without items.
    pub beginnings: BTreeMap<String, usize>,
    /// What is to have the focus.
    pub focus: Option<FormFocus>,
    /// The language that was to be added, as it was typed, if there is no such one.
    pub unknown_language: Option<String>,
}

/// What of a form has the focus when it is shown again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::desk) enum FormFocus {
    /// The item of a list: its name and number.
    Item(String, usize),
    /// The button that adds an item to a list.
    AddButton(String),
    /// The texts in a language.
    Texts(Language),
    /// A field.
    Field(String),
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
        let most = shape.items.values().copied().max().unwrap_or_default().clamp(1, MOST_ITEMS);
        let columns = listing::all(Columns::of(kind)?, &shape.languages, most);
        let (mut fields, mut beginnings) = (Vec::new(), BTreeMap::new());
        for (position, listed) in columns.into_iter().enumerate() {
            let (Target::Value(steps, cell), Some(place)) = (listed.column.target, listed.node)
            else {
                continue;
            };
            let name = listed.column.name;
            if let Some((top, _)) = name.split_once('.') {
                beginnings.entry(top.to_owned()).or_insert(position);
            }
            if name != STATE.trim_start_matches('/') && shape.has(&name) {
                fields.push(FormField { name, cell, steps, place, position });
            }
        }
        Ok(Self {
            kind,
            is_new,
            shape,
            fields,
            values: BTreeMap::new(),
            beginnings,
            focus: None,
            unknown_language: None,
        })
    }

    /// What stands in a field.
    pub(in crate::desk) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Puts the values into a record, as a row of a spreadsheet is: records may be named in place of their ids.
    pub(in crate::desk) fn fill<T>(
        &self,
        connection: &mut DbConnection,
        before: Map<String, Value>,
        then: impl FnOnce(&mut DbConnection, Filled<'_>) -> T,
    ) -> Result<T, ApiError> {
        let broken = |why: String| ApiError::Internal(why.into());
        let names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        let columns = Columns::of(self.kind).map_err(broken)?;
        let (header, faults) = Header::read(columns, names.iter().copied());
        if let Some(fault) = faults.first() {
            let why = format!("the form has a field that is no column: {}", fault.fault.detail);
            return Err(broken(why));
        }
        let cells = names.iter().map(|name| self.value(name).to_owned()).collect();
        let mut row = SheetRow::of(cells);
        let references = ReferenceColumns::of(&header);
        let mut found = references.resolve(connection, &row, &HashSet::new())?;
        found.replace(&mut row);
        let FilledRecord { fields, faults, trace, .. } = fill(&header, &row, before);
        let unread = found.faults.into_iter().chain(faults).collect();
        Ok(then(connection, Filled { fields, unread, trace }))
    }

    /// Writes days and months as people of the language do, `16.06.2015`. They are read like this too.
    pub(in crate::desk) fn write_dates(&mut self, language: MessageLanguage) {
        if language != MessageLanguage::Polish {
            return;
        }
        for field in self.fields.iter().filter(|field| matches!(field.cell, Cell::Date | Cell::Day))
        {
            if let Some(value) = self.values.get_mut(&field.name) {
                *value = value.split('-').rev().collect::<Vec<_>>().join(".");
            }
        }
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
