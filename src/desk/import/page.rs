//! The page on which a file is chosen, with the imports that can be undone.

use maud::{Markup, html};

use crate::{
    desk::{
        byline::moment,
        frame::{self, DeskPage, DeskPart, IMPORT},
        table::{DeskRow, DeskTable},
        visitor::Visitor,
    },
    journal::batches::{Batch, UNDO},
    model::{record_type::RecordType, registry},
    values::traits::ClosedList as _,
    words::desk_table::DeskWord,
};

/// The field with the collection.
pub(super) const TYPE: &str = "type";

/// The files that a browser offers.
const ACCEPTED: &str = ".xlsx,.ods,.csv,.txt,text/csv";

/// What was done before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ImportNews {
    /// This batch was imported.
    Imported(i64),
    /// This batch was undone.
    Undone(i64),
}

/// The page.
pub(super) struct ImportPage<'p> {
    /// Who sees it.
    pub visitor: &'p Visitor,
    /// The collection that is chosen beforehand.
    pub kind: Option<RecordType>,
    /// What was done before.
    pub news: Option<ImportNews>,
    /// Why something was not done.
    pub faults: &'p [String],
    /// The last batches.
    pub batches: &'p [Batch],
}

impl ImportPage<'_> {
    /// Makes it.
    pub(super) fn render(&self) -> String {
        let words = self.visitor.words;
        let told = self.news.map(|news| match news {
            ImportNews::Imported(batch) => words.with(DeskWord::ImportDone, &[&batch.to_string()]),
            ImportNews::Undone(batch) => words.with(DeskWord::ImportUndone, &[&batch.to_string()]),
        });
        let body = html! {
            h1 { (words.text(DeskWord::Import)) }
            @if let Some(told) = told { p.note role="status" { (told) } }
            @if !self.faults.is_empty() {
                div.faults role="group" tabindex="-1" aria-labelledby="faults" {
                    h2 id="faults" { (words.text(DeskWord::NotDone)) }
                    ul { @for fault in self.faults { li { (fault) } } }
                }
            }
            @if self.visitor.may_edit() {
                (steps(self.visitor, DeskWord::StepChoose))
                p.prose { (words.text(DeskWord::ImportLead)) }
                (file_form(self.visitor, self.kind, DeskWord::ImportFile))
                (self.spreadsheets())
            } @else {
                p.note { (words.text(DeskWord::ReadOnly)) }
            }
            @if !self.batches.is_empty() { (self.batches()) }
        };
        let title = match self.faults {
            [] => words.text(DeskWord::Import).to_owned(),
            _ => format!("{}: {}", words.text(DeskWord::Fault), words.text(DeskWord::Import)),
        };
        frame::page(self.visitor, &DeskPage { title, part: DeskPart::Work(IMPORT), body })
    }

    /// Spreadsheets to begin with.
    fn spreadsheets(&self) -> Markup {
        let Visitor { words, root, .. } = self.visitor;
        let link = |kind: RecordType, path: &str| {
            let address = format!("{root}/api/v1/{path}?format=xlsx");
            html! { a href=(address) { (words.collection(kind)) } }
        };
        let kinds: Vec<RecordType> = registry::collections().map(|info| info.record_type).collect();
        html! {
            div.small.soft.gap {
                p.row {
                    (words.text(DeskWord::ImportTemplates))
                    @for kind in &kinds { (link(*kind, &format!("templates/{}", kind.as_str()))) }
                }
                p.row {
                    (words.text(DeskWord::ImportExports))
                    @for kind in &kinds { (link(*kind, kind.as_str())) }
                }
            }
        }
    }

    fn batches(&self) -> Markup {
        let words = self.visitor.words;
        let heads = [
            DeskWord::BatchNumber,
            DeskWord::BatchInForce,
            DeskWord::WhenAndWho,
            DeskWord::BatchFile,
            DeskWord::Changes,
        ];
        let heads = heads.map(|head| words.text(head));
        let rows: Vec<DeskRow> = self.batches.iter().map(|batch| self.batch(batch)).collect();
        html! {
            section {
                h2 { (words.text(DeskWord::Batches)) }
                (DeskTable { label: words.text(DeskWord::Batches), heads: &heads, named_by: 0 }.with(&rows))
            }
        }
    }

    fn batch(&self, batch: &Batch) -> DeskRow {
        let words = self.visitor.words;
        let number = batch.id.to_string();
        let counts =
            [batch.created, batch.replaced, batch.deleted].map(|count| words.integer(count));
        let counts = [&*counts[0], &*counts[1], &*counts[2]];
        let file = batch.file_name.as_deref().unwrap_or(&batch.format);
        let cells = vec![
            html! { (number) },
            html! {
                @match batch.undone_by {
                    Some(by) => (words.with(DeskWord::BatchUndoneBy, &[&by.to_string()])),
                    None if self.visitor.may_edit() => {
                        a href=(self.visitor.at(&format!("/batches/{number}/undo"))) {
                            (words.with(DeskWord::BatchUndo, &[&number]))
                        }
                    },
                    None => {},
                }
            },
            html! { (moment(words, &batch.at, &self.visitor.service.time_zone)) br; (batch.actor) },
            html! {
                @match batch.undoes {
                    Some(undone) => (words.with(DeskWord::BatchUndoes, &[&undone.to_string()])),
                    None if batch.format == UNDO => {},
                    None => (file),
                }
            },
            html! { (words.with(DeskWord::BatchCounts, &counts)) },
        ];
        DeskRow { anchor: None, cells }
    }
}

