//! Writes spreadsheets that Excel and `LibreOffice` open in columns and with all letters.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    columns::{Column, Columns, Target, value_at},
    listing,
    shape::ColumnShape as _,
};
use crate::{
    model::{json::schema::SchemaNode, record_type::RecordType},
    values::{language::Language, traits::TextValue as _},
};

choices! {
    /// The delimiter between the cells of a row.
    pub enum Delimiter {
        /// A semicolon, which Excel expects in countries with a decimal comma.
        Semicolon = ";",
        /// A comma.
        Comma = ",",
        /// A tab.
        Tab = "tab",
    }
}

impl Delimiter {
    fn character(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Comma => ',',
            Self::Tab => '\t',
        }
    }
}

/// Begins a file, with the byte order mark by which Excel recognises UTF-8.
pub fn begin() -> String {
    "\u{feff}".to_owned()
}

/// Appends a row.
pub fn row<'c>(text: &mut String, delimiter: Delimiter, cells: impl IntoIterator<Item = &'c str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(delimiter.character());
        }
        let is_plain = !cell.contains(['"', ';', ',', '\t', '\n', '\r']);
        if is_plain {
            text.push_str(cell);
        } else {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        }
    }
    text.push_str("\r\n");
}

/// Writes records of a collection, each with its id and document, in the columns that they need. An import
/// can read the result.
pub fn records(
    kind: RecordType,
    records: &[(String, Value)],
    delimiter: Delimiter,
) -> Result<String, String> {
    let columns = columns(kind, records)?;
    let mut text = begin();
    row(&mut text, delimiter, columns.iter().map(|column| column.name.as_str()));
    for (id, record) in records {
        let cells: Vec<String> = columns.iter().map(|column| cell(column, id, record)).collect();
        row(&mut text, delimiter, cells.iter().map(String::as_str));
    }
    Ok(text)
}

fn cell(column: &Column, id: &str, record: &Value) -> String {
    match &column.target {
        Target::Id => id.to_owned(),
        Target::Value(steps, cell) => cell.write(value_at(record, steps)),
        Target::Type | Target::Revision | Target::ReadOnly | Target::Unknown => String::new(),
    }
}

/// Returns the columns that have a value in at least one record, and the id.
fn columns(kind: RecordType, records: &[(String, Value)]) -> Result<Vec<Column>, String> {
    let mut languages = BTreeSet::new();
    for (_, record) in records {
        add_languages(Columns::of(kind)?.root(), record, &mut languages);
    }
    let languages: Vec<Language> = languages.into_iter().collect();
    let items = records.iter().map(|(_, record)| longest_list(record)).max().unwrap_or_default();
    let all = listing::all(Columns::of(kind)?, &languages, items)
        .into_iter()
        .map(|described| described.column);
    let is_used = |column: &Column| match &column.target {
        Target::Value(steps, _) => {
            records.iter().any(|(_, record)| !value_at(record, steps).is_null())
        }
        _ => true,
    };
    Ok(all.filter(is_used).collect())
}

/// Adds the languages that texts of a value are in.
fn add_languages(node: SchemaNode<'_>, value: &Value, languages: &mut BTreeSet<Language>) {
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

fn longest_list(value: &Value) -> usize {
    match value {
        Value::Array(items) => {
            items.iter().map(longest_list).max().unwrap_or_default().max(items.len())
        }
        Value::Object(fields) => fields.values().map(longest_list).max().unwrap_or_default(),
        _ => 0,
    }
}
