//! The page with what a file would do, row by row.

use maud::{Markup, html};

use super::{
    page::{file_form, steps},
    run::digest,
};
use crate::{
    desk::{
        conflict::{field_name, shown},
        diff::{added, removed},
        frame::{self, DeskPage, DeskPart, IMPORT},
        table::{DeskRow, DeskTable},
        visitor::Visitor,
    },
    html::parts::{Badge, Tone},
    import::{
        report::{ImportReport, RowFault, RowOutcome, RowReport},
        uploads::Upload,
    },
    values::traits::ClosedList as _,
    words::{Words, desk_table::DeskWord},
};

/// The fields that say which report was seen: what it told, and as of which state of the data.
pub(super) const SEEN: &str = "desk.seen";
pub(super) const POSITION: &str = "desk.position";

/// The most rows that are listed.
const MOST_ROWS: usize = 500;

/// The most rows of a file of which those without a change are listed too.
const MOST_WITH_UNCHANGED: u64 = 200;

/// The most changes of a row that are listed.
const MOST_CHANGES: usize = 20;

/// The page.
pub(super) struct ReportPage<'p> {
    /// Who sees it.
    pub visitor: &'p Visitor,
    /// The file.
    pub file: &'p Upload,
    /// What it would do.
    pub report: &'p ImportReport,
    /// Whether something else was seen before, and the data was changed meanwhile.
    pub is_new: bool,
}

impl ReportPage<'_> {
    /// Makes it.
    pub(super) fn render(&self) -> String {
        let words = self.visitor.words;
        let report = self.report;
        let name = match self.file.file_name.as_str() {
            "" => words.text(DeskWord::Import).to_owned(),
            name => format!("{}: {name}", words.text(DeskWord::Import)),
        };
        let title = match report.refused {
            0 => name.clone(),
            _ => format!("{}: {name}", words.text(DeskWord::Fault)),
        };
        let body = html! {
            h1 { (name) }
            (steps(self.visitor, DeskWord::StepCheck))
            @if self.is_new {
                p.note role="status" { (words.text(DeskWord::ImportChangedMeanwhile)) }
            } @else {
                p role="status" { (self.facts()) (words.text(DeskWord::ImportNothingYet)) }
            }
            @for line in report.file_lines() { p.note { (line.in_language(words.message_language())) } }
            (sums(words, report))
            @if report.refused > 0 { (faults(words, report)) }
            (self.rows())
            (self.decision())
        };
        frame::page(self.visitor, &DeskPage { title, part: DeskPart::Work(IMPORT), body })
    }

    /// What the file was read as.
    fn facts(&self) -> Markup {
        let kind = self.report.rows.iter().find_map(|row| row.kind).or(self.file.kind);
        let file = self.report.file.as_deref();
        html! {
            @if let Some(kind) = kind { (self.visitor.words.collection(kind)) " · " }
            @if let Some(file) = file {
                (file.format.as_str())
                @if let Some(encoding) = file.encoding { ", " (encoding) }
                " · "
            }
        }
    }

    fn rows(&self) -> Markup {
        let words = self.visitor.words;
        let report = self.report;
        let (rows, left_out) = listed(report);
        let heads = [
            DeskWord::ImportRow,
            DeskWord::Record,
            DeskWord::ImportOutcome,
            DeskWord::ImportDetails,
        ];
        let heads = heads.map(|head| words.text(head));
        let rows: Vec<DeskRow> = rows.into_iter().map(|row| self.row(row)).collect();
        html! {
            @if !rows.is_empty() {
                (DeskTable { label: words.text(DeskWord::ImportDetails), heads: &heads, named_by: 1 }.with(&rows))
            }
            @if left_out > 0 {
                p.soft.small { (words.with(DeskWord::ImportRowsLeftOut, &[&left_out.to_string()])) }
            }
            @if let Some(row) = report.stopped_after {
                p.note { (words.with(DeskWord::ImportStopped, &[&row.to_string()])) }
            }
        }
    }

    fn row(&self, row: &RowReport) -> DeskRow {
        let words = self.visitor.words;
        let path = row.kind.zip(row.id.as_deref()).map(|(kind, id)| kind.path(id));
        let name = row.name.as_ref().or(row.id_from.as_ref().map(|origin| &origin.name));
        let exists = matches!(row.outcome, RowOutcome::Replaced | RowOutcome::Unchanged);
        let address =
            path.as_ref().filter(|_| exists).map(|path| self.visitor.at(&format!("/{path}")));
        let cells = vec![
            html! { (row.row) },
            html! {
                @if let Some(name) = name {
                    @match &address {
                        Some(address) => a.main href=(address) { (name) },
                        None => strong { (name) },
                    }
                    br;
                }
                @if let Some(id) = &row.id { code.small.soft { (id) } }
            },
            html! { (outcome(words, row.outcome)) },
            details(words, row),
        ];
        DeskRow { anchor: Some(format!("r{}", row.row)), cells }
    }

    /// What can be done now: import the file, or choose another.
    fn decision(&self) -> Markup {
        let words = self.visitor.words;
        let report = self.report;
        let counts = [report.created, report.replaced].map(|count| count.to_string());
        let is_possible = report.refused == 0 && report.created + report.replaced > 0;
        let address = self.visitor.at(&format!("{IMPORT}/{}", self.file.id));
        html! {
            @if is_possible {
                form.row.gap method="post" action=(address) {
                    input type="hidden" name=(SEEN) value=(digest(report));
                    input type="hidden" name=(POSITION) value=(report.position);
                    button type="submit" { (words.with(DeskWord::ImportDo, &[&*counts[0], &*counts[1]])) }
                    a href=(self.visitor.at(IMPORT)) { (words.text(DeskWord::ImportOther)) }
                }
            } @else {
                @if report.refused == 0 {
                    @let nothing = if report.unchanged > 0 { DeskWord::ImportNothing } else { DeskWord::ImportEmpty };
                    p.note { (words.text(nothing)) }
                }
                (file_form(self.visitor, self.file.kind, DeskWord::ImportOther))
            }
        }
    }
}

