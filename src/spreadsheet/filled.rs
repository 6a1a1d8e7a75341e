//! Merges a row into a record: the columns change their values, and everything else stays unchanged.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    columns::{Step, TRANSLATIONS, Target, pointer, value_at},
    fault::{CellFault, Unreadable},
    header::Header,
    sheet::SheetRow,
};
use crate::{
    error::Fault,
    model::json::{
        pointer::{PointerMap, push_index, steps, unescaped},
        walk::bottom_up,
    },
    model::life,
    text::messages::message,
};

/// The pointer to the state. An empty cell does not remove the state, because that would publish a draft.
pub(crate) const STATE: &str = "/state";

/// The length in bytes from which a text is not quoted.
const LONGEST_QUOTED: usize = 60;

/// The maximum number of columns of a value that a fault quotes, such as the amount and the currency of money.
const MOST_PARTS: usize = 4;

/// A record with the values of a row.
pub(crate) struct FilledRecord<'s> {
    /// The fields of the record, as in a PUT.
    pub fields: Map<String, Value>,
    /// The faults of cells that could not be read.
    pub faults: Vec<CellFault>,
    /// What may have been meant in another way than it was read.
    pub warnings: Vec<CellFault>,
    /// The columns that the values came from.
    pub trace: ColumnTrace<'s>,
}

/// Finds the column of the file for a location in the record.
pub(crate) struct ColumnTrace<'s> {
    header: &'s Header,
    /// For each list from which empty items were removed: the positions of the remaining items.
    kept: BTreeMap<String, Vec<usize>>,
    /// By the pointer: what stands in the cells whose values are written in another way, such as `31.06.2027`.
    written: PointerMap<WrittenText>,
}

/// The text of a cell, and what it was read as.
struct WrittenText {
    read: String,
    written: String,
}

/// Merges a row into the current record, which is an empty object if it does not exist yet.
pub(crate) fn fill<'s>(
    header: &'s Header,
    row: &SheetRow,
    before: Map<String, Value>,
) -> FilledRecord<'s> {
    let changes = before.get("statusChanges").cloned();
    let mut record = Value::Object(before);
    let (mut faults, mut warnings, mut written) = (Vec::new(), Vec::new(), PointerMap::default());
    for (column, text) in row.filled(header) {
        let Target::Value(steps, cell) = &column.target else { continue };
        match cell.read(text, row.dates) {
            Ok(Some(value)) if cell.is_same(value_at(&record, steps), &value) => {}
            Ok(Some(value)) => {
                if let Some(text) = WrittenText::of(&value, text) {
                    written.insert(pointer(steps), text);
                }
                if let Some(Unreadable { code, detail }) = cell.doubt(text) {
                    let fault = Fault::at(pointer(steps), code, detail);
                    warnings.push(CellFault { column: Some(column.name.clone()), fault });
                }
                set(&mut record, steps, value);
            }
            Ok(None) if column.pointer() == STATE => {}
            Ok(None) => remove(&mut record, steps),
            Err(Unreadable { code, detail }) => {
                let fault = Fault::at(pointer(steps), code, detail);
                faults.push(CellFault { column: Some(column.name.clone()), fault });
            }
        }
    }
    let kept = drop_empty(&mut record);
    let mut fields = if let Value::Object(fields) = record { fields } else { Map::new() };
    if header.column("/status").is_none() {
        life::unsettle(&mut fields, changes.as_ref());
    }
    FilledRecord { fields, faults, warnings, trace: ColumnTrace { header, kept, written } }
}

/// Sets a value and creates missing objects and items on the path to it.
pub(crate) fn set(place: &mut Value, steps: &[Step], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *place = value;
        return;
    };
    match step {
        Step::Field(name) => {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            if let Value::Object(fields) = place {
                set(fields.entry(name.clone()).or_insert(Value::Null), rest, value);
            }
        }
        Step::Item(at) => {
            if !place.is_array() {
                *place = Value::Array(Vec::new());
            }
            if let Value::Array(items) = place {
                items.resize(items.len().max(at + 1), Value::Null);
                if let Some(item) = items.get_mut(*at) {
                    set(item, rest, value);
                }
            }
        }
    }
}

/// Removes a value. An item of a list is replaced by `null`, so that the following items keep their
/// positions.
fn remove(place: &mut Value, steps: &[Step]) {
    match (steps, place) {
        ([Step::Field(name)], Value::Object(fields)) => {
            fields.shift_remove(name);
        }
        ([Step::Item(at)], Value::Array(items)) => {
            if let Some(item) = items.get_mut(*at) {
                *item = Value::Null;
            }
        }
        ([Step::Field(name), rest @ ..], Value::Object(fields)) => {
            if let Some(field) = fields.get_mut(name) {
                remove(field, rest);
            }
        }
        ([Step::Item(at), rest @ ..], Value::Array(items)) => {
            if let Some(item) = items.get_mut(*at) {
                remove(item, rest);
            }
        }
        _ => {}
    }
}

