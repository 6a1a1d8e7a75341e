//! The faults of a form, beside their fields.

use std::collections::{BTreeMap, HashMap};

use super::{fields::label, record_form::RecordForm};
use crate::{
    error::Fault,
    spreadsheet::fault::CellFault,
    words::{Words, desk_table::DeskWord},
};

/// The names of the records that a form refers to, by their paths.
pub(in crate::desk) type ReferenceNames = HashMap<String, String>;

/// A fault: the field, if it has one, and the sentence.
struct FieldFault {
    field: Option<String>,
    label: String,
    sentence: String,
}

/// The faults of a form, in their order.
#[derive(Default)]
pub(in crate::desk) struct FormFaults {
    faults: Vec<FieldFault>,
    by_field: BTreeMap<String, String>,
}

/// The sentence of a fault. That a field is empty is said in the words of a form.
fn sentence(words: Words, fault: &Fault, is_filled: bool) -> String {
    let is_name = fault.pointer.as_deref().is_some_and(|place| place.starts_with("/translations"));
    match (fault.code, is_name) {
        ("missing", _) if is_filled => fault.detail.in_language(words.message_language()),
        ("missing", true) => words.text(DeskWord::MissingText).to_owned(),
        ("missing", false) => words.text(DeskWord::Missing).to_owned(),
        _ => fault.detail.in_language(words.message_language()),
    }
}

impl FormFaults {
    /// Makes the faults of the fields of a form, in the language of the reader.
    pub(in crate::desk) fn of_cells(words: Words, form: &RecordForm, cells: &[CellFault]) -> Self {
        let mut faults = Self::default();
        for CellFault { column, fault } in cells {
            let place = column.clone().or_else(|| fault.pointer.clone()).unwrap_or_default();
            let is_filled = column.as_ref().is_some_and(|name| !form.value(name).is_empty());
            let sentence = sentence(words, fault, is_filled);
            let label = label(words, place.trim_start_matches('/')).to_owned();
            if let Some(field) = column {
                faults.by_field.entry(field.clone()).or_insert_with(|| sentence.clone());
            }
            faults.faults.push(FieldFault { field: column.clone(), label, sentence });
        }
        faults
    }

    /// The sentence beside a field.
    pub(in crate::desk) fn of(&self, field: &str) -> Option<&str> {
        self.by_field.get(field).map(String::as_str)
    }

    /// The number of faults.
    pub(in crate::desk) fn count(&self) -> usize {
        self.faults.len()
    }

    /// Each fault: its field, what that is called, and the sentence.
    pub(in crate::desk) fn each(&self) -> impl Iterator<Item = (Option<&str>, &str, &str)> {
        self.faults.iter().map(|fault| (fault.field.as_deref(), &*fault.label, &*fault.sentence))
    }
}
