//! The page in place of a conflict: only the fields that both sides changed, and below them what was merged.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{
    byline::byline,
    edit::{BASE, DO, SAVE},
    form::label,
    frame::{self, DeskPage, DeskPart},
    merge::{Fields, MergeConflict, Merged, with_choices},
    visitor::{Visitor, value},
};
use crate::{
    error::{ApiError, Fault},
    journal::history::JournalEntry,
    model::{json::pointer::steps, record_type::RecordType},
    text::messages::{Message, message},
    values::{
        labels::{self, Vocabulary},
        language::Language,
        record_id::RecordId,
        traits::{ClosedList as _, TextValue as _},
    },
    words::{Words, desk_table::DeskWord, table::Word},
};

/// The fields of the page: the merged record, the values of the form, the choices.
const MERGED: &str = "desk.merged";
const CONFLICTS: &str = "desk.conflicts";
const CHOICE: &str = "desk.choice.";

/// The field that says that a deleted record is to be made again.
pub(super) const AGAIN: &str = "desk.again";

/// The value of a choice.
const MINE: &str = "mine";
const THEIRS: &str = "theirs";

/// What the answer to a conflict says, for programs.
pub(super) fn told() -> Message {
    message!("The record was changed meanwhile; decide which values it gets.")
}

/// The record in which the conflicts of a page were decided; `None` if the form is none of such a page.
pub(super) fn decided(posted: &[(String, String)]) -> Result<Option<Fields>, ApiError> {
    let merged = value(posted, MERGED);
    if merged.is_empty() {
        return Ok(None);
    }
    let unreadable = |_error| {
        let detail = message!("the form is not complete; go back and send it again");
        ApiError::Invalid(vec![Fault::whole("invalid-json", detail)])
    };
    let fields: Fields = serde_json::from_str(merged).map_err(unreadable)?;
    let conflicts: Vec<(String, Value)> = match value(posted, CONFLICTS) {
        "" => Vec::new(),
        text => serde_json::from_str(text).map_err(unreadable)?,
    };
    let conflicts: Vec<MergeConflict> = conflicts
        .into_iter()
        .map(|(pointer, mine)| MergeConflict {
            pointer,
            base: Value::Null,
            theirs: Value::Null,
            mine,
        })
        .collect();
    let is_mine = |pointer: &str| value(posted, &format!("{CHOICE}{pointer}")) == MINE;
    Ok(Some(with_choices(fields, &conflicts, is_mine)))
}

/// The page with what is to be decided; the record now has the change `revision`.
pub(super) fn page(
    visitor: &Visitor,
    kind: RecordType,
    id: &RecordId,
    (merged, revision): (&Merged, i64),
    last: Option<&JournalEntry>,
) -> String {
    let words = visitor.words;
    let mine: Vec<(&str, &Value)> = merged
        .conflicts
        .iter()
        .map(|conflict| (conflict.pointer.as_str(), &conflict.mine))
        .collect();
    let action = visitor.at(&format!("/{}/{id}", kind.as_str()));
    let body = html! {
        h1 { (words.text(DeskWord::Conflict)) }
        (last_change(visitor, last))
        p.prose.gap { (words.text(DeskWord::ConflictNote)) }
        form method="post" action=(action) data-keep data-unsaved {
            input type="hidden" name=(BASE) value=(revision);
            input type="hidden" name=(MERGED) value=(json!(merged.fields));
            input type="hidden" name=(CONFLICTS) value=(json!(mine));
            section aria-labelledby="choose" {
                h2 id="choose" { (words.text(DeskWord::ToChoose)) }
                @for conflict in &merged.conflicts { (choice(words, conflict)) }
            }
            (taken(words, merged))
            div.bar.row {
                button type="submit" name=(DO) value=(SAVE) { (words.text(DeskWord::SaveMerged)) }
                a href=(action) { (words.text(DeskWord::DropMine)) }
                a href={ (action) "/history" } { (words.text(DeskWord::History)) }
            }
        }
    };
    let title = words.text(DeskWord::Conflict).to_owned();
    frame::page(visitor, &DeskPage { title, part: DeskPart::Records(kind), body })
}

