//! Finds a name in all data and replaces it, in one transaction and as one revision.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde_json::Value;

use super::{
    findings::Findings,
    json_strings::{ReplacedDocument, replace},
    similar_names::SimilarNames,
};
use crate::{
    db::{DbConnection, schema::record, together::Together},
    error::CommandError,
    index::full_text,
    journal::{
        revision::{DataSet, corrupt},
        writer::{JournalAction, JournalChange, JournalWriter},
    },
    model::{document::Document, record_type::RecordType, registry},
    store::{
        read::records::{AllRecords, StoredRecord},
        references,
        write::{
            derived::{name_key, names_json},
            reindex,
        },
    },
    text::{phrase::Phrase, slug::Slug, sort_key::SortKeys},
    values::traits::ClosedList,
};

/// A name to erase, and its replacement.
pub(crate) struct Erasure<'a> {
    /// The name as the operator wrote it.
    pub name: &'a str,
    /// The name in the form for comparison.
    pub phrase: Phrase,
    /// The replacement.
    pub replacement: &'a str,
}

/// Finds a name in all data that the open transaction sees.
pub(crate) fn find(
    connection: &mut DbConnection,
    erasure: &Erasure<'_>,
) -> Result<Findings, CommandError> {
    Eraser::new(connection, erasure, None)?.run()
}

/// Replaces a name inside the open transaction. Returns the locations in which it was found.
pub(crate) fn erase(
    connection: &mut DbConnection,
    erasure: &Erasure<'_>,
    actor: &str,
) -> Result<Findings, CommandError> {
    let journal = JournalWriter::lock(connection, actor)?;
    Eraser::new(connection, erasure, Some(journal))?.run()
}

/// A search for a name, which replaces it if a journal is given.
pub(super) struct Eraser<'a> {
    pub(super) connection: &'a mut DbConnection,
    pub(super) erasure: &'a Erasure<'a>,
    data_set: DataSet,
    sort_keys: SortKeys,
    /// Records the erasure; `None` for a search.
    pub(super) journal: Option<JournalWriter>,
    /// The records whose history was changed: earlier documents, or actors.
    pub(super) touched: BTreeSet<String>,
    near: SimilarNames,
    pub(super) findings: Findings,
}

impl<'a> Eraser<'a> {
    fn new(
        connection: &'a mut DbConnection,
        erasure: &'a Erasure<'a>,
        journal: Option<JournalWriter>,
    ) -> QueryResult<Self> {
        let data_set = DataSet::load(connection)?;
        Ok(Self {
            connection,
            erasure,
            sort_keys: SortKeys::new(data_set.default_language.as_str()),
            near: SimilarNames::new(erasure.name, erasure.phrase.clone(), &data_set.languages),
            data_set,
            journal,
            touched: BTreeSet::new(),
            findings: Findings::default(),
        })
    }

    fn run(mut self) -> Result<Findings, CommandError> {
        self.entries()?;
        self.actors()?;
        self.records()?;
        self.file_names()?;
        self.tokens()?;
        self.answers()?;
        self.uploads()?;
        if let Some(journal) = self.journal {
            full_text::optimize(self.connection)?;
            journal.finish(&mut Together::new(self.connection))?;
        }
        self.findings.near = self.near.forms.into_iter().collect();
        Ok(self.findings)
    }

    /// Replaces the name in a document; `None` if it does not occur. With `look`, similar names are searched
    /// too.
    pub(super) fn replaced(
        &mut self,
        document: Option<&str>,
        place: &str,
        look: bool,
    ) -> Result<Option<ReplacedDocument>, CommandError> {
        let Some(document) = document else { return Ok(None) };
        let (Erasure { phrase, replacement, .. }, near) = (self.erasure, &mut self.near);
        let mut looked = |text: &str| {
            if look {
                near.look(text, place);
            }
        };
        replace(document, phrase, replacement, &mut looked).map_err(|error| {
            CommandError(format!(
                "{place} is damaged ({error}); nothing was changed: run twinning check"
            ))
        })
    }

    fn records(&mut self) -> Result<(), CommandError> {
        let slug = Slug::of(self.erasure.name).map(|slug| format!("-{}-", slug.id(1)));
        let mut records = AllRecords::begin();
        while let Some(chunk) = records.next(self.connection)? {
            for stored in &chunk {
                if slug.as_ref().is_some_and(|slug| format!("-{}-", stored.id).contains(slug)) {
                    self.findings.ids.note(|| stored.path.clone());
                }
                self.record(stored)?;
            }
        }
        Ok(())
    }

