//! Finding a name everywhere, and replacing it there, in one transaction and as one revision.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde_json::Value;

use super::{
    findings::Findings,
    json_strings::{ReplacedDocument, replace},
    similar_names::SimilarNames,
};
use crate::{
    db::{DbConnection, schema::record},
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
    text::{phrase::Phrase, slug::slug, sort_key::SortKeys},
    values::traits::ClosedList,
};

/// What is to be erased, and what stands in its place then.
pub struct Erasure<'a> {
    /// The name as it was given.
    pub name: &'a str,
    /// The name as it is looked for.
    pub phrase: Phrase,
    /// What stands in its place.
    pub replacement: &'a str,
}

/// Looks where the name stands, at the state that the open transaction sees.
pub fn find(connection: &mut DbConnection, erasure: &Erasure<'_>) -> Result<Findings, CommandError> {
    Eraser::new(connection, erasure, None)?.run()
}

/// Erases the name inside the open transaction; answers where it stood.
pub fn erase(
    connection: &mut DbConnection,
    erasure: &Erasure<'_>,
    actor: &str,
) -> Result<Findings, CommandError> {
    let journal = JournalWriter::lock(connection, actor)?;
    Eraser::new(connection, erasure, Some(journal))?.run()
}

/// A name being looked for, or erased.
pub(super) struct Eraser<'a> {
    pub(super) connection: &'a mut DbConnection,
    pub(super) erasure: &'a Erasure<'a>,
    data_set: DataSet,
    sort_keys: SortKeys,
    /// Writes down what is erased; none where it is only looked.
    pub(super) journal: Option<JournalWriter>,
    /// The records whose past was rewritten: of what they were, or of who changed them.
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
        self.tokens()?;
        self.answers()?;
        if let Some(journal) = self.journal {
            full_text::optimize(self.connection)?;
            journal.finish(self.connection)?;
        }
        self.findings.near = self.near.forms.into_iter().collect();
        Ok(self.findings)
    }

    /// A document without the name, where it stands in it; with `look`, near forms are looked for too.
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
            CommandError(format!("{place} is damaged ({error}); nothing was changed: see twinning check"))
        })
    }

    fn records(&mut self) -> Result<(), CommandError> {
        let slug = slug(self.erasure.name).map(|slug| format!("-{slug}-"));
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

    /// Writes a record whose text or past has changed, and that it has.
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
        let revision = match self.findings.revision {
            None => journal.record(self.connection, &change)?,
            Some(_) => journal.record_same_revision(self.connection, &change)?,
        };
        self.findings.revision = Some(revision);
        let (names, name_key) = match document_of(stored, document)? {
            Some(read) => (names_json(&*read)?, name_key(&self.sort_keys, &self.data_set, &*read)),
            None => ("{}".to_owned(), Vec::new()),
        };
        // Of a deleted record this is the moment of its deletion, which stays true.
        let updated_at = if stored.is_deleted() { stored.updated_at.clone() } else { journal.at.to_string() };
        diesel::update(record::table.find(stored.seq))
            .set((
                record::revision.eq(revision),
                record::public_revision.eq(if change.is_public { revision } else { stored.public_revision }),
                record::updated_at.eq(updated_at),
                record::names.eq(&names),
                record::name_key.eq(name_key),
                record::document.eq(document),
            ))
            .execute(self.connection)?;
        if change.is_public && names != stored.names {
            // Records that refer to this one show its name: who has copied them must copy them again.
            references::touch_referrers(self.connection, &stored.path, revision)?;
        }
        Ok(reindex::record(self.connection, &self.data_set, &self.sort_keys, stored.seq)?)
    }
}

/// The new document, once it is known to keep the rules that the old one kept. Of a deleted record it is perhaps
/// older than the rules of today, and nobody reads it.
fn document_of(stored: &StoredRecord, document: &str) -> Result<Option<Box<dyn Document>>, CommandError> {
    let kind = RecordType::read(&stored.record_type).ok_or_else(|| corrupt(&stored.record_type))?;
    if stored.is_deleted() {
        return Ok(registry::stored(kind, document).ok());
    }
    match (written(kind, document), written(kind, &stored.document)) {
        (Ok(read), _) => Ok(Some(read)),
        (Err(fault), Ok(_)) => Err(CommandError(format!(
            "{} would break a rule without the name: {fault}; nothing was changed: give another --replacement, \
             or change the record first",
            stored.path
        ))),
        // It broke a rule before, which is no reason to keep the name.
        (Err(_), Err(_)) => {
            Ok(Some(registry::stored(kind, document).map_err(|_error| corrupt(&stored.path))?))
        }
    }
}

/// Reads a document as if somebody wrote it now, with every rule; the first fault in words.
fn written(kind: RecordType, document: &str) -> Result<Box<dyn Document>, String> {
    let Ok(Value::Object(fields)) = serde_json::from_str(document) else {
        return Err("it is not a JSON object".to_owned());
    };
    registry::written(kind, fields)
        .map_err(|faults| faults.first().map(ToString::to_string).unwrap_or_default())
}
