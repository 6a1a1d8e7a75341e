//! The table of a list, and the links to its other pages.

use maud::{Markup, html};

use super::row::ListRow;
use crate::{
    desk::{
        table::{DeskRow, DeskTable},
        visitor::Visitor,
    },
    http::response::page::PageLinks,
    model::record_type::RecordType,
    values::traits::ClosedList as _,
    words::{Words, desk_table::DeskWord, table::Word},
};

/// The rows of a list.
pub(super) fn table(visitor: &Visitor, kind: RecordType, rows: &[ListRow]) -> Markup {
    let words = visitor.words;
    let heads = [
        words.text(DeskWord::Record),
        words.text(Word::When),
        words.text(DeskWord::Partners),
        words.text(DeskWord::Languages),
        words.text(DeskWord::Publication),
        words.text(DeskWord::LastChange),
    ];
    let row = |row: &ListRow| {
        let address = visitor.at(&format!("/{}/{}", kind.as_str(), row.id));
        let zone = &visitor.service.time_zone;
        let changed = row.changed_at.map(|at| words.day_of(at, zone)).unwrap_or_default();
        let cells = vec![
            html! { a.main href=(address) { (row.name) } },
            html! { @if let Some(date) = row.date { span.num { (words.date(date)) } } },
            html! { (row.partners) },
            languages(words, row),
            state(words, row),
            html! { span.num { (changed) } },
        ];
        DeskRow { anchor: None, cells }
    };
    let rows: Vec<DeskRow> = rows.iter().map(row).collect();
    DeskTable { label: &words.collection(kind), heads: &heads, named_by: 0 }.with(&rows)
}

fn languages(words: Words, row: &ListRow) -> Markup {
    html! {
        (row.languages.join(" ").to_uppercase())
        @for missing in &row.missing { " " span.badge.warm { (missing.told(words)) } }
    }
}

fn state(words: Words, row: &ListRow) -> Markup {
    html! {
        @if row.is_draft {
            span.badge.warm { (words.text(DeskWord::Draft)) }
        } @else {
            span.badge.good { (words.text(DeskWord::Published)) }
        }
    }
}

/// The links to the pages before and after.
pub(super) fn pager(words: Words, links: &PageLinks) -> Markup {
    html! {
        @if links.prev.is_some() || links.next.is_some() {
            nav.pager aria-label=(words.text(Word::Pages)) {
                @if let Some(prev) = &links.prev {
                    a.button.quiet rel="prev" href=(prev) { "‹ " (words.text(Word::Previous)) }
                }
                @if let Some(next) = &links.next {
                    a.button.quiet rel="next" href=(next) { (words.text(Word::Next)) " ›" }
                }
            }
        }
    }
}
