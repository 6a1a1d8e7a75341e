//! Writing records: document, journal and derived data, in one transaction.

use diesel::{prelude::*, result::Error::QueryBuilderError};

use super::{
    derived::{self, Derived},
    existing::{Existing, ExistingRecords},
    preparation::{Preparation, PreparedTexts, Preparer},
    record_rows::{self, NewTexts, RecordRow, RecordRows},
    reindex,
};
use crate::{
    db::{DbConnection, public_state, schema::record, together::Together},
    journal::{
        batches::{self, BatchNote},
        revision::{DataSet, Revisions, corrupt},
        writer::{JournalAction, JournalChange, JournalWriter},
    },
    model::{
        document::{Document, IndexKeys},
        record_type::{DELETED, RecordState, RecordType},
    },
    store::{record_counts, references},
    text::sort_key::SortKeys,
    values::{language::Language, record_id::RecordId, traits::ClosedList},
};

/// The result of writing a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The record did not exist, or was deleted and has been restored.
    Created,
    /// The record existed and has been changed.
    Replaced,
    /// The record already had this state; nothing was written.
    Unchanged,
    /// The id belonged to a deleted record and cannot be reused; nothing was written.
    Gone,
    /// Another municipality exists, and an instance has only one; nothing was written.
    SecondMunicipality,
}

/// Writes records in one transaction; each change gets the next revision.
pub struct Writer<'c> {
    together: Together<'c>,
    journal: JournalWriter,
    data_set: DataSet,
    /// The data set as it is in the database.
    stored: DataSet,
    sort_keys: SortKeys,
    counts: record_counts::CountChanges,
    /// The rows that are yet to be inserted.
    rows: RecordRows,
    existing: ExistingRecords,
}

impl<'c> Writer<'c> {
    /// Starts writing as `actor`; other writers wait until the transaction ends.
    pub fn begin(connection: &'c mut DbConnection, actor: &str) -> QueryResult<Self> {
        let (journal, stored) = JournalWriter::lock_data_set(connection, actor)?;
        let mut data_set = stored.clone();
        if data_set.revision == 0 {
            data_set.index_version = reindex::version(&data_set.default_language);
        }
        let sort_keys = SortKeys::new(data_set.default_language.as_str());
        Ok(Self {
            together: Together::new(connection),
            journal,
            data_set,
            stored,
            sort_keys,
            counts: record_counts::CountChanges::default(),
            rows: RecordRows::default(),
            existing: ExistingRecords::default(),
        })
    }

    /// The connection, for queries in the same transaction, which see all changes until now. While many records are loaded,
    /// see [`Self::flush`].
    pub fn connection(&mut self) -> QueryResult<&mut DbConnection> {
        self.together.connection()
    }

    /// Begins to load many records, each of them once: rows are inserted many at a time.
    pub(crate) fn begin_load(&mut self) {
        self.rows.begin_load(self.data_set.revision == 0);
    }

    /// Inserts the rows that wait, so that queries see them.
    pub(crate) fn flush(&mut self) -> QueryResult<()> {
        self.rows.flush(&mut self.together)?;
        self.together.send()
    }

    /// Ends a load, so that queries see all of its rows, and find them by their indexes.
    pub(crate) fn end_load(&mut self) -> QueryResult<()> {
        self.rows.end_load(&mut self.together)?;
        self.together.send()
    }

    /// Returns what prepares documents on another thread.
    pub(crate) fn preparer(&self) -> Preparer {
        Preparer::of(&self.data_set.default_language, self.rows.is_load_into_empty())
    }

    /// Reads records that are about to be written, each once.
    pub(crate) fn look_ahead(&mut self, paths: Vec<String>) -> QueryResult<()> {
        let none_exists = self.rows.is_load_into_empty();
        self.existing.look_ahead(self.together.connection()?, paths, none_exists)
    }

    /// The default language of the data set, whose names are preferred.
    pub fn default_language(&self) -> &Language {
        &self.data_set.default_language
    }

    /// The name of this copy of the data set.
    pub fn instance(&self) -> &str {
        &self.data_set.instance
    }

    /// Creates the record `id`, of which the caller knows that there never was one.
    pub(crate) fn put_new(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
    ) -> QueryResult<Outcome> {
        if document.kind() == RecordType::Municipality && self.has_municipality()? {
            return Ok(Outcome::SecondMunicipality);
        }
        let prepared = prepared(document, None)?;
        self.create(id, document, &document.kind().path(id.as_str()), prepared)
    }

    /// Creates the record `id` with `document`, or replaces its document.
    pub fn put(&mut self, id: &RecordId, document: &dyn Document) -> QueryResult<Outcome> {
        self.put_prepared(id, document, None)
    }

