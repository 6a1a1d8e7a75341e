//! The report of an import as text.

use std::fmt;

use serde_json::Value;

use super::report::{ImportReport, ImportedFile, RowFault, RowOutcome, RowReport};
use crate::{spreadsheet::file::is_guess, values::traits::ClosedList as _};

/// The maximum number of rows of each kind that are listed.
const MAX_ROWS: usize = 50;
/// The maximum number of characters of a value.
const MAX_CHARACTERS: usize = 60;

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
    writeln!(f, "{row} {}: {record} {}", report.row, report.outcome.as_str())?;
    for change in &report.changes {
        let place = change.column.as_deref().unwrap_or(&change.field);
        let (before, after) = (quoted(change.before.as_ref()), quoted(change.after.as_ref()));
        writeln!(f, "{row} {}:   {place}: {before} → {after}", report.row)?;
    }
    if report.more > 0 {
        writeln!(f, "{row} {}:   … and {} more", report.row, report.more)?;
    }
    Ok(())
}

fn quoted(value: Option<&Value>) -> String {
    let text = match value {
        None => return "nothing".to_owned(),
        Some(Value::String(text)) => format!("“{}”", text.replace('\n', " ")),
        Some(other) => other.to_string(),
    };
    match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
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

    fn total(&self, f: &mut fmt::Formatter<'_>, rows: &str) -> fmt::Result {
        let Self { created, replaced, unchanged, refused, .. } = self;
        write!(
            f,
            "{created} created, {replaced} replaced, {unchanged} unchanged, {refused} refused. "
        )?;
        match (*refused > 0, self.dry_run) {
            (true, _) => writeln!(f, "Nothing was changed: correct the {rows} and import again."),
            (false, true) => writeln!(f, "Nothing was changed: this was a dry run."),
            (false, false) => writeln!(f, "Done."),
        }
    }
}
