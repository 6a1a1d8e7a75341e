//! The history of a record: who changed what, the words that were removed and added, and the way back.

use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use url::form_urlencoded;

use super::{
    byline::byline,
    diff::{self, ShownChange, changes, names},
    document_name::name,
    frame::{self, DeskPage, DeskPart, tabs},
    merge::Fields,
    shell,
    visitor::Visitor,
};
use crate::{
    error::ApiError,
    http::request::path::IdPath,
    journal::{
        history::{self, JournalEntry, JournalFilter},
        writer::JournalAction,
    },
    model::record_type::RecordType,
    store::{
        current::{CurrentState, absent},
        read::reader::Reader,
    },
    values::{record_id::RecordId, traits::ClosedList as _},
    words::{Words, desk_table::DeskWord},
};

/// The most changes of a page.
const PAGE: i64 = 50;

/// A record with its changes, the newest first.
struct RecordHistory {
    name: String,
    is_deleted: bool,
    entries: Vec<JournalEntry>,
}

/// Returns the history of a record, also of one that was deleted.
pub(super) async fn history(
    kind: RecordType,
    request: HttpRequest,
    visitor: Visitor,
    IdPath { id }: IdPath,
) -> Result<HttpResponse, ApiError> {
    let of = id.clone();
    let words = visitor.words;
    let history = visitor.read("history", move |reader| read(reader, words, kind, &of)).await?;
    let number = |name: &str| {
        let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
        pairs.find(|(own, _)| own == name).and_then(|(_, value)| value.parse().ok())
    };
    let compared = number("from").zip(number("to"));
    Ok(shell::respond(page(&visitor, kind, &id, &history, compared)))
}

fn read(
    reader: &mut Reader<'_>,
    words: Words,
    kind: RecordType,
    id: &RecordId,
) -> Result<RecordHistory, ApiError> {
    let path = kind.path(id.as_str());
    let current = CurrentState::of(reader.connection, &path)?;
    if current == CurrentState::Absent {
        return Err(absent(kind, id));
    }
    let filter = JournalFilter { path: Some(path.clone()), ..JournalFilter::default() };
    let entries = history::page(reader.connection, &filter, None, PAGE)?.entries;
    let is_deleted = matches!(current, CurrentState::Deleted { .. });
    let kept = || entries.iter().find_map(|entry| name(words, entry.before.as_deref()?));
    let name = reader.names_of(std::slice::from_ref(&path))?.remove(&path).or_else(kept);
    Ok(RecordHistory { name: name.unwrap_or_else(|| id.as_str().to_owned()), is_deleted, entries })
}

fn page(
    visitor: &Visitor,
    kind: RecordType,
    id: &RecordId,
    history: &RecordHistory,
    compared: Option<(i64, i64)>,
) -> String {
    let words = visitor.words;
    let list = visitor.at(&format!("/{}", kind.as_str()));
    let body = html! {
        p.small { a href=(list) { "‹ " (words.collection(kind)) } }
        h1 { (history.name) }
        (tabs(visitor, (kind, id.as_str()), history.is_deleted, DeskWord::History))
        @if history.is_deleted { p.note { (words.text(DeskWord::IsDeleted)) } }
        div.pair.even {
            section aria-labelledby="changes" {
                h2 id="changes" { (words.text(DeskWord::Changes)) }
                ol.log {
                    @for (at, entry) in history.entries.iter().enumerate() {
                        li { (change(visitor, entry, at == 0 && !history.is_deleted)) }
                    }
                }
            }
            (comparison(visitor, history, compared))
        }
    };
    let title = format!("{}: {}", words.text(DeskWord::History), history.name);
    frame::page(visitor, &DeskPage { title, part: DeskPart::Records(kind), body })
}

fn change(visitor: &Visitor, entry: &JournalEntry, is_current: bool) -> Markup {
    let words = visitor.words;
    let changed = names(words, &changes_of(entry));
    html! {
        strong { (action(words, &entry.action)) } " "
        span.soft.small {
            (byline(visitor, entry))
        }
        br;
        span.small { (changed.join(", ")) }
        @if is_current {
            " " span.badge.good { (words.text(DeskWord::Current)) }
        } @else if visitor.may_edit() && entry.after.is_some() {
            form method="post" {
                button.quiet type="submit" name="revision" value=(entry.revision) {
                    (words.with(DeskWord::Restore, &[&entry.revision.to_string()]))
                }
            }
        }
    }
}

/// What was done.
pub(super) fn action(words: Words, action: &str) -> &'static str {
    words.text(match JournalAction::read(action) {
        Some(JournalAction::Create) => DeskWord::Created,
        Some(JournalAction::Delete) => DeskWord::Deleted,
        Some(JournalAction::Restore) => DeskWord::WasRestored,
        Some(JournalAction::Erase) => DeskWord::Erased,
        _ => DeskWord::Changed,
    })
}

fn fields(document: Option<&String>) -> Fields {
    document.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The fields that a change changed.
pub(super) fn changes_of(entry: &JournalEntry) -> Vec<ShownChange> {
    changes(&fields(entry.before.as_ref()), &fields(entry.after.as_ref()))
}

/// Two states beside each other: those that were asked for, otherwise those around the last change.
fn comparison(visitor: &Visitor, history: &RecordHistory, compared: Option<(i64, i64)>) -> Markup {
    let words = visitor.words;
    let numbers: Vec<i64> = history.entries.iter().map(|entry| entry.revision).collect();
    let (Some(newest), Some(before)) = (numbers.first(), numbers.get(1)) else {
        return Markup::default();
    };
    let (from, to) = compared.unwrap_or((*before, *newest));
    let state = |revision: i64| {
        let entry = history.entries.iter().find(|entry| entry.revision <= revision);
        fields(entry.and_then(|entry| entry.after.as_ref()))
    };
    let found = changes(&state(from), &state(to));
    let choices = |name: &'static str, chosen: i64| {
        html! {
            select id=(name) name=(name) {
                @for number in &numbers {
                    option value=(number) selected[*number == chosen] {
                        (words.with(DeskWord::ChangeNumber, &[&number.to_string()]))
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby="comparison" {
            h2 id="comparison" { (words.text(DeskWord::Comparison)) }
            form.row {
                label for="from" { (words.text(DeskWord::From)) } (choices("from", from))
                label for="to" { (words.text(DeskWord::To)) } (choices("to", to))
                button.quiet type="submit" { (words.text(DeskWord::Compare)) }
            }
            @if found.is_empty() { p.gap { (words.text(DeskWord::Same)) } }
            (diff::markup(words, &found))
        }
    }
}
