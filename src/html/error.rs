//! An error as a page: what happened in a sentence, and the way back. It needs no data, so that it is there also while the
//! database is away.

use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, html};

use super::unlisted_head::unlisted_head;
use crate::{
    model::registry,
    values::{instant::Instant, traits::ClosedList as _},
    words::{Words, table::Word},
};

/// What happened.
pub(crate) enum ErrorKind {
    /// There is no such page.
    NotFound,
    /// The record was deleted at that moment.
    Gone(Instant),
    /// The request is not one that can be answered.
    Refused,
    /// The service failed.
    Failed,
}

/// An error, as people read it.
pub(crate) struct ErrorFacts {
    /// What happened.
    pub kind: ErrorKind,
    /// What it is called.
    pub title: String,
    /// What else is known, one sentence each.
    pub details: Vec<String>,
    /// The number of the request.
    pub request_id: String,
}

/// Where else to look: addresses that lead to the language of the reader.
fn lists(words: Words, root: &str) -> Markup {
    let lists = registry::collections().map(|info| info.record_type);
    html! {
        ul.chips.gap {
            @for kind in lists {
                li { a href={ (root) "/" (kind.as_str()) } { (words.collection(kind)) } }
            }
            li { a href={ (root) "/search" } { (words.text(Word::Search)) } }
        }
    }
}

/// The page of an error. `root` is the path of the public URL.
pub(crate) fn page(words: Words, root: &str, zone: &TimeZone, error: &ErrorFacts) -> String {
    let title = match error.kind {
        ErrorKind::NotFound => words.text(Word::NotFound).to_owned(),
        ErrorKind::Gone(at) => words.with(Word::Gone, &[&words.day_of(at, zone)]),
        ErrorKind::Refused => error.title.clone(),
        ErrorKind::Failed => words.text(Word::Failed).to_owned(),
    };
    // Who asks for something that is not there needs no number to ask the operator about it.
    let has_number = matches!(error.kind, ErrorKind::Failed);
    let has_details = matches!(error.kind, ErrorKind::Refused);
    let markup = html! {
        (DOCTYPE)
        html lang=(words.tag()) {
            head { (unlisted_head(root, &format!("{title} – {}", words.text(Word::Site)))) }
            body {
                header.top { div.in { a.brand href={ (root) "/" } { (words.text(Word::Site)) } } }
                main.in id="main" {
                    div.lead {
                        div {
                            h1 { (title) }
                            @if has_details { @for detail in &error.details { p { (detail) } } }
                            @if has_number {
                                p { (words.with(Word::RequestNumber, &[&error.request_id])) }
                            }
                            p { a.button href={ (root) "/" } { (words.text(Word::BackHome)) } }
                            (lists(words, root))
                        }
                    }
                }
            }
        }
    };
    markup.into_string()
}