    /// Does what [`Self::put`] does with a document that may have been prepared.
    pub(crate) fn put_prepared(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        preparation: Option<Preparation>,
    ) -> QueryResult<Outcome> {
        self.write(id, document, JournalAction::Replace, preparation)
    }

    /// Restores `document`, an earlier document of the record `id`, even if the record is deleted.
    pub fn restore(&mut self, id: &RecordId, document: &dyn Document) -> QueryResult<Outcome> {
        self.write(id, document, JournalAction::Restore, None)
    }

    fn write(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        action: JournalAction,
        preparation: Option<Preparation>,
    ) -> QueryResult<Outcome> {
        let path = document.kind().path(id.as_str());
        let prepared = prepared(document, preparation)?;
        let existing = self.existing.take(&mut self.together, &path)?;
        let is_new = existing.as_ref().is_none_or(Existing::is_deleted);
        if is_new && document.kind() == RecordType::Municipality && self.has_municipality()? {
            return Ok(Outcome::SecondMunicipality);
        }
        match existing {
            None => self.create(id, document, &path, prepared),
            Some(existing) if existing.is_deleted() && action != JournalAction::Restore => {
                Ok(Outcome::Gone)
            }
            Some(existing) if existing.before() == Some(&prepared.json) => Ok(Outcome::Unchanged),
            Some(existing) => self.rewrite(id, document, action, prepared, &existing),
        }
    }

    fn create(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        path: &str,
        prepared: Preparation,
    ) -> QueryResult<Outcome> {
        let kind = document.kind();
        let change = JournalChange {
            path,
            record_type: kind.as_str(),
            action: JournalAction::Create,
            before: None,
            after: Some(&prepared.json),
            is_public: document.state() == RecordState::Published,
        };
        let entry = self.journal.next_entry(&change);
        let revision = entry.revision;
        self.adopt_languages(document)?;
        let Preparation { json, texts } = prepared;
        let PreparedTexts { names, name_key, terms, .. } = self.texts(document, texts)?;
        let keys = IndexKeys::of(document, id.as_str(), revision, revision, name_key);
        let at = self.journal.at;
        self.rows.add_record(RecordRow::of(document, id, &keys, at, NewTexts { json, names }));
        self.rows.extend([entry]);
        Derived::with_terms(document, keys, terms).insert_into(&mut self.rows);
        self.counts.note(kind, document.state(), 1);
        self.rows.flush_if_full(&mut self.together)?;
        Ok(Outcome::Created)
    }

    fn rewrite(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        action: JournalAction,
        prepared: Preparation,
        existing: &Existing,
    ) -> QueryResult<Outcome> {
        let Preparation { json, texts } = prepared;
        let (kind, path) = (document.kind(), document.kind().path(id.as_str()));
        let is_public = document.state() == RecordState::Published;
        let change = JournalChange {
            path: &path,
            record_type: kind.as_str(),
            action,
            before: existing.before(),
            after: Some(&json),
            is_public: existing.is_public() || is_public,
        };
        let revision = self.journal.record(&mut self.together, &change)?;
        let public_revision = existing.public_revision_after(revision, change.is_public);
        let texts = self.texts(document, texts)?;
        self.update(existing.seq, document.state(), &json, &texts, (revision, public_revision))?;
        derived::remove(&mut self.together, kind, existing.seq)?;
        if !self.rows.is_loading() {
            self.together.send()?; // before the new rows, which may have the same keys
        }
        let keys = IndexKeys::of(document, id.as_str(), existing.seq, revision, texts.name_key);
        Derived::with_terms(document, keys, texts.terms).insert_into(&mut self.rows);
        self.rows.flush_if_full(&mut self.together)?;
        self.adopt_languages(document)?;
        if existing.is_public() != is_public {
            self.flush()?;
            references::touch_referrers(self.together.connection()?, &path, revision)?;
        }
        self.recount(existing, document)?;
        Ok(if existing.is_deleted() { Outcome::Created } else { Outcome::Replaced })
    }

    fn update(
        &mut self,
        seq: i64,
        state: RecordState,
        json: &str,
        texts: &PreparedTexts,
        revisions: (i64, i64),
    ) -> QueryResult<()> {
        let update = record_rows::update(state.as_str(), self.journal.at, revisions);
        let update = update.sql(", names = ").text(&texts.names).sql(", document = ").text(json);
        let update = update.sql(", name_key = ").bytes(&texts.name_key);
        self.together.add(update.sql(" WHERE seq = ").number(seq))
    }

