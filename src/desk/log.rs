//! The log of all changes: who changed what, the newest first.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use url::form_urlencoded;

use super::{
    byline::byline,
    diff::names,
    document_name::name,
    frame::{self, CHANGES, DeskPage, DeskPart},
    history::{action, changes_of},
    shell,
    visitor::Visitor,
};
use crate::{
    error::ApiError,
    journal::history::{self, JournalEntry, JournalFilter, JournalPosition},
    model::record_type::RecordType,
    values::traits::ClosedList as _,
    words::{desk_table::DeskWord, table::Word},
};

/// The number of changes of a page.
const PAGE: i64 = 50;

/// What the log is narrowed by, and where it begins.
#[derive(Clone, Default)]
struct LogWish {
    kind: Option<RecordType>,
    actor: String,
    batch: Option<i64>,
    beyond: Option<JournalPosition>,
}

impl LogWish {
    /// Reads the query of an address; what it does not know is left out.
    fn read(query: &str) -> Self {
        let mut wish = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "type" => wish.kind = RecordType::read(&value),
                "actor" => value.trim().clone_into(&mut wish.actor),
                "batch" => wish.batch = value.parse().ok(),
                "after" => {
                    wish.beyond = value.split_once(' ').and_then(|(revision, path)| {
                        Some((revision.parse().ok()?, path.to_owned()))
                    });
                }
                _ => {}
            }
        }
        wish
    }

    fn filter(&self) -> JournalFilter {
        let actors = Some(self.actor.clone()).filter(|actor| !actor.is_empty());
        JournalFilter {
            actors: actors.into_iter().collect(),
            types: self.kind.iter().map(|kind| kind.as_str()).collect(),
            batch: self.batch,
            ..JournalFilter::default()
        }
    }

    /// The query of the changes before these.
    fn further(&self, (revision, path): &JournalPosition) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(kind) = self.kind {
            query.append_pair("type", kind.as_str());
        }
        if !self.actor.is_empty() {
            query.append_pair("actor", &self.actor);
        }
        if let Some(batch) = self.batch {
            query.append_pair("batch", &batch.to_string());
        }
        query.append_pair("after", &format!("{revision} {path}")).finish()
    }
}

/// Returns the page.
pub(super) async fn log(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let wish = LogWish::read(request.query_string());
    let asked = wish.clone();
    let (page, names) = visitor
        .read("log", move |reader| {
            let (filter, beyond) = (asked.filter(), asked.beyond.as_ref());
            let page = history::page(reader.connection, &filter, beyond, PAGE)?;
            let paths: Vec<String> = page.entries.iter().map(|entry| entry.path.clone()).collect();
            let names = reader.names_of(&paths)?;
            Ok((page, names))
        })
        .await?;
    let words = visitor.words;
    let body = html! {
        h1 { (words.text(DeskWord::Log)) }
        (filters(&visitor, &wish))
        @if page.entries.is_empty() {
            p.note role="status" { (words.text(Word::NoResults)) }
        } @else {
            ol.log { @for entry in &page.entries { li { (change(&visitor, entry, &names)) } } }
        }
        @if let Some(next) = &page.next {
            nav.pager aria-label=(words.text(Word::Pages)) {
                a.button.quiet rel="next" href=(visitor.at(&format!("{CHANGES}?{}", wish.further(next)))) {
                    (words.text(DeskWord::Earlier)) " ›"
                }
            }
        }
    };
    let title = words.text(DeskWord::Log).to_owned();
    Ok(shell::respond(frame::page(
        &visitor,
        &DeskPage { title, part: DeskPart::Work(CHANGES), body },
    )))
}

fn filters(visitor: &Visitor, wish: &LogWish) -> Markup {
    let words = visitor.words;
    html! {
        form.filters role="search" {
            div {
                label for="type" { (words.text(DeskWord::Type)) }
                select id="type" name="type" {
                    option value="" selected[wish.kind.is_none()] { (words.text(Word::Everything)) }
                    @for kind in RecordType::ALL {
                        option value=(kind.as_str()) selected[wish.kind == Some(*kind)] { (words.collection(*kind)) }
                    }
                }
            }
            div {
                label for="actor" { (words.text(DeskWord::Actor)) }
                input id="actor" name="actor" value=(wish.actor);
            }
            div {
                label for="batch" { (words.text(DeskWord::BatchNumber)) }
                input id="batch" name="batch" inputmode="numeric" value=[wish.batch];
            }
            div { button.quiet type="submit" { (words.text(DeskWord::Show)) } }
        }
    }
}

fn change(visitor: &Visitor, entry: &JournalEntry, known: &HashMap<String, String>) -> Markup {
    let words = visitor.words;
    let JournalEntry { path, before, batch, .. } = entry;
    let named = known.get(path).cloned();
    let named =
        named.or_else(|| before.as_deref().and_then(|document| name(visitor.words, document)));
    html! {
        strong { (action(words, &entry.action)) } ": "
        a href=(visitor.at(&history_of(path))) { (named.as_deref().unwrap_or(path)) }
        br;
        span.soft.small {
            (byline(visitor, entry))
            @if let Some(batch) = batch { " · " (words.with(DeskWord::OfBatch, &[&batch.to_string()])) }
        }
        br;
        span.small { (names(words, &changes_of(entry)).join(", ")) }
    }
}

/// The address of a record's history; the municipality's path has no id, and leads to its form.
fn history_of(path: &str) -> String {
    if path.contains('/') { format!("/{path}/history") } else { format!("/{path}") }
}