/// Where an import is among its steps.
pub(super) fn steps(visitor: &Visitor, current: DeskWord) -> Markup {
    let steps = [DeskWord::StepChoose, DeskWord::StepCheck, DeskWord::StepImport];
    html! {
        ol.steps aria-label=(visitor.words.text(DeskWord::ImportSteps)) {
            @for step in steps {
                li aria-current=[(step == current).then_some("step")] { (visitor.words.text(step)) }
            }
        }
    }
}

/// The form with which a file is chosen.
pub(super) fn file_form(visitor: &Visitor, kind: Option<RecordType>, label: DeskWord) -> Markup {
    let words = visitor.words;
    html! {
        form method="post" action=(visitor.at(IMPORT)) enctype="multipart/form-data" {
            div.fields {
                div.field {
                    label for="file" { (words.text(label)) }
                    input id="file" type="file" name="file" accept=(ACCEPTED) required;
                }
                div.field {
                    label for="type" { (words.text(DeskWord::ImportContent)) }
                    select id="type" name=(TYPE) {
                        option value="" selected[kind.is_none()] { (words.text(DeskWord::ImportByName)) }
                        @for info in registry::collections() {
                            @let own = info.record_type;
                            option value=(own.as_str()) selected[kind == Some(own)] { (words.collection(own)) }
                        }
                    }
                }
            }
            p.row { button type="submit" { (words.text(DeskWord::ImportCheck)) } }
        }
    }
}

/// The page that asks whether to undo a batch, with what that does.
pub(super) fn undo_question(visitor: &Visitor, batch: &Batch) -> String {
    let words = visitor.words;
    let number = batch.id.to_string();
    let counts = [batch.created, batch.replaced, batch.deleted].map(|count| words.integer(count));
    let title = words.with(DeskWord::BatchUndoAsk, &[&number]);
    let body = html! {
        h1 { (title) }
        @if let Some(by) = batch.undone_by {
            p.note { (words.with(DeskWord::BatchUndoneBy, &[&by.to_string()])) }
        } @else {
            p.prose {
                (words.with(DeskWord::BatchUndoNote, &[&*counts[0], &*counts[1], &*counts[2]]))
            }
        }
        @if visitor.may_edit() && batch.undone_by.is_none() {
            form.row.gap method="post" {
                button type="submit" { (words.with(DeskWord::BatchUndo, &[&number])) }
                a href=(visitor.at(IMPORT)) { (words.text(DeskWord::Keep)) }
            }
        }
    };
    frame::page(visitor, &DeskPage { title, part: DeskPart::Work(IMPORT), body })
}