    /// Deletes the record `id` and returns the revision, or `None` if it does not exist. Its row
    /// remains so that harvesters learn of the deletion and the id is never reused.
    pub fn delete(&mut self, kind: RecordType, id: &RecordId) -> QueryResult<Option<i64>> {
        self.flush()?;
        let path = kind.path(id.as_str());
        let existing = self.existing.take(&mut self.together, &path)?;
        let Some(existing) = existing.filter(|existing| !existing.is_deleted()) else {
            return Ok(None);
        };
        let change = JournalChange {
            path: &path,
            record_type: kind.as_str(),
            action: JournalAction::Delete,
            before: existing.before(),
            after: None,
            is_public: existing.is_public(),
        };
        let revision = self.journal.record(&mut self.together, &change)?;
        let public_revision = existing.public_revision_after(revision, change.is_public);
        let update = record_rows::update(DELETED, self.journal.at, (revision, public_revision));
        self.together.add(update.sql(" WHERE seq = ").number(existing.seq))?;
        derived::remove(&mut self.together, kind, existing.seq)?;
        self.uncount(kind, &existing)?;
        Ok(Some(revision))
    }

    /// Makes the changes from now on one batch.
    pub(crate) fn begin_batch(&mut self) {
        self.journal.begin_batch();
    }

    /// Notes the batch and returns its number; `None` if it has no changes.
    pub(crate) fn end_batch(&mut self, note: &BatchNote<'_>) -> QueryResult<Option<i64>> {
        let Some(id) = self.journal.batch() else { return Ok(None) };
        batches::note(self.together.connection()?, id, note)?;
        Ok(Some(id))
    }

    /// Finishes writing and returns the data set with its new revision, which becomes visible on commit.
    pub fn finish(mut self) -> QueryResult<DataSet> {
        self.rows.end_load(&mut self.together)?;
        let Revisions { all, public } = self.journal.revisions();
        if self.data_set != self.stored {
            self.data_set.store(self.together.connection()?)?;
        }
        self.counts.store(&mut self.together)?;
        if all == self.stored.revision {
            self.together.send()?;
        } else {
            self.journal.finish(&mut self.together)?;
        }
        let data_set = DataSet { revision: all, public_revision: public, ..self.data_set };
        public_state::note_made(data_set.row());
        Ok(data_set)
    }

    fn recount(&mut self, existing: &Existing, document: &dyn Document) -> QueryResult<()> {
        self.uncount(document.kind(), existing)?;
        self.counts.note(document.kind(), document.state(), 1);
        Ok(())
    }

    fn uncount(&mut self, kind: RecordType, existing: &Existing) -> QueryResult<()> {
        if !existing.is_deleted() {
            let state =
                RecordState::read(&existing.state).ok_or_else(|| corrupt(&existing.state))?;
            self.counts.note(kind, state, -1);
        }
        Ok(())
    }

    fn has_municipality(&mut self) -> QueryResult<bool> {
        self.flush()?;
        diesel::select(diesel::dsl::exists(
            record::table
                .filter(record::record_type.eq(RecordType::Municipality.as_str()))
                .filter(record::state.ne(DELETED)),
        ))
        .get_result(self.together.connection()?)
    }

    /// Takes over the languages of the data set from a published municipality. If the default
    /// language changes, rebuilds all derived data, because names are sorted by its rules.
    fn adopt_languages(&mut self, document: &dyn Document) -> QueryResult<()> {
        let Some((default_language, languages)) = document.languages() else { return Ok(()) };
        if document.state() == RecordState::Draft {
            return Ok(());
        }
        let default_changed = self.data_set.default_language != *default_language;
        self.data_set.default_language = default_language.clone();
        self.data_set.languages = languages.to_vec();
        if default_changed {
            self.data_set.index_version = reindex::version(default_language);
            self.sort_keys = SortKeys::new(default_language.as_str());
            // The first record of all has none before it.
            if self.journal.revision() > 1 {
                self.end_load()?;
                reindex::all(self.together.connection()?, &self.data_set, &mut |_, _| {})?;
            }
        }
        Ok(())
    }

    /// What follows from the texts of a document, by the rules of the current default language.
    fn texts(
        &self,
        document: &dyn Document,
        prepared: Option<PreparedTexts>,
    ) -> QueryResult<PreparedTexts> {
        let default_language = &self.data_set.default_language;
        match prepared.filter(|prepared| prepared.are_of(default_language)) {
            Some(prepared) => Ok(prepared),
            None => PreparedTexts::of(document, default_language, &self.sort_keys),
        }
    }
}

/// The document as it is stored, unless it was prepared.
fn prepared(document: &dyn Document, preparation: Option<Preparation>) -> QueryResult<Preparation> {
    if let Some(preparation) = preparation {
        return Ok(preparation);
    }
    let json = document.to_json().map_err(|error| QueryBuilderError(error.into()))?;
    Ok(Preparation { json, texts: None })
}