    fn record(&mut self, stored: &StoredRecord) -> Result<(), CommandError> {
        let replaced = self.replaced(Some(&stored.document), &stored.path, true)?;
        if let Some(ReplacedDocument { places, .. }) = &replaced {
            self.findings
                .records
                .note(|| format!("{} ({}): {}", stored.path, stored.state, places.join(", ")));
        } else if !self.touched.contains(&stored.path) {
            return Ok(());
        }
        let document = replaced.map_or_else(|| stored.document.clone(), |replaced| replaced.json);
        let Some(mut journal) = self.journal.take() else { return Ok(()) };
        let written = self.write(stored, &document, &mut journal);
        self.journal = Some(journal);
        written
    }

    /// Writes a record whose document or history has changed, and the entry of the journal.
    fn write(
        &mut self,
        stored: &StoredRecord,
        document: &str,
        journal: &mut JournalWriter,
    ) -> Result<(), CommandError> {
        let state = (!stored.is_deleted()).then_some(document);
        let change = JournalChange {
            path: &stored.path,
            record_type: &stored.record_type,
            action: JournalAction::Erase,
            before: state,
            after: state,
            is_public: stored.is_public(),
        };
        let mut together = Together::new(self.connection);
        let revision = match self.findings.revision {
            None => journal.record(&mut together, &change)?,
            Some(_) => journal.record_same_revision(&mut together, &change)?,
        };
        together.send()?;
        self.findings.revision = Some(revision);
        let names = self.update(stored, document, journal, change.is_public)?;
        if change.is_public && names != stored.names {
            // Records that refer to this one show its name, so that copies of them are out of date.
            references::touch_referrers(self.connection, &stored.path, revision)?;
        }
        Ok(reindex::record(self.connection, &self.data_set, &self.sort_keys, stored.seq)?)
    }

    /// Updates the row of a record. Returns the names in its new document.
    fn update(
        &mut self,
        stored: &StoredRecord,
        document: &str,
        journal: &JournalWriter,
        is_public: bool,
    ) -> Result<String, CommandError> {
        let revision = journal.revision();
        let (names, name_key) = match document_of(stored, document)? {
            Some(read) => {
                let default_language = &self.data_set.default_language;
                (names_json(&*read)?, name_key(&self.sort_keys, default_language, &*read))
            }
            None => ("{}".to_owned(), Vec::new()),
        };
        // For a deleted record this is the moment of deletion, which does not change.
        let updated_at =
            if stored.is_deleted() { stored.updated_at.clone() } else { journal.at.to_string() };
        diesel::update(record::table.find(stored.seq))
            .set((
                record::revision.eq(revision),
                record::public_revision.eq(if is_public {
                    revision
                } else {
                    stored.public_revision
                }),
                record::updated_at.eq(updated_at),
                record::names.eq(&names),
                record::name_key.eq(name_key),
                record::document.eq(document),
            ))
            .execute(self.connection)?;
        Ok(names)
    }
}

/// Reads the new document, which must still follow the rules if the old one did. The document of a deleted
/// record may be older than the current rules.
fn document_of(
    stored: &StoredRecord,
    document: &str,
) -> Result<Option<Box<dyn Document>>, CommandError> {
    let kind = RecordType::read(&stored.record_type).ok_or_else(|| corrupt(&stored.record_type))?;
    if stored.is_deleted() {
        return Ok(registry::stored(kind, document).ok());
    }
    match (written(kind, document), written(kind, &stored.document)) {
        (Ok(read), _) => Ok(Some(read)),
        (Err(fault), Ok(_)) => Err(CommandError(format!(
            "without the name {} would break a rule: {fault}; nothing was changed: give another --replacement, \
             or change the record first",
            stored.path
        ))),
        // The old document breaks a rule too, which must not prevent the erasure.
        (Err(_), Err(_)) => {
            Ok(Some(registry::stored(kind, document).map_err(|_error| corrupt(&stored.path))?))
        }
    }
}

/// Reads a document with the validation of a request. The error is the first fault.
fn written(kind: RecordType, document: &str) -> Result<Box<dyn Document>, String> {
    let Ok(Value::Object(fields)) = serde_json::from_str(document) else {
        return Err("it is not a JSON object".to_owned());
    };
    registry::written(kind, fields)
        .map_err(|faults| faults.first().map(ToString::to_string).unwrap_or_default())
}
