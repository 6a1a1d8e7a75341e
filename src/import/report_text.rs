//! The report of an import as text.

use std::fmt;

use serde_json::Value;

use super::report::{
    IdAction, IdOrigin, ImportReport, ImportedFile, NamedReference, RowFault, RowOutcome, RowReport,
};
use crate::{
    spreadsheet::file::is_guess,
    text::excerpt::{ExcerptForm, first},
    values::traits::ClosedList as _,
};

/// The maximum number of rows of each kind that are listed.
const MAX_ROWS: usize = 50;
/// How two texts are shown.
const TEXTS: ExcerptForm = ExcerptForm { most: 60, beside: 20, marks: ["[", "]"] };

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column.as_deref().or(self.pointer.as_deref()) {
            Some(place) => write!(f, "{place}: {}", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

/// Writes what can differ from what the clerk meant: a guessed encoding, and the sheet if there are several.
impl fmt::Display for ImportedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(encoding) = self.encoding.filter(|encoding| is_guess(encoding)) {
            writeln!(f, "The file was read as {encoding}: see whether its letters are right.")?;
        }
        match &self.sheet {
            Some(sheet) if !self.other_sheets.is_empty() => {
                let others: Vec<String> = self
                    .other_sheets
                    .iter()
                    .take(MAX_ROWS)
                    .map(|name| format!("“{name}”"))
                    .collect();
                writeln!(f, "Only the sheet “{sheet}” was read, not {}.", others.join(", "))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for IdOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, name, language: _, country, first_date, same_name } = self;
        match action {
            IdAction::Found => write!(f, "it was found by “{name}”")?,
            IdAction::Made => write!(f, "its id was made from “{name}”")?,
        }
        for part in [country, first_date].into_iter().flatten() {
            write!(f, ", {part}")?;
        }
        if same_name.is_empty() {
            return Ok(());
        }
        write!(f, "; the same name, but another country or date: {}", same_name.join(", "))
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (row, rows) = if self.is_sheet { ("row", "rows") } else { ("line", "lines") };
        if let Some(file) = &self.file {
            write!(f, "{file}")?;
        }
        for refused in self.refusals().take(MAX_ROWS) {
            for fault in &refused.errors {
                writeln!(f, "{row} {}: {fault}", refused.row)?;
            }
        }
        if let Some(more) = unlisted(self.refused) {
            writeln!(f, "… and {more} more {rows} with faults")?;
        }
        if self.refused == 0 {
            self.changes(f, row, rows)?;
        }
        self.warnings(f, row, rows)?;
        self.total(f, rows)
    }
}

fn unlisted(count: u64) -> Option<u64> {
    count.checked_sub(MAX_ROWS as u64).filter(|more| *more > 0)
}

/// Writes the lines of a created or changed record.
fn change(f: &mut fmt::Formatter<'_>, row: &str, report: &RowReport) -> fmt::Result {
    let record = report
        .kind
        .map(|kind| kind.path(report.id.as_deref().unwrap_or_default()))
        .unwrap_or_default();
    write!(f, "{row} {}: {record} {}", report.row, report.outcome.as_str())?;
    match &report.id_from {
        Some(origin) => writeln!(f, "; {origin}")?,
        None => writeln!(f)?,
    }
    for NamedReference { column, name, id } in &report.named {
        writeln!(
            f,
            "{row} {}:   {column}: {} is {id}",
            report.row,
            quoted(&first(name, TEXTS.most))
        )?;
    }
    for change in &report.changes {
        let place = change.column.as_deref().unwrap_or(&change.field);
        let (before, after) = shown(change.before.as_ref(), change.after.as_ref());
        writeln!(f, "{row} {}:   {place}: {before} → {after}", report.row)?;
    }
    if report.more > 0 {
        writeln!(f, "{row} {}:   … and {} more", report.row, report.more)?;
    }
    Ok(())
}

/// Returns two values on one line.
fn shown(before: Option<&Value>, after: Option<&Value>) -> (String, String) {
    if let (Some(Value::String(before)), Some(Value::String(after))) = (before, after) {
        let (before, after) = TEXTS.of(before, after);
        return (quoted(&before), quoted(&after));
    }
    let alone = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => quoted(&first(text, TEXTS.most)),
        Some(other) => first(&other.to_string(), TEXTS.most),
    };
    (alone(before), alone(after))
}

fn quoted(text: &str) -> String {
    format!("“{}”", text.replace('\n', " "))
}

impl ImportReport {
    /// Writes the rows that change something, if they are listed.
    fn changes(&self, f: &mut fmt::Formatter<'_>, row: &str, rows: &str) -> fmt::Result {
        let is_changed = |report: &RowReport| {
            matches!(report.outcome, RowOutcome::Created | RowOutcome::Replaced)
        };
        let mut changed = self.rows.iter().filter(|report| is_changed(report)).peekable();
        if changed.peek().is_none() {
            return Ok(());
        }
        for report in changed.take(MAX_ROWS) {
            change(f, row, report)?;
        }
        match unlisted(self.created + self.replaced) {
            Some(more) => writeln!(f, "… and {more} more {rows} that change something"),
            None => Ok(()),
        }
    }

    /// Writes what contradicts itself as of today.
    fn warnings(&self, f: &mut fmt::Formatter<'_>, row: &str, rows: &str) -> fmt::Result {
        let warned = self.rows.iter().filter(|report| !report.warnings.is_empty());
        for report in warned.take(MAX_ROWS) {
            for warning in &report.warnings {
                writeln!(f, "{row} {}: warning: {warning}", report.row)?;
            }
        }
        match unlisted(self.warned) {
            Some(more) => writeln!(f, "… and {more} more {rows} with warnings"),
            None => Ok(()),
        }
    }

    fn total(&self, f: &mut fmt::Formatter<'_>, rows: &str) -> fmt::Result {
        let Self { created, replaced, unchanged, refused, warned, .. } = self;
        write!(
            f,
            "{created} created, {replaced} replaced, {unchanged} unchanged, {refused} refused"
        )?;
        if *warned > 0 {
            write!(f, ", {warned} with warnings")?;
        }
        f.write_str(". ")?;
        match (*refused > 0, self.dry_run) {
            (true, _) => writeln!(f, "Nothing was changed: correct the {rows} and import again."),
            (false, true) => writeln!(
                f,
                "Nothing was changed: this was a dry run at position {}.",
                self.position
            ),
            (false, false) => writeln!(f, "Done."),
        }
    }
}
