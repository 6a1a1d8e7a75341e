//! Writing records: document, journal and derived data, in one transaction.

use diesel::{prelude::*, result::Error::QueryBuilderError};

use super::{
    derived::{self, Derived, name_key, names_json},
    reindex,
};
use crate::{
    db::{DbConnection, schema::record},
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
    connection: &'c mut DbConnection,
    journal: JournalWriter,
    data_set: DataSet,
    /// The data set as it is in the database.
    stored: DataSet,
    sort_keys: SortKeys,
    counts: record_counts::CountChanges,
}

/// A record before a change.
#[derive(Queryable)]
struct Existing {
    seq: i64,
    public_revision: i64,
    state: String,
    document: String,
}

impl Existing {
    fn is_deleted(&self) -> bool {
        self.state == DELETED
    }

    fn is_public(&self) -> bool {
        self.state == RecordState::Published.as_str()
    }

    /// The revision of the last public change, once the change `revision` has been made.
    fn public_revision_after(&self, revision: i64, is_public: bool) -> i64 {
        if is_public { revision } else { self.public_revision }
    }

    /// The document, or `None` if the record is deleted.
    fn before(&self) -> Option<&str> {
        (!self.is_deleted()).then_some(self.document.as_str())
    }
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
            connection,
            journal,
            data_set,
            stored,
            sort_keys,
            counts: record_counts::CountChanges::default(),
        })
    }

    /// The connection, for queries in the same transaction.
    pub fn connection(&mut self) -> &mut DbConnection {
        self.connection
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
        let json = document.to_json().map_err(|error| QueryBuilderError(error.into()))?;
        self.create(id, document, &document.kind().path(id.as_str()), &json)
    }

    /// Creates the record `id` with `document`, or replaces its document.
    pub fn put(&mut self, id: &RecordId, document: &dyn Document) -> QueryResult<Outcome> {
        self.write(id, document, JournalAction::Replace)
    }

    /// Restores `document`, an earlier document of the record `id`, even if the record is deleted.
    pub fn restore(&mut self, id: &RecordId, document: &dyn Document) -> QueryResult<Outcome> {
        self.write(id, document, JournalAction::Restore)
    }

    fn write(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        action: JournalAction,
    ) -> QueryResult<Outcome> {
        let path = document.kind().path(id.as_str());
        let json = document.to_json().map_err(|error| QueryBuilderError(error.into()))?;
        let existing = self.existing(&path)?;
        let is_new = existing.as_ref().is_none_or(Existing::is_deleted);
        if is_new && document.kind() == RecordType::Municipality && self.has_municipality()? {
            return Ok(Outcome::SecondMunicipality);
        }
        match existing {
            None => self.create(id, document, &path, &json),
            Some(existing) if existing.is_deleted() && action != JournalAction::Restore => {
                Ok(Outcome::Gone)
            }
            Some(existing) if existing.before() == Some(&json) => Ok(Outcome::Unchanged),
            Some(existing) => self.rewrite(id, document, action, &json, &existing),
        }
    }

    fn existing(&mut self, path: &str) -> QueryResult<Option<Existing>> {
        record::table
            .filter(record::path.eq(path))
            .select((record::seq, record::public_revision, record::state, record::document))
            .first(self.connection)
            .optional()
    }

    fn create(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        path: &str,
        json: &str,
    ) -> QueryResult<Outcome> {
        let (kind, is_public) = (document.kind(), document.state() == RecordState::Published);
        let (record_type, action) = (kind.as_str(), JournalAction::Create);
        let change =
            JournalChange { path, record_type, action, before: None, after: Some(json), is_public };
        let revision = self.journal.record(self.connection, &change)?;
        self.adopt_languages(document)?;
        let at = self.journal.at.to_string();
        diesel::insert_into(record::table)
            .values((
                record::seq.eq(revision),
                record::path.eq(path),
                record::record_type.eq(record_type),
                record::id.eq(id.as_str()),
                record::revision.eq(revision),
                record::public_revision.eq(if is_public { revision } else { 0 }),
                record::state.eq(document.state().as_str()),
                record::created_at.eq(&at),
                record::updated_at.eq(&at),
                record::names.eq(names_json(document)?),
                record::document.eq(json),
                record::type_rank.eq(kind.rank()),
                record::type_key.eq(kind.search_rank().to_be_bytes().to_vec()),
                record::name_key.eq(self.name_key(document)),
                record::id_key.eq(id.as_str().as_bytes()),
            ))
            .execute(self.connection)?;
        self.derive(id, document, revision, revision)?;
        self.counts.note(kind, document.state(), 1);
        Ok(Outcome::Created)
    }

    fn rewrite(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        action: JournalAction,
        json: &str,
        existing: &Existing,
    ) -> QueryResult<Outcome> {
        let (kind, path) = (document.kind(), document.kind().path(id.as_str()));
        let is_public = document.state() == RecordState::Published;
        let change = JournalChange {
            path: &path,
            record_type: kind.as_str(),
            action,
            before: existing.before(),
            after: Some(json),
            is_public: existing.is_public() || is_public,
        };
        let revision = self.journal.record(self.connection, &change)?;
        let public_revision = existing.public_revision_after(revision, change.is_public);
        diesel::update(record::table.filter(record::seq.eq(existing.seq)))
            .set((
                record::revision.eq(revision),
                record::public_revision.eq(public_revision),
                record::state.eq(document.state().as_str()),
                record::updated_at.eq(self.journal.at.to_string()),
                record::names.eq(names_json(document)?),
                record::document.eq(json),
                record::name_key.eq(self.name_key(document)),
            ))
            .execute(self.connection)?;
        derived::remove(self.connection, kind, existing.seq)?;
        self.derive(id, document, existing.seq, revision)?;
        self.adopt_languages(document)?;
        if existing.is_public() != is_public {
            references::touch_referrers(self.connection, &path, revision)?;
        }
        self.recount(existing, document)?;
        Ok(if existing.is_deleted() { Outcome::Created } else { Outcome::Replaced })
    }

    /// Deletes the record `id` and returns the revision, or `None` if it does not exist. Its row
    /// remains so that harvesters learn of the deletion and the id is never reused.
    pub fn delete(&mut self, kind: RecordType, id: &RecordId) -> QueryResult<Option<i64>> {
        let path = kind.path(id.as_str());
        let Some(existing) = self.existing(&path)?.filter(|existing| !existing.is_deleted()) else {
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
        let revision = self.journal.record(self.connection, &change)?;
        let public_revision = existing.public_revision_after(revision, change.is_public);
        diesel::update(record::table.filter(record::seq.eq(existing.seq)))
            .set((
                record::revision.eq(revision),
                record::public_revision.eq(public_revision),
                record::state.eq(DELETED),
                record::updated_at.eq(self.journal.at.to_string()),
            ))
            .execute(self.connection)?;
        derived::remove(self.connection, kind, existing.seq)?;
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
        batches::note(self.connection, id, note)?;
        Ok(Some(id))
    }

    /// Finishes writing and returns the data set with its new revision, which becomes visible on commit.
    pub fn finish(self) -> QueryResult<DataSet> {
        let Revisions { all, public } = self.journal.revisions();
        if self.data_set != self.stored {
            self.data_set.store(self.connection)?;
        }
        self.counts.store(self.connection)?;
        if all != self.stored.revision {
            self.journal.finish(self.connection)?;
        }
        Ok(DataSet { revision: all, public_revision: public, ..self.data_set })
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
        diesel::select(diesel::dsl::exists(
            record::table
                .filter(record::record_type.eq(RecordType::Municipality.as_str()))
                .filter(record::state.ne(DELETED)),
        ))
        .get_result(self.connection)
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
            reindex::all(self.connection, &self.data_set, &mut |_, _| {})?;
        }
        Ok(())
    }

    fn name_key(&self, document: &dyn Document) -> Vec<u8> {
        name_key(&self.sort_keys, &self.data_set, document)
    }

    fn derive(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        seq: i64,
        revision: i64,
    ) -> QueryResult<()> {
        let name_key = self.name_key(document);
        let keys = IndexKeys::of(document, id.as_str(), seq, revision, name_key);
        Derived::of(document, keys, &self.data_set.default_language).insert(self.connection)
    }
}
