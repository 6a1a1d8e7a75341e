//! The report of an import as text.

use std::fmt;

use serde_json::Value;

use super::report::{
    IdAction, IdOrigin, ImportReport, ImportedFile, NamedReference, RowFault, RowOutcome, RowReport,
};
use crate::{
    spreadsheet::file::is_guess,
    text::{
        excerpt::{ExcerptForm, first},
        messages::{Message, MessageArgument, MessageLanguage, message},
    },
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

impl fmt::Display for ImportReport {
    /// Writes the report in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(MessageLanguage::English))
    }
}

impl ImportReport {
    /// Returns the report as text. The language is the one in which its faults are.
    pub fn text(&self, language: MessageLanguage) -> String {
        let lines: Vec<Message> = match self.refused {
            0 => self.file_lines().into_iter().chain(self.changes()).collect(),
            _ => self.file_lines().into_iter().chain(self.faults()).collect(),
        };
        let mut text = String::new();
        for line in lines.into_iter().chain(self.warnings()).chain([self.total()]) {
            text.push_str(&line.in_language(language));
            text.push('\n');
        }
        text
    }

    /// Tells what can differ from what the clerk meant: a guessed encoding, and the sheet if there are several.
    pub(crate) fn file_lines(&self) -> Vec<Message> {
        let Some(ImportedFile { encoding, sheet, other_sheets, .. }) = self.file.as_deref() else {
            return Vec::new();
        };
        let encoding = encoding.filter(|encoding| is_guess(encoding)).map(|encoding| {
            message!(
                "The file was read as {encoding}: see whether its letters are right.",
                encoding
            )
        });
        let sheet = sheet.as_ref().filter(|_| !other_sheets.is_empty()).map(|sheet| {
            let others = other_sheets.iter().take(MAX_ROWS);
            let others = others.map(|name| message!("“{name}”", name)).collect();
            message!(
                "Only the sheet “{sheet}” was read, not {others}.",
                sheet,
                others = Message::list(others)
            )
        });
        encoding.into_iter().chain(sheet).collect()
    }

    /// Tells the faults of refused rows.
    fn faults(&self) -> Vec<Message> {
        let refused = self.refusals().take(MAX_ROWS);
        let faults = refused.flat_map(|row| row.errors.iter().map(|fault| (row.row, fault)));
        let mut lines: Vec<Message> = faults
            .map(|(row, fault)| self.at(row, &Message::Verbatim(fault.to_string())))
            .collect();
        lines.extend(unlisted(self.refused).map(|more| {
            if self.is_sheet {
                message!("… and {more} more rows with faults", more)
            } else {
                message!("… and {more} more lines with faults", more)
            }
        }));
        lines
    }

    /// Tells which rows change something, if they are listed.
    fn changes(&self) -> Vec<Message> {
        let is_changed = |report: &&RowReport| {
            matches!(report.outcome, RowOutcome::Created | RowOutcome::Replaced)
        };
        let changed = self.rows.iter().filter(is_changed).take(MAX_ROWS);
        let mut lines: Vec<Message> = changed.flat_map(|row| self.change(row)).collect();
        if lines.is_empty() {
            return lines;
        }
        lines.extend(unlisted(self.created + self.replaced).map(|more| {
            if self.is_sheet {
                message!("… and {more} more rows that change something", more)
            } else {
                message!("… and {more} more lines that change something", more)
            }
        }));
        lines
    }

    /// Tells a created or changed record.
    fn change(&self, row: &RowReport) -> Vec<Message> {
        let id = row.id.as_deref().unwrap_or_default();
        let record = row.kind.map(|kind| kind.path(id)).unwrap_or_default();
        let outcome = if row.outcome == RowOutcome::Created {
            message!("{record} created", record)
        } else {
            message!("{record} replaced", record)
        };
        let outcome = match &row.id_from {
            Some(origin) => message!("{outcome}; {origin}", outcome, origin),
            None => outcome,
        };
        let changes = row.changes.iter().map(|change| {
            let place = change.column.as_deref().unwrap_or(&change.field);
            let (before, after) = shown(change.before.as_ref(), change.after.as_ref());
            message!("  {place}: {before} → {after}", place, before, after)
        });
        let named = row.named.iter().map(|NamedReference { column, name, id }| {
            let name = quoted(&first(name, TEXTS.most));
            message!("  {column}: {name} is {id}", column, name, id)
        });
        let more = (row.more > 0).then(|| message!("  … and {more} more", more = row.more));
        let lines = [outcome].into_iter().chain(named).chain(changes).chain(more);
        lines.map(|line| self.at(row.row, &line)).collect()
    }

