//! Writing records: document, journal and everything derived, in one transaction.

use diesel::{prelude::*, result::Error::QueryBuilderError};

use super::{
    derived::{self, Derived, name_key, names_json},
    document::{Document, IndexKeys},
    kind::{Kind, State},
    reindex, tally,
};
use crate::{
    db::{DbConnection, schema::record},
    journal::{
        revision::{DataSet, corrupt},
        writer::{Action, Change, JournalWriter},
    },
    text::sort_key::SortKeys,
    values::{codes::RecordId, plumbing::Choice},
};

/// What became of a record that was put.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It was not there before.
    Created,
    /// It was there and is now another.
    Replaced,
    /// It was there, the same: nothing was written.
    Unchanged,
    /// Its id belonged to a record that was deleted: ids are not used again.
    Gone,
    /// There is already another municipality: an instance publishes one.
    SecondMunicipality,
}

/// Writes records in one transaction, each change under the next revision.
pub struct Writer<'c> {
    connection: &'c mut DbConnection,
    journal: JournalWriter,
    data_set: DataSet,
    sort_keys: SortKeys,
    tally: tally::Changes,
}

#[derive(Queryable)]
struct Existing {
    seq: i64,
    state: String,
    document: String,
}

impl<'c> Writer<'c> {
    /// Begins to write; other writers wait until the transaction ends.
    pub fn begin(connection: &'c mut DbConnection, actor: &str) -> QueryResult<Self> {
        let journal = JournalWriter::lock(connection, actor)?;
        let mut data_set = DataSet::load(connection)?;
        if data_set.revision == 0 {
            data_set.index_version = reindex::version(&data_set.default_language);
        }
        let sort_keys = SortKeys::new(data_set.default_language.as_str());
        Ok(Self { connection, journal, data_set, sort_keys, tally: tally::Changes::default() })
    }

    /// The connection, for questions in the same transaction.
    pub fn connection(&mut self) -> &mut DbConnection {
        self.connection
    }

    /// Makes `document` the state of the record `id`.
    pub fn put(&mut self, id: &RecordId, document: &dyn Document) -> QueryResult<Outcome> {
        let path = document.kind().path(id.as_str());
        let json = document.to_json().map_err(|error| QueryBuilderError(error.into()))?;
        let existing: Option<Existing> = record::table
            .filter(record::path.eq(&path))
            .select((record::seq, record::state, record::document))
            .first(self.connection)
            .optional()?;
        match existing {
            None if document.kind() == Kind::Municipality && self.has_municipality()? => {
                Ok(Outcome::SecondMunicipality)
            }
            None => self.create(id, document, &path, &json),
            Some(existing) if existing.state == "deleted" => Ok(Outcome::Gone),
            Some(existing) if existing.document == json => Ok(Outcome::Unchanged),
            Some(existing) => self.replace(id, document, &path, &json, &existing),
        }
    }

    fn create(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        path: &str,
        json: &str,
    ) -> QueryResult<Outcome> {
        let change = Change { path, action: Action::Create, before: None, after: Some(json) };
        let revision = self.journal.record(self.connection, &change)?;
        self.adopt_languages(document)?;
        let at = self.journal.at.to_string();
        diesel::insert_into(record::table)
            .values((
                record::seq.eq(revision),
                record::path.eq(path),
                record::record_type.eq(document.kind().as_str()),
                record::id.eq(id.as_str()),
                record::revision.eq(revision),
                record::state.eq(document.state().as_str()),
                record::created_at.eq(&at),
                record::updated_at.eq(&at),
                record::names.eq(names_json(document)?),
                record::document.eq(json),
                record::type_rank.eq(document.kind().rank()),
                record::type_key.eq(document.kind().search_rank().to_be_bytes().to_vec()),
                record::name_key.eq(self.name_key(document)),
                record::id_key.eq(id.as_str().as_bytes()),
            ))
            .execute(self.connection)?;
        self.derive(id, document, revision, revision)?;
        self.tally.note(document.kind(), document.state(), 1);
        Ok(Outcome::Created)
    }

    fn replace(
        &mut self,
        id: &RecordId,
        document: &dyn Document,
        path: &str,
        json: &str,
        existing: &Existing,
    ) -> QueryResult<Outcome> {
        let change =
            Change { path, action: Action::Replace, before: Some(&existing.document), after: Some(json) };
        let revision = self.journal.record(self.connection, &change)?;
        diesel::update(record::table.filter(record::seq.eq(existing.seq)))
            .set((
                record::revision.eq(revision),
                record::state.eq(document.state().as_str()),
                record::updated_at.eq(self.journal.at.to_string()),
                record::names.eq(names_json(document)?),
                record::document.eq(json),
                record::name_key.eq(self.name_key(document)),
            ))
            .execute(self.connection)?;
        derived::remove(self.connection, document.kind(), existing.seq)?;
        self.derive(id, document, existing.seq, revision)?;
        self.adopt_languages(document)?;
        let before = State::read(&existing.state).ok_or_else(|| corrupt(&existing.state))?;
        self.tally.note(document.kind(), before, -1);
        self.tally.note(document.kind(), document.state(), 1);
        Ok(Outcome::Replaced)
    }

    /// Ends the transaction's writing; the new revision is visible when the transaction commits.
    pub fn finish(self) -> QueryResult<i64> {
        self.data_set.store(self.connection)?;
        self.tally.store(self.connection)?;
        self.journal.finish(self.connection)
    }

    fn has_municipality(&mut self) -> QueryResult<bool> {
        diesel::select(diesel::dsl::exists(
            record::table
                .filter(record::record_type.eq(Kind::Municipality.as_str()))
                .filter(record::state.ne("deleted")),
        ))
        .get_result(self.connection)
    }

    /// The municipality says the languages of the data set; names sort by the default one.
    fn adopt_languages(&mut self, document: &dyn Document) -> QueryResult<()> {
        let Some((default_language, languages)) = document.languages() else { return Ok(()) };
        let sorts_anew = self.data_set.default_language != *default_language;
        self.data_set.default_language = default_language.clone();
        self.data_set.languages = languages.to_vec();
        if sorts_anew {
            self.data_set.index_version = reindex::version(default_language);
            self.sort_keys = SortKeys::new(default_language.as_str());
            reindex::all(self.connection, &self.data_set, &mut |_, _| {})?;
        }
        Ok(())
    }

    fn name_key(&self, document: &dyn Document) -> Vec<u8> {
        name_key(&self.sort_keys, &self.data_set, document)
    }

    fn derive(&mut self, id: &RecordId, document: &dyn Document, seq: i64, revision: i64) -> QueryResult<()> {
        let name_key = self.name_key(document);
        let keys = IndexKeys::of(document, id.as_str(), seq, revision, name_key);
        Derived::of(document, keys, &self.data_set.default_language).insert(self.connection)
    }
}
