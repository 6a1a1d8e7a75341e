//! Two states of a record, field by field; texts word by word.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::Value;

use super::{
    conflict::{field_name, shown},
    merge::Fields,
};
use crate::{
    model::json::pointer::member,
    text::difference::{self, Effort, WordRun},
    words::{Words, desk_table::DeskWord},
};

/// A field that differs.
pub(super) struct ShownChange {
    /// The place, as a JSON pointer.
    pub pointer: String,
    before: Value,
    after: Value,
}

/// The fields in which two states differ; texts by language.
pub(super) fn changes(before: &Fields, after: &Fields) -> Vec<ShownChange> {
    let mut changes = Vec::new();
    collect("", &Value::Object(before.clone()), &Value::Object(after.clone()), 0, &mut changes);
    changes
}

fn collect(
    place: &str,
    before: &Value,
    after: &Value,
    depth: usize,
    changes: &mut Vec<ShownChange>,
) {
    if before == after {
        return;
    }
    let is_open = place.is_empty() || place.starts_with("/translations") && depth < 3;
    let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let is_object = |value: &Value| value.is_object() || value.is_null();
    if is_open && is_object(before) && is_object(after) {
        let (before, after) = (fields(before), fields(after));
        let others: Vec<&String> =
            after.keys().filter(|name| !before.contains_key(*name)).collect();
        for name in before.keys().chain(others).collect::<Vec<_>>() {
            let of = |fields: &Fields| fields.get(name).cloned().unwrap_or(Value::Null);
            collect(&member(place, name), &of(&before), &of(&after), depth + 1, changes);
        }
        return;
    }
    changes.push(ShownChange {
        pointer: place.to_owned(),
        before: before.clone(),
        after: after.clone(),
    });
}

/// The names of the fields in which two states differ, each once.
pub(super) fn names(words: Words, changes: &[ShownChange]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    changes
        .iter()
        .map(|change| field_name(words, &change.pointer))
        .filter(|name| seen.insert(name.clone()))
        .collect()
}

/// Changes: of each the field, and what was removed and added.
pub(super) fn markup(words: Words, changes: &[ShownChange]) -> Markup {
    let mut effort = Effort::default();
    html! { @for change in changes { (change_markup(words, change, &mut effort)) } }
}

fn change_markup(words: Words, change: &ShownChange, effort: &mut Effort) -> Markup {
    let texts = (change.before.as_str(), change.after.as_str());
    let lang = change.pointer.strip_prefix("/translations/");
    let lang = lang.and_then(|rest| rest.split('/').next());
    html! {
        div.change {
            strong { (field_name(words, &change.pointer)) }
            div lang=[lang] {
                @if let (Some(before), Some(after), true) = (texts.0, texts.1, is_text(change)) {
                    (words_of(words, (before, after), effort))
                } @else {
                    @if !change.before.is_null() { (removed(words, &shown(words, &change.before))) " " }
                    @if !change.after.is_null() { (added(words, &shown(words, &change.after))) }
                }
            }
        }
    }
}

/// Whether a change is one of a text and not of a code or a date.
fn is_text(change: &ShownChange) -> bool {
    let is_one = |value: &Value| value.as_str().is_some_and(|text| text.contains(' '));
    is_one(&change.before) || is_one(&change.after)
}

fn words_of(words: Words, (before, after): (&str, &str), effort: &mut Effort) -> Markup {
    html! {
        @for piece in difference::between(before, after, effort) {
            @match piece {
                WordRun::Same(text) => (text),
                WordRun::Removed(text) => (removed(words, &text)),
                WordRun::Added(text) => (added(words, &text)),
            }
        }
    }
}

/// Words that were removed.
pub(super) fn removed(words: Words, text: &str) -> Markup {
    html! { del { span.hide { (words.text(DeskWord::Removed)) ": " } (text) } }
}

/// Words that were added.
pub(super) fn added(words: Words, text: &str) -> Markup {
    html! { ins { span.hide { (words.text(DeskWord::Added)) ": " } (text) } }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::text::messages::MessageLanguage;

    #[test]
    fn texts_are_compared_by_words_and_other_fields_as_a_whole() {
        let before: Fields = serde_json::from_value(json!({
            "kind": "visit", "attendance": {"count": 15},
            "translations": {"pl": {"title": "Gmina Ketrzyn", "summary": "a"}}
        }))
        .unwrap();
        let after: Fields = serde_json::from_value(json!({
            "kind": "sport", "topics": ["youth"],
            "translations": {"pl": {"title": "Gmina Kętrzyn", "summary": "a"}, "en": {"title": "x y"}}
        })).unwrap();
        let changes = changes(&before, &after);
        let places: Vec<&str> = changes.iter().map(|change| change.pointer.as_str()).collect();
        assert_eq!(
            places,
            ["/kind", "/attendance", "/translations/pl/title", "/translations/en/title", "/topics"]
        );
        let words = Words::new(MessageLanguage::English);
        let title = markup(words, &changes[2..3]).into_string();
        assert!(title.contains("Gmina <del>") && title.contains("Ketrzyn</del><ins>"), "{title}");
    }
}