/// The page for a record that was deleted meanwhile: it offers to make it again.
pub(super) fn deleted_page(
    visitor: &Visitor,
    kind: RecordType,
    id: &RecordId,
    (mine, base): (&Fields, i64),
    last: Option<&JournalEntry>,
) -> String {
    let words = visitor.words;
    let action = visitor.at(&format!("/{}/{id}", kind.as_str()));
    let body = html! {
        h1 { (words.text(DeskWord::DeletedMeanwhile)) }
        (last_change(visitor, last))
        p.prose.gap { (words.text(DeskWord::DeletedNote)) }
        form method="post" action=(action) data-keep data-unsaved {
            input type="hidden" name=(BASE) value=(base);
            input type="hidden" name=(MERGED) value=(json!(mine));
            input type="hidden" name=(AGAIN) value="1";
            div.bar.row {
                button type="submit" name=(DO) value=(SAVE) { (words.text(DeskWord::MakeAgain)) }
                a href={ (action) "/history" } { (words.text(DeskWord::History)) }
            }
        }
    };
    let title = words.text(DeskWord::DeletedMeanwhile).to_owned();
    frame::page(visitor, &DeskPage { title, part: DeskPart::Records(kind), body })
}

/// Who changed the record meanwhile.
fn last_change(visitor: &Visitor, last: Option<&JournalEntry>) -> Markup {
    html! {
        @if let Some(entry) = last {
            p.soft { (visitor.words.text(DeskWord::LastChange)) ": " (byline(visitor, entry)) }
        }
    }
}

fn choice(words: Words, conflict: &MergeConflict) -> Markup {
    let MergeConflict { pointer, base, theirs, mine } = conflict;
    let name = format!("{CHOICE}{pointer}");
    let lang = language(pointer);
    let options = [(THEIRS, theirs, DeskWord::TheirChange), (MINE, mine, DeskWord::YourChange)];
    html! {
        fieldset.item {
            legend {
                strong { (field_name(words, pointer)) } " "
                span.soft { (words.with(DeskWord::Was, &[&shown(words, base)])) }
            }
            @for (value, change, word) in options {
                div.choices {
                    label {
                        input type="radio" name=(name) value=(value) checked[value == THEIRS];
                        span {
                            span lang=[lang] { (shown(words, change)) }
                            " " span.soft { "— " (words.text(word)) }
                        }
                    }
                }
            }
        }
    }
}

/// What was taken from either side without a question.
fn taken(words: Words, merged: &Merged) -> Markup {
    let sides = [(&merged.mine, DeskWord::YourChange), (&merged.theirs, DeskWord::TheirChange)];
    html! {
        @if sides.iter().any(|(places, _)| !places.is_empty()) {
            section aria-labelledby="merged" {
                h2 id="merged" { (words.text(DeskWord::MergedFields)) }
                @for (places, word) in sides {
                    @for pointer in places {
                        div.change {
                            strong { (field_name(words, pointer)) }
                            div { span.badge { (words.text(word)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The language of a text at a place.
fn language(pointer: &str) -> Option<&str> {
    let mut steps = steps(pointer);
    (steps.next() == Some("translations")).then(|| steps.next()).flatten()
}

/// What a field is called: the text with its language.
pub(super) fn field_name(words: Words, pointer: &str) -> String {
    let parts: Vec<&str> = steps(pointer).collect();
    match parts.as_slice() {
        ["translations", tag, field, ..] => {
            let language = Language::read(tag);
            let language = language.as_ref().map_or(*tag, |language| words.language(language));
            format!("{}, {language}", label(words, field))
        }
        ["translations", tag] => Language::read(tag)
            .as_ref()
            .map_or_else(|| (*tag).to_owned(), |language| words.language(language).to_owned()),
        parts => label(words, &parts.join(".")).to_owned(),
    }
}

/// A value as people read it.
pub(super) fn shown(words: Words, value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(is_so) => words.text(if *is_so { Word::Yes } else { Word::No }).to_owned(),
        Value::String(text) => code_name(words, text).unwrap_or_else(|| text.clone()),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            items.iter().map(|item| shown(words, item)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => {
            let values = fields.values().filter(|value| !value.is_null());
            values.map(|value| shown(words, value)).collect::<Vec<_>>().join(" ")
        }
    }
}

/// The name of a code, if a text is one of few letters.
fn code_name(words: Words, text: &str) -> Option<String> {
    let is_code = text.len() < 30 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let vocabularies = Vocabulary::ALL.iter().filter(|one| **one != Vocabulary::Currency);
    let named = vocabularies
        .filter(|_| is_code)
        .find_map(|vocabulary| labels::codes(*vocabulary).iter().find(|entry| entry.code == text));
    named.map(|entry| entry.name(words.tag()).to_owned())
}