/// The numbers of rows, each with what happens to them.
fn sums(words: Words, report: &ImportReport) -> Markup {
    let sums = [
        ("good", report.created, DeskWord::ImportNew),
        ("warm", report.replaced, DeskWord::ImportChanges),
        ("", report.unchanged, DeskWord::ImportSame),
        ("bad", report.refused, DeskWord::ImportFaulty),
    ];
    html! {
        ul.sum {
            @for (class, number, word) in sums {
                @let number = words.integer(i64::try_from(number).unwrap_or(i64::MAX));
                li class=[Some(class).filter(|class| !class.is_empty())] { b { (number) } " " (words.text(word)) }
            }
        }
    }
}

fn faults(words: Words, report: &ImportReport) -> Markup {
    let rows: Vec<u64> = report.refusals().take(MOST_ROWS).map(|row| row.row).collect();
    html! {
        div.faults role="group" tabindex="-1" aria-labelledby="faults" {
            h2 id="faults" { (words.text(DeskWord::ImportCannot)) }
            p {
                (words.text(DeskWord::ImportCorrect))
                @for row in rows { " " a href={ "#r" (row) } { (row) } }
            }
        }
    }
}

/// The rows that are listed: those with faults first, then those that change something, in the order of the file; and the
/// number of the others.
fn listed(report: &ImportReport) -> (Vec<&RowReport>, u64) {
    let all = report.rows.len() as u64 + report.rows_left_out;
    let is_short = all <= MOST_WITH_UNCHANGED;
    let rank = |row: &RowReport| match row.outcome {
        RowOutcome::Refused => 0,
        _ if !row.warnings.is_empty() => 1,
        RowOutcome::Created | RowOutcome::Replaced => 2,
        RowOutcome::Unchanged => 3,
    };
    let mut rows: Vec<&RowReport> =
        report.rows.iter().filter(|row| is_short || rank(row) < 3).collect();
    rows.sort_by_key(|row| rank(row));
    rows.truncate(MOST_ROWS);
    rows.sort_by_key(|row| row.row);
    let left_out = all - rows.len() as u64;
    (rows, left_out)
}

fn outcome(words: Words, outcome: RowOutcome) -> Badge {
    let (word, tone) = match outcome {
        RowOutcome::Created => (DeskWord::ImportNew, Tone::Good),
        RowOutcome::Replaced => (DeskWord::ImportChanges, Tone::Warm),
        RowOutcome::Unchanged => (DeskWord::ImportSame, Tone::Plain),
        RowOutcome::Refused => (DeskWord::ImportFaulty, Tone::Bad),
    };
    Badge::new(words.text(word), tone)
}

/// Faults, changes, and what names were taken for.
fn details(words: Words, row: &RowReport) -> Markup {
    let more = row.more + row.changes.len().saturating_sub(MOST_CHANGES);
    let same_name = row.id_from.as_ref().map(|origin| origin.same_name.join(", "));
    html! {
        @for fault in &row.errors { p.fault { (sentence(fault)) } }
        @for change in row.changes.iter().take(MOST_CHANGES) {
            p {
                (field_name(words, &change.field)) ": "
                @if let Some(before) = &change.before { (removed(words, &shown(words, before))) " " }
                @if let Some(after) = &change.after { (added(words, &shown(words, after))) }
            }
        }
        @if more > 0 { p.soft { (words.with(DeskWord::ImportMoreChanges, &[&more.to_string()])) } }
        @if row.outcome == RowOutcome::Created {
            p { (words.text(if row.is_draft { DeskWord::ImportAsDraft } else { DeskWord::ImportAsPublic })) }
        }
        @if row.id_from.as_ref().is_some_and(|origin| !origin.is_made()) {
            p.soft { (words.text(DeskWord::ImportFound)) }
        }
        @if let Some(same) = same_name.filter(|same| !same.is_empty()) {
            p.soft { (words.text(DeskWord::ImportSameName)) " " (same) }
        }
        @for named in &row.named {
            p.soft { (words.with(DeskWord::ImportNamed, &[&named.column, &named.name, &named.id])) }
        }
        @for warning in &row.warnings {
            p.soft { (words.with(DeskWord::ImportWarning, &[&sentence(warning)])) }
        }
    }
}

/// A fault after the column of the spreadsheet that has it.
fn sentence(fault: &RowFault) -> String {
    match &fault.column {
        Some(column) => format!("{column}: {}", fault.detail),
        None => fault.detail.clone(),
    }
}
