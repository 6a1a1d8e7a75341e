//! Where the references of a column lead.

use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use serde_json::{Value, json};

use super::{cells::Cell, columns::Step, filled::set};
use crate::model::{record_type::RecordType, registry};

/// The id of the record that a trial refers to.
const ANY: &str = "any";

/// Where the columns lead that were asked for: there are a few dozen, and a form asks for one of them for each of its items.
static KNOWN: LazyLock<RwLock<ColumnTargets>> = LazyLock::new(RwLock::default);

/// The collection that each reference leads to, by the type of its record and the path to it.
type ColumnTargets = HashMap<(RecordType, String), Option<RecordType>>;

/// Returns the collection that the references of a column lead to; `None` if its cells are none.
pub(crate) fn referred(kind: RecordType, steps: &[Step], cell: Cell) -> Option<RecordType> {
    let reference = json!({ "id": ANY });
    let value = match cell {
        Cell::Reference => reference,
        Cell::References(_) => json!([reference]),
        _ => return None,
    };
    let first = |step: &Step| match step {
        Step::Field(name) => Step::Field(name.clone()),
        Step::Item(_) => Step::Item(0),
    };
    let steps: Vec<Step> = steps.iter().map(first).collect();
    let key = (kind, format!("{steps:?}"));
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return *known;
    }
    let target = tried(kind, &steps, value);
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(key, target);
    target
}

/// Tries it: the model reads a record that has nothing but such a reference.
fn tried(kind: RecordType, steps: &[Step], value: Value) -> Option<RecordType> {
    let mut record = Value::Null;
    set(&mut record, steps, value);
    let Value::Object(fields) = record else { return None };
    let links = match registry::read(kind, fields) {
        Ok(document) => document.links(),
        Err(invalid) => invalid.links,
    };
    links.into_iter().find(|link| link.id == ANY).map(|link| link.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheet::{
        columns::{Columns, Target, template_languages},
        listing,
    };

    #[test]
    fn every_reference_leads_to_a_collection() {
        let mut found = Vec::new();
        for info in registry::all() {
            let kind = info.record_type;
            let all = Columns::of(kind).unwrap();
            for described in listing::all(all, &template_languages(), 2) {
                let Target::Value(steps, cell) = &described.column.target else { continue };
                let target = referred(kind, steps, *cell);
                let is_reference = matches!(cell, Cell::Reference | Cell::References(_));
                assert_eq!(target.is_some(), is_reference, "{}", described.column.name);
                found.extend(target.map(|target| (kind, described.column.name, target)));
            }
        }
        for (kind, name, target) in [
            (RecordType::Events, "partners", RecordType::Partners),
            (RecordType::Events, "partOf", RecordType::Events),
            (RecordType::Partners, "successors", RecordType::Partners),
            (RecordType::Agreements, "renews", RecordType::Agreements),
            (RecordType::Projects, "organisations.2.partner", RecordType::Partners),
            (RecordType::Projects, "programme", RecordType::Programmes),
        ] {
            assert!(found.contains(&(kind, name.to_owned(), target)), "{name}: {found:?}");
        }
    }
}