/// Removes empty objects and arrays; returns which items stayed in each array that lost some, by its pointer.
fn drop_empty(record: &mut Value) -> BTreeMap<String, Vec<usize>> {
    let mut kept = BTreeMap::new();
    bottom_up(record, &mut |pointer, value| match value {
        Value::Object(fields) => fields.retain(|_, field| !is_empty(field)),
        Value::Array(items) => {
            let stay: Vec<usize> = (0..items.len()).filter(|at| !is_empty(&items[*at])).collect();
            if stay.len() < items.len() {
                items.retain(|item| !is_empty(item));
                kept.insert(pointer.to_owned(), stay);
            }
        }
        _ => {}
    });
    kept
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

impl WrittenText {
    /// Remembers a text if a fault of its value would quote another one.
    fn of(value: &Value, text: &str) -> Option<Self> {
        let (read, written) = (value.as_str()?, text.trim());
        (read != written && written.len() < LONGEST_QUOTED)
            .then(|| Self { read: read.to_owned(), written: written.to_owned() })
    }
}

impl ColumnTrace<'_> {
    /// Returns the column for a location in the record: the column that contains it, otherwise the first
    /// column for a part of it.
    pub(crate) fn column(&self, pointer: &str) -> Option<&str> {
        if pointer.is_empty() {
            return None;
        }
        let column = self.header.column(&self.as_in_the_file(pointer))?;
        Some(&column.name)
    }

    /// Returns the pointer with the positions that items of lists have in the file.
    fn as_in_the_file(&self, pointer: &str) -> String {
        let mut place = String::new();
        for step in steps(pointer) {
            let kept = self.kept.get(&place);
            let number = kept.and_then(|kept| kept.get(step.parse::<usize>().ok()?).copied());
            match number {
                Some(number) => push_index(&mut place, number),
                None => place.extend(["/", step]),
            }
        }
        place
    }

    /// Adds the column to each fault of a record: those of none first, then in the order of the columns. If a cell could not be read, further faults
    /// of its value are left out.
    pub(crate) fn located(&self, faults: Vec<Fault>, unread: Vec<CellFault>) -> Vec<CellFault> {
        let places = unread.iter().filter_map(|other| Some((other.fault.pointer.clone()?, ())));
        let places: PointerMap<()> = places.collect();
        let is_known = |fault: &Fault| {
            let place = fault.pointer.as_deref().unwrap_or_default();
            let holds = !place.is_empty() && places.inside(place).next().is_some();
            holds || places.around(place).next().is_some()
        };
        let more: Vec<CellFault> = faults
            .into_iter()
            .filter(|fault| !is_known(fault))
            .map(|fault| self.locate(fault))
            .collect();
        let mut all: Vec<CellFault> = unread.into_iter().chain(more).collect();
        let position = |fault: &CellFault| {
            let mut columns = self.header.positioned().map(|(_, column)| &column.name);
            columns.position(|name| Some(name) == fault.column.as_ref())
        };
        all.sort_by_cached_key(position);
        all
    }

    /// Adds the column to a fault. If a required value has no column, the message names the column to add.
    pub(crate) fn locate(&self, mut fault: Fault) -> CellFault {
        let place = fault.pointer.clone().unwrap_or_default();
        let in_the_file = self.as_in_the_file(&place);
        let at = self.written.around(&in_the_file).take(1);
        for text in at.chain(self.written.inside(&in_the_file).take(MOST_PARTS)) {
            fault.detail.requote(&text.read, &text.written);
        }
        let column = self.column(&place).map(str::to_owned);
        if fault.code == "missing" {
            let is_name = place.strip_prefix('/') == Some(TRANSLATIONS);
            if is_name {
                fault.detail = message!(
                    "a {field} in at least one language is missing",
                    field = self.header.all.name_field()
                );
            }
            if column.is_none() {
                let name = if is_name {
                    format!("{}.pl", self.header.all.name_field())
                } else {
                    self.column_name(&place)
                };
                fault.detail =
                    message!("{detail}; add a column “{name}”", detail = fault.detail, name);
            }
        }
        CellFault { column, fault }
    }

    /// Returns the name of the column for a location.
    fn column_name(&self, pointer: &str) -> String {
        let step = |step: &str| {
            step.parse::<usize>()
                .map_or_else(|_| unescaped(step).into_owned(), |at| (at + 1).to_string())
        };
        steps(&self.as_in_the_file(pointer)).map(step).collect::<Vec<_>>().join(".")
    }
}
