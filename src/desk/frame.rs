//! The frame of the pages for those who have signed in.

use maud::{Markup, html};

use super::{
    shell::{brand, document, languages},
    visitor::Visitor,
};
use crate::{
    model::{record_type::RecordType, registry},
    values::{instant::Instant, traits::ClosedList as _},
    words::desk_table::DeskWord,
};

/// The minutes before the end of a session in which pages tell of it.
const SOON: i64 = 30;

/// The path of the page that finds events in a text.
pub(super) const NEWS: &str = "/news";

/// The path of the page that imports a spreadsheet.
pub(super) const IMPORT: &str = "/import";

/// The paths of the log of changes, and of the records that were deleted.
pub(super) const CHANGES: &str = "/changes";
pub(super) const DELETED: &str = "/deleted";

/// The path that leads to the municipality.
pub(super) const MUNICIPALITY: &str = "/municipality";

/// The path of the form of a new record: not below those of the records, one of which may be called `new`.
pub(super) fn new_path(kind: RecordType) -> String {
    format!("/new/{}", kind.as_str())
}

/// A part of the desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DeskPart {
    /// The records of a type.
    Records(RecordType),
    /// What is done with many of them: its path.
    Work(&'static str),
}

/// A page of the desk for somebody who has signed in.
pub(super) struct DeskPage {
    /// The title.
    pub title: String,
    /// The part of the desk that the tray marks.
    pub part: DeskPart,
    /// The content.
    pub body: Markup,
}

/// A page for somebody who has signed in.
pub(super) fn page(visitor: &Visitor, page: &DeskPage) -> String {
    let Visitor { words, root, session, .. } = visitor;
    let role = if visitor.may_edit() { DeskWord::Editor } else { DeskWord::Reader };
    let role = words.text(role);
    let top = html! {
        (brand(*words, root))
        span.soft.small { (session.identity.name) " · " (role) }
        a href={ (root) "/" } { (words.text(DeskWord::ViewSite)) }
        @if !visitor.has_sent { (languages(*words, root)) }
        form method="post" action=(visitor.at("/sign-out")) {
            button.quiet type="submit" { (words.text(DeskWord::SignOut)) }
        }
    };
    let main = html! {
        div.bench {
            (tray(visitor, page.part))
            main.sheet id="main" { (ends_soon(visitor)) (page.body) }
        }
    };
    document(*words, root, &page.title, &top, &main)
}

/// Says that the session ends within half an hour.
fn ends_soon(visitor: &Visitor) -> Markup {
    let minutes = visitor.session.ends_at.seconds_since(Instant::now()) / 60;
    html! {
        @if minutes < SOON {
            p.note role="status" { (visitor.words.with(DeskWord::EndsSoon, &[&minutes.to_string()])) }
        }
    }
}

fn tray(visitor: &Visitor, part: DeskPart) -> Markup {
    let words = visitor.words;
    let work = [
        (IMPORT, DeskWord::Import),
        (NEWS, DeskWord::News),
        (CHANGES, DeskWord::Log),
        (DELETED, DeskWord::DeletedRecords),
    ];
    html! {
        nav.tray aria-label=(words.text(DeskWord::Name)) {
            h2 { (words.text(DeskWord::Data)) }
            ul {
                @for kind in registry::all().iter().map(|info| info.record_type) {
                    li {
                        a href=(visitor.at(&format!("/{}", kind.as_str())))
                            aria-current=[(part == DeskPart::Records(kind)).then_some("true")] {
                            span { (words.collection(kind)) }
                            @if kind != RecordType::Municipality {
                                " " span.num { (words.integer(visitor.counts.of(kind))) }
                            }
                        }
                    }
                }
            }
            h2 { (words.text(DeskWord::Work)) }
            ul {
                @for (path, word) in work {
                    @if path != NEWS || visitor.may_edit() {
                        li {
                            a href=(visitor.at(path)) aria-current=[(part == DeskPart::Work(path)).then_some("true")] {
                                (words.text(word))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The links between the pages of a record; one that was deleted has no form.
pub(super) fn tabs(
    visitor: &Visitor,
    (kind, id): (RecordType, &str),
    is_deleted: bool,
    current: DeskWord,
) -> Markup {
    let record = visitor.at(&format!("/{}/{id}", kind.as_str()));
    let history = (format!("{record}/history"), DeskWord::History);
    let form = (record, DeskWord::Edit);
    let tabs = [Some(form).filter(|_| !is_deleted), Some(history)];
    html! {
        ul.tabs {
            @for (address, word) in tabs.into_iter().flatten() {
                li {
                    a href=(address) aria-current=[(word == current).then_some("page")] {
                        (visitor.words.text(word))
                    }
                }
            }
        }
    }
}
