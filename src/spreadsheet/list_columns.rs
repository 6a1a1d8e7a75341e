//! The columns of a list of records: every column of a single value, and as many for items of lists as are used.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    cells::Cell,
    columns::{Columns, Step, Target, value_at},
    listing,
    shape::ColumnShape as _,
};
use crate::{
    model::{json::schema::SchemaNode, record_type::RecordType},
    values::{language::Language, traits::TextValue as _},
};

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

/// Finds the columns that a list needs, out of one record after the other.
pub(crate) struct ColumnSurvey {
    all: Columns,
    /// The only language of the texts; every one if there is none.
    language: Option<Language>,
    languages: BTreeSet<Language>,
    items: usize,
    /// The columns that there can be for the languages and items so far.
    possible: Vec<ListColumn>,
}

impl ColumnSurvey {
    /// Begins with the columns of a collection with texts in one language, or in each.
    pub(crate) fn of(kind: RecordType, language: Option<Language>) -> Result<Self, String> {
        let (languages, items, possible) = (BTreeSet::new(), 0, Vec::new());
        let mut survey = Self { all: Columns::of(kind)?, language, languages, items, possible };
        survey.list();
        Ok(survey)
    }

    /// Notes which columns a record needs.
    pub(crate) fn note(&mut self, record: &Value) {
        let known = (self.languages.len(), self.items);
        add_languages(self.all.root(), record, &mut self.languages);
        self.items = self.items.max(longest_list(record));
        if (self.languages.len(), self.items) != known {
            self.list();
        }
        for column in self.possible.iter_mut().filter(|column| !column.is_used) {
            column.is_used = !value_at(record, &column.steps).is_null();
        }
    }

    /// Returns the columns of single values and those that are used, of these fields.
    pub(crate) fn used(self, fields: &BTreeSet<String>) -> Vec<ListColumn> {
        self.possible.into_iter().filter(|column| column.is_used && column.is_of(fields)).collect()
    }

    /// Lists the columns that there can be; no earlier record has a value in one that is new.
    fn list(&mut self) {
        let used: BTreeSet<String> = std::mem::take(&mut self.possible)
            .into_iter()
            .filter(|column| column.is_used)
            .map(|column| column.name)
            .collect();
        let plain = |name: &str, cell| ListColumn {
            name: name.to_owned(),
            cell,
            steps: vec![Step::Field(name.to_owned())],
            is_used: true,
        };
        let languages: Vec<Language> = match &self.language {
            Some(language) => vec![language.clone()],
            None => self.languages.iter().cloned().collect(),
        };
        let all = listing::all(self.all, &languages, self.items).into_iter();
        let values = all.filter_map(|described| match described.column.target {
            Target::Value(steps, cell) => {
                let name = described.column.name;
                let is_of_items = steps.iter().any(|step| matches!(step, Step::Item(_)));
                let is_used = !is_of_items || used.contains(&name);
                Some(ListColumn { name, cell, steps, is_used })
            }
            _ => None,
        });
        let first = [plain("id", Cell::Code), plain(REVISION, Cell::Whole)];
        self.possible = first.into_iter().chain(values).collect();
    }
}

/// Adds the languages that texts of a value are in.
pub(super) fn add_languages(
    node: SchemaNode<'_>,
    value: &Value,
    languages: &mut BTreeSet<Language>,
) {
    match value {
        Value::Object(texts) if node.by_language().is_some() => {
            languages.extend(texts.keys().filter_map(|tag| Language::read(tag)));
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                if let Some(node) = node.property(name) {
                    add_languages(node, field, languages);
                }
            }
        }
        Value::Array(items) => {
            if let Some(node) = node.items() {
                for item in items {
                    add_languages(node, item, languages);
                }
            }
        }
        _ => {}
    }
}

/// Returns the length of the longest list in a value.
pub(super) fn longest_list(value: &Value) -> usize {
    match value {
        Value::Array(items) => {
            items.iter().map(longest_list).max().unwrap_or_default().max(items.len())
        }
        Value::Object(fields) => fields.values().map(longest_list).max().unwrap_or_default(),
        _ => 0,
    }
}
