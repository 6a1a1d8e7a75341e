//! The catalogue of messages: every text of the source is in it, with its arguments, and nothing else is.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;
use twinning::{
    model::{record_type::RecordType, registry},
    text::messages::catalogue::polish,
    values::traits::ClosedList as _,
};

use super::snapshots::files;
use crate::support::program::run_with;

/// What begins a text that is translated, where a text in quotation marks follows.
const MARKS: [&str; 2] = ["message!(", "MessageText("];

/// Reads a string literal, which `rest` begins with.
fn literal(rest: &str) -> Option<String> {
    let mut characters = rest.trim_start().strip_prefix('"')?.chars().peekable();
    let mut text = String::new();
    loop {
        match characters.next()? {
            '"' => return Some(text),
            '\\' => match characters.next()? {
                '\n' => while characters.next_if(|next| next.is_whitespace()).is_some() {},
                'n' => text.push('\n'),
                escaped => text.push(escaped),
            },
            plain => text.push(plain),
        }
    }
}

/// The texts of the source, each with a file that has it.
fn templates() -> BTreeMap<String, String> {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    let mut templates = BTreeMap::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "rs")) {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n");
        for mark in MARKS {
            let found = code.match_indices(mark).map(|(at, _)| &code[at + mark.len()..]);
            templates
                .extend(found.filter_map(literal).map(|text| (text, path.display().to_string())));
        }
    }
    templates
}

/// The names of the arguments of a template.
fn arguments(template: &str) -> BTreeSet<String> {
    let plain = template.replace("{{", "").replace("}}", "");
    let names = plain.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
    names.map(str::to_owned).collect()
}

/// The descriptions of fields, which the help of templates begins with.
fn descriptions(schema: &Value, all: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            all.extend(members.get("description").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| descriptions(member, all));
        }
        Value::Array(items) => items.iter().for_each(|item| descriptions(item, all)),
        _ => {}
    }
}

#[test]
fn every_text_of_the_source_has_a_polish_one_with_the_same_arguments() {
    let templates = templates();
    assert!(templates.len() > 250, "the source is read");
    let absent: Vec<_> =
        templates.iter().filter(|(text, _)| !polish().contains_key(*text)).collect();
    assert!(absent.is_empty(), "add to src/text/messages/pl.po: {absent:#?}");
    for (english, other) in polish() {
        assert_eq!(arguments(english), arguments(other), "{english}");
        assert!(!other.contains('“') && !other.contains('"') || english.contains('"'), "{other}");
    }
}

#[test]
fn every_entry_of_the_catalogue_is_used_and_stands_once() {
    let catalogue = include_str!("../../../src/text/messages/pl.po");
    let entries = catalogue.lines().filter(|line| line.starts_with("msgid ")).count();
    assert_eq!(entries, polish().len() + 1, "an entry is there twice, or has no Polish text");
    let (templates, mut help) = (templates(), BTreeSet::new());
    for kind in RecordType::ALL {
        descriptions(registry::info(*kind).schema().unwrap().root(), &mut help);
    }
    let unused: Vec<_> = polish()
        .keys()
        .filter(|english| !templates.contains_key(*english) && !help.contains(*english))
        .collect();
    assert!(unused.is_empty(), "remove from src/text/messages/pl.po: {unused:#?}");
}

#[test]
fn every_column_of_a_template_has_polish_help() {
    let mut all = BTreeSet::new();
    for kind in RecordType::ALL {
        descriptions(registry::info(*kind).schema().unwrap().root(), &mut all);
    }
    let help = all.iter().map(|text| {
        let words = text.replace('`', "");
        (words.split_whitespace().collect::<Vec<_>>().join(" "), text)
    });
    let help: Vec<_> = help.collect();
    for kind in RecordType::ALL {
        let text = run_with(&["template", kind.as_str()], &[]).succeeded();
        for line in text.lines().skip(2) {
            let (name, about) = line.split_once(": ").unwrap();
            let described = help.iter().filter(|(words, _)| about.starts_with(words.as_str()));
            let longest = described.max_by_key(|(words, _)| words.len());
            let is_id = name.ends_with("# id");
            assert!(
                is_id || longest.is_some_and(|(_, text)| polish().contains_key(*text)),
                "{kind:?} {line}"
            );
        }
    }
}