    /// Tells what contradicts itself as of today.
    fn warnings(&self) -> Vec<Message> {
        let warned = self.rows.iter().filter(|row| !row.warnings.is_empty()).take(MAX_ROWS);
        let warnings = warned.flat_map(|row| row.warnings.iter().map(|warning| (row.row, warning)));
        let mut lines: Vec<Message> = warnings
            .map(|(row, warning)| {
                let warning = Message::Verbatim(warning.to_string());
                self.at(row, &message!("warning: {warning}", warning))
            })
            .collect();
        lines.extend(unlisted(self.warned).map(|more| {
            if self.is_sheet {
                message!("… and {more} more rows with warnings", more)
            } else {
                message!("… and {more} more lines with warnings", more)
            }
        }));
        lines
    }

    /// Returns a line about a row of the file.
    fn at(&self, row: u64, line: &Message) -> Message {
        if self.is_sheet {
            message!("row {row}: {line}", row, line)
        } else {
            message!("line {row}: {line}", row, line)
        }
    }

    fn total(&self) -> Message {
        let Self { created, replaced, unchanged, refused, warned, .. } = self;
        let end = match (*refused > 0, self.dry_run) {
            (true, _) if self.is_sheet => {
                message!("Nothing was changed: correct the rows and import again.")
            }
            (true, _) => message!("Nothing was changed: correct the lines and import again."),
            (false, true) => message!(
                "Nothing was changed: this was a dry run at position {position}.",
                position = self.position
            ),
            (false, false) => message!("Done."),
        };
        let counts = message!(
            "{created} created, {replaced} replaced, {unchanged} unchanged, {refused} refused",
            created,
            replaced,
            unchanged,
            refused
        );
        if *warned > 0 {
            return message!("{counts}, {warned} with warnings. {end}", counts, warned, end);
        }
        message!("{counts}. {end}", counts, end)
    }
}

impl MessageArgument for IdOrigin {
    fn told(&self) -> Message {
        let Self { action, name, language: _, country, first_date, same_name } = self;
        let parts = [country, first_date].into_iter().flatten();
        let details: String = parts.flat_map(|part| [", ", part.as_str()]).collect();
        let origin = match action {
            IdAction::Found => message!("it was found by “{name}”{details}", name, details),
            IdAction::Made => message!("its id was made from “{name}”{details}", name, details),
        };
        if same_name.is_empty() {
            origin
        } else {
            message!(
                "{origin}; the same name, but another country or date: {ids}",
                origin,
                ids = same_name.join(", ")
            )
        }
    }
}

fn unlisted(count: u64) -> Option<u64> {
    count.checked_sub(MAX_ROWS as u64).filter(|more| *more > 0)
}

/// Returns two values, each on one line.
fn shown(before: Option<&Value>, after: Option<&Value>) -> (Message, Message) {
    if let (Some(Value::String(before)), Some(Value::String(after))) = (before, after) {
        let (before, after) = TEXTS.of(before, after);
        return (quoted(&before), quoted(&after));
    }
    let alone = |value: Option<&Value>| match value {
        None => message!("nothing"),
        Some(Value::String(text)) => quoted(&first(text, TEXTS.most)),
        Some(other) => Message::Verbatim(first(&other.to_string(), TEXTS.most)),
    };
    (alone(before), alone(after))
}

fn quoted(text: &str) -> Message {
    message!("“{text}”", text = text.replace('\n', " "))
}
