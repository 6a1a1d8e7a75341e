//! What the fields of forms are called.

use std::{collections::HashMap, sync::OnceLock};

use crate::{text::messages::MessageLanguage, words::Words};

/// The names and hints: field, English, Polish, hint in English, hint in Polish.
const TABLE: &str = include_str!("fields.tsv");

/// What a field is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct FieldWords {
    names: [&'static str; 2],
    hints: [&'static str; 2],
}

fn table() -> &'static HashMap<&'static str, FieldWords> {
    static ALL: OnceLock<HashMap<&'static str, FieldWords>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = TABLE.lines().skip(1);
        let entry = |line: &'static str| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or_default();
            (next(), FieldWords { names: [next(), next()], hints: [next(), next()] })
        };
        lines.map(entry).collect()
    })
}

/// The words of a field: of its whole path without the numbers of items, or of the longest end of it.
fn find(name: &str) -> Option<&'static FieldWords> {
    let parts: Vec<&str> = name.split('.').filter(|part| part.parse::<usize>().is_err()).collect();
    let parts: Vec<&str> =
        parts.into_iter().map(|part| if part == "sources" { "source" } else { part }).collect();
    let ends = |parts: &[&str]| {
        (0..parts.len()).find_map(|from| table().get(parts[from..].join(".").as_str()))
    };
    if parts == ["source"] {
        return table().get("sources");
    }
    // Texts by language have the language at the end.
    ends(&parts).or_else(|| ends(parts.split_last()?.1))
}

/// The name of a field or of a group of fields; its own name if it has none.
pub(crate) fn label(words: Words, name: &str) -> &str {
    find(name).map_or(name, |found| found.names[column(words)])
}

/// The hint of a field; empty if it has none.
pub(super) fn hint(words: Words, name: &str) -> &'static str {
    find(name).map_or("", |found| found.hints[column(words)])
}

fn column(words: Words) -> usize {
    match words.message_language() {
        MessageLanguage::English => 0,
        MessageLanguage::Polish => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::registry,
        spreadsheet::{
            columns::{Columns, template_languages},
            listing,
        },
    };

    #[test]
    fn every_field_has_a_name_in_every_language() {
        for info in registry::all() {
            let columns = Columns::of(info.record_type).unwrap();
            for listed in listing::all(columns, &template_languages(), 1) {
                let name = listed.column.name;
                let is_of_language =
                    |part: &&str| template_languages().iter().any(|one| one.as_str() == *part);
                let parts: Vec<&str> =
                    name.split('.').filter(|part| !is_of_language(part)).collect();
                let name = parts.join(".");
                assert!(find(&name).is_some(), "{name}");
            }
        }
        assert!(table().values().all(|words| words.names.iter().all(|name| !name.is_empty())));
    }
}
