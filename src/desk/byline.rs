//! Who changed something, and when.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::visitor::Visitor;
use crate::{
    journal::history::{self, JournalEntry, JournalFilter},
    model::record_type::RecordType,
    values::{instant::Instant, record_id::RecordId, traits::TextValue as _},
    words::{Words, desk_table::DeskWord},
};

/// The number of a change, the moment and the person.
pub(super) fn byline(visitor: &Visitor, entry: &JournalEntry) -> Markup {
    let words = visitor.words;
    html! {
        (words.with(DeskWord::ChangeNumber, &[&entry.revision.to_string()]))
        " · " (moment(words, &entry.at, &visitor.service.time_zone)) " · " (entry.actor)
    }
}

/// The last change of a record. A page that keeps what somebody typed is shown without it rather than not at all.
pub(super) async fn last_change(
    visitor: &Visitor,
    kind: RecordType,
    id: &RecordId,
) -> Option<JournalEntry> {
    let filter = JournalFilter { path: Some(kind.path(id.as_str())), ..JournalFilter::default() };
    let read = visitor
        .read("last change", move |reader| Ok(history::page(reader.connection, &filter, None, 1)?));
    read.await.ok()?.entries.pop()
}

/// A moment, in the time zone of the municipality.
pub(super) fn moment(words: Words, at: &str, zone: &TimeZone) -> Markup {
    let Some(instant) = Instant::read(at) else { return html! { (at) } };
    html! { time datetime=(at) { (words.moment(instant, zone)) } }
}
