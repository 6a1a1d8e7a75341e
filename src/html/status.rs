//! How the status of a record changed.

use maud::html;

use super::{
    context::PageContext,
    localized_text::LocalizedText,
    parts::{Section, date},
};
use crate::{
    model::life::StatusChange,
    values::{labels::Labelled, language::Language},
    words::table::Word,
};

/// The section with the changes of status, in order of time; `None` if there are none.
pub(crate) fn history<C>(page: &PageContext, changes: &[C]) -> Option<Section>
where
    C: StatusChange,
    C::Status: Labelled,
{
    let body = html! {
        ol.plainlist {
            @for change in changes {
                li {
                    span.when { (date(page, change.on())) } " · " (page.words.name(change.status()))
                    @if let Some(note) = note(page, change) {
                        p.soft lang=[note.lang(page)] { (note.text) }
                    }
                }
            }
        }
    };
    (!changes.is_empty())
        .then(|| Section::new("status-changes", page.words.text(Word::StatusHistory), body))
}

/// The note in the language of the page, in the default language, or in any.
fn note(page: &PageContext, change: &impl StatusChange) -> Option<LocalizedText> {
    let notes = change.notes();
    let in_language =
        |wanted: &Language| notes.iter().find(|(language, _)| *language == Some(wanted));
    let found = in_language(page.language())
        .or_else(|| in_language(&page.default_language))
        .or(notes.first());
    found.map(|(language, text)| LocalizedText::of(text, *language))
}
