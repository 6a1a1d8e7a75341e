//! Checks the journal of one record, which must begin with its creation and end with its current document.

use diesel::QueryResult;
use serde::Deserialize;

use super::Checker;
use crate::{
    journal::{
        history::{JournalEntry, RecordEntries},
        writer::JournalAction,
    },
    model::record_type::RecordState,
    store::read::records::StoredRecord,
    values::traits::ClosedList,
};

/// The result of the earlier entries, with which the next entry must agree.
#[derive(Default)]
struct PreviousEntry {
    revision: i64,
    after: Option<String>,
    was_public: bool,
}

impl Checker<'_> {
    /// Checks the entries of a record. Returns whether the record was ever public.
    pub(super) fn history(&mut self, stored: &StoredRecord) -> QueryResult<bool> {
        let mut previous = PreviousEntry::default();
        let mut entries = RecordEntries::begin(&stored.path);
        while let Some(chunk) = entries.next(self.connection)? {
            for entry in chunk {
                self.entries += 1;
                if let Some(fault) = fault(stored, &previous, &entry) {
                    self.report.add(|| format!("{}: {fault}", stored.path));
                }
                let was_public = previous.was_public || is_public(entry.after.as_deref());
                previous =
                    PreviousEntry { revision: entry.revision, after: entry.after, was_public };
            }
        }
        let expected = (!stored.is_deleted()).then_some(stored.document.as_str());
        if previous.revision != stored.revision || previous.after.as_deref() != expected {
            self.report
                .add(|| format!("{}: the journal's last entry is another state", stored.path));
        }
        Ok(previous.was_public)
    }

    /// Checks the public revision of a record, which readers without a token see: it must cover all public
    /// changes and reveal no other.
    pub(super) fn public(&mut self, stored: &StoredRecord, was_public: bool) {
        let StoredRecord { path, revision, public_revision: public, .. } = stored;
        let fault = match RecordState::read(&stored.state) {
            Some(RecordState::Published) if public < revision => {
                format!("is public, changed at {revision}, and its public revision is {public}")
            }
            Some(RecordState::Draft) | None if public > revision => {
                format!("is not public, changed at {revision}, and its public revision is {public}")
            }
            _ if !was_public && *public != 0 => {
                format!("was never public, and its public revision is {public}")
            }
            _ if *public > self.data_set.public_revision => format!(
                "its public revision is {public}, and that of the data set is {}",
                self.data_set.public_revision
            ),
            _ => return,
        };
        self.report.add(|| format!("{path}: {fault}"));
    }
}

/// Returns the fault of an entry, given the entries before it.
fn fault(stored: &StoredRecord, previous: &PreviousEntry, entry: &JournalEntry) -> Option<String> {
    let JournalEntry { revision, record_type, action, before, after, .. } = entry;
    if *record_type != stored.record_type {
        return Some(format!("the journal calls it one of {record_type} at revision {revision}"));
    }
    if previous.revision == 0 && (*revision != stored.seq || before.is_some()) {
        return Some(format!(
            "its journal begins at revision {revision}, and not with its creation"
        ));
    }
    if *before != previous.after {
        return Some(format!(
            "the journal's entry at revision {revision} does not begin where the last one ended"
        ));
    }
    let fits = match JournalAction::read(action)? {
        JournalAction::Create => before.is_none() && after.is_some(),
        JournalAction::Replace => before.is_some() && after.is_some(),
        JournalAction::Delete => before.is_some() && after.is_none(),
        JournalAction::Restore => after.is_some(),
        JournalAction::Erase => before == after,
    };
    (!fits).then(|| format!("the journal's entry at revision {revision} is no {action}"))
}

/// Checks whether this version of a record was public.
fn is_public(document: Option<&str>) -> bool {
    #[derive(Deserialize)]
    struct WithState {
        #[serde(default)]
        state: RecordState,
    }
    let Some(document) = document else { return false };
    // Documents begin with their state. Parsing each document completely would take most of the time of a
    // check.
    if let Some(rest) = document.strip_prefix("{\"state\":\"") {
        return rest.starts_with(RecordState::Published.as_str());
    }
    serde_json::from_str::<WithState>(document)
        .is_ok_and(|with| with.state == RecordState::Published)
}
