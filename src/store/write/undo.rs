//! Undoes a batch: each record gets the document that it had before, all of them or none.

use std::collections::BTreeMap;

use super::writer::{Outcome, Writer};
use crate::{
    db::DbConnection,
    error::{ApiError, Fault},
    journal::{
        batches::{self, BatchNote, UNDO},
        history::{BatchEntries, JournalEntry},
        revision::corrupt,
    },
    model::{
        document::{Document, RecordLink},
        record_type::RecordType,
        registry,
    },
    store::{
        circles,
        current::{Current, CurrentState},
        references::{self, exists},
    },
    text::messages::{Message, message},
    values::{
        record_id::RecordId,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The maximum number of faults that are named.
const NAMED: usize = 100;

/// What an undo did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Undone {
    /// The number of the batch that the undo is itself.
    pub batch: i64,
    /// The number of records that exist again.
    pub created: i64,
    /// The number of records with their earlier document.
    pub replaced: i64,
    /// The number of records that were deleted.
    pub deleted: i64,
}

/// Undoes a batch in the open transaction, as a change of this actor; fails with 409 if records were changed after it, or
/// references would break.
pub(crate) fn undo_by(
    connection: &mut DbConnection,
    id: i64,
    actor: &str,
) -> Result<Undone, ApiError> {
    let mut writer = Writer::begin(connection, actor)?;
    let done = undo(&mut writer, id)?;
    writer.finish()?;
    Ok(done)
}

fn undo(writer: &mut Writer<'_>, id: i64) -> Result<Undone, ApiError> {
    let batch = batches::find(writer.connection()?, id)?
        .ok_or_else(|| ApiError::NotFound(message!("There is no batch {batch}.", batch = id)))?;
    if let Some(by) = batch.undone_by {
        return Err(ApiError::conflict(message!(
            "Batch {id} was undone already, by batch {by}.",
            id,
            by
        )));
    }
    writer.begin_batch();
    let mut undoing = Undoing::begin(writer);
    let mut entries = BatchEntries::begin(id);
    while let Some(chunk) = entries.next(undoing.writer.connection()?)? {
        for entry in &chunk {
            undoing.entry(entry)?;
        }
    }
    undoing.references()?;
    let Undoing { writer, mut done, faults, .. } = undoing;
    if !faults.is_empty() {
        let detail = message!(
            "Batch {id} cannot be undone as a whole, see `errors`; nothing was changed.",
            id
        );
        return Err(ApiError::Conflict { detail, faults });
    }
    let Undone { created, replaced, deleted, .. } = done;
    let note =
        BatchNote { format: UNDO, created, replaced, deleted, undoes: Some(id), file_name: None };
    done.batch = writer.end_batch(&note)?.ok_or_else(|| corrupt("batch"))?;
    batches::note_undo(writer.connection()?, id, Some(done.batch))?;
    if let Some(undone) = batch.undoes {
        batches::note_undo(writer.connection()?, undone, None)?;
    }
    Ok(done)
}

/// An undo that is running.
struct Undoing<'w, 'c> {
    writer: &'w mut Writer<'c>,
    done: Undone,
    faults: Vec<Fault>,
    /// The paths that must exist in the end, each with a record that refers to it; or must not be referred to.
    checks: BTreeMap<String, Check>,
    /// The restored records with references that may not lead back to them.
    followed: Vec<(String, Vec<RecordLink>)>,
}

/// What is to be checked of a record when all are written.
enum Check {
    /// It exists, because this record refers to it.
    Exists(String),
    /// No record refers to it, because it is deleted.
    Unreferred,
}

impl<'w, 'c> Undoing<'w, 'c> {
    fn begin(writer: &'w mut Writer<'c>) -> Self {
        Self {
            writer,
            done: Undone::default(),
            faults: Vec::new(),
            checks: BTreeMap::new(),
            followed: Vec::new(),
        }
    }

    fn fault(&mut self, code: &'static str, detail: Message) {
        if self.faults.len() < NAMED {
            self.faults.push(Fault::whole(code, detail));
        }
    }

    /// Undoes one change, unless the record was changed after it.
    fn entry(&mut self, entry: &JournalEntry) -> Result<(), ApiError> {
        let JournalEntry { path, revision, before, .. } = entry;
        let kind = RecordType::read(&entry.record_type).ok_or_else(|| corrupt(path))?;
        let id = path.split_once('/').and_then(|(_, id)| RecordId::read(id));
        let id = id.ok_or_else(|| corrupt(path))?;
        let is_there = entry.after.is_some();
        let current = CurrentState::of(self.writer.connection()?, path)?;
        let changed = match (current.present(), is_there) {
            (Some(Current { revision: now, .. }), true) => now != *revision,
            (None, false) => false,
            _ => true,
        };
        if changed {
            self.fault(
                "changed-since",
                message!("“{path}” was changed after the batch; its history lists how", path),
            );
            return Ok(());
        }
        match before {
            None => {
                self.writer.delete(kind, &id)?;
                self.done.deleted += 1;
                self.checks.insert(path.clone(), Check::Unreferred);
                Ok(())
            }
            Some(document) => self.restore(kind, &id, path, document),
        }
    }

    fn restore(
        &mut self,
        kind: RecordType,
        id: &RecordId,
        path: &str,
        document: &str,
    ) -> Result<(), ApiError> {
        let fields = serde_json::from_str(document).map_err(|_error| corrupt(path))?;
        let document = match registry::written(kind, fields) {
            Ok(document) => document,
            Err(faults) => {
                for fault in faults {
                    self.fault(
                        fault.code,
                        message!(
                            "the earlier state of “{path}” breaks a current rule: {fault}",
                            path,
                            fault
                        ),
                    );
                }
                return Ok(());
            }
        };
        match self.writer.restore(id, &*document)? {
            Outcome::Created => self.done.created += 1,
            Outcome::Replaced | Outcome::Unchanged => self.done.replaced += 1,
            Outcome::Gone | Outcome::SecondMunicipality => {
                self.fault(
                    "conflict",
                    message!("“{path}” cannot exist again beside the present records", path),
                );
            }
        }
        self.remember(path, &*document);
        Ok(())
    }

    /// Remembers what is to be checked of a restored record when all are written.
    fn remember(&mut self, path: &str, document: &dyn Document) {
        for link in document.links() {
            let check = || Check::Exists(path.to_owned());
            self.checks.entry(link.kind.path(&link.id)).or_insert_with(check);
        }
        let ancestors = document.ancestors();
        if !ancestors.is_empty() {
            self.followed.push((path.to_owned(), ancestors));
        }
    }

    /// Checks the references when all records are written: one may depend on another of the batch.
    fn references(&mut self) -> Result<(), ApiError> {
        for (path, check) in std::mem::take(&mut self.checks) {
            match check {
                Check::Exists(referrer) if !exists(self.writer.connection()?, &path)? => {
                    self.fault(
                        "unknown-reference",
                        message!(
                            "“{referrer}” referred to “{path}”, which does not exist any more",
                            referrer,
                            path
                        ),
                    );
                }
                Check::Exists(_) => {}
                Check::Unreferred => {
                    for referrer in references::referrers(self.writer.connection()?, &path, 10)? {
                        self.fault(
                            "referred-to",
                            message!(
                                "“{referrer}” refers to “{path}”, which the batch created",
                                referrer,
                                path
                            ),
                        );
                    }
                }
            }
        }
        for (path, ancestors) in std::mem::take(&mut self.followed) {
            for fault in circles::faults(self.writer.connection()?, &path, &ancestors)? {
                let detail = message!(
                    "“{path}” would refer to a record that {reason}",
                    path,
                    reason = fault.detail
                );
                self.fault(fault.code, detail);
            }
        }
        Ok(())
    }
}
