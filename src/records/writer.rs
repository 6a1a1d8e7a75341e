//! Writing records: document, journal and everything derived, in one transaction.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{
    document::{Document, IndexKeys},
    kind::Kind,
    reindex,
};
use crate::{
    db::{
        DbConnection,
        schema::{self, agreement, event, identifier, partner, programme, project, record},
    },
    journal::{
        revision::{DataSet, corrupt},
        writer::{Action, Change, JournalWriter},
    },
    search,
    text::{sort_key::SortKeys, terms::index_terms},
    values::{codes::RecordId, language::Language, plumbing::Choice},
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
        let data_set = DataSet::load(connection)?;
        let sort_keys = SortKeys::new(data_set.default_language.as_str());
        Ok(Self { connection, journal, data_set, sort_keys })
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
        self.derive(id, document, path, revision, revision)?;
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
        underive(self.connection, document.kind(), existing.seq)?;
        self.derive(id, document, path, existing.seq, revision)?;
        self.adopt_languages(document)?;
        Ok(Outcome::Replaced)
    }

    /// Ends the transaction's writing; the new revision is visible when the transaction commits.
    pub fn finish(self) -> QueryResult<i64> {
        self.data_set.store(self.connection)?;
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
        self.data_set.index_version = reindex::version(default_language);
        if sorts_anew {
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
        path: &str,
        seq: i64,
        revision: i64,
    ) -> QueryResult<()> {
        let keys = IndexKeys {
            seq,
            path: path.to_owned(),
            state: document.state(),
            name_key: self.name_key(document),
            created_key: seq.to_be_bytes().to_vec(),
            updated_key: revision.to_be_bytes().to_vec(),
            id_key: id.as_str().as_bytes().to_vec(),
        };
        derive(self.connection, document, &keys, &self.data_set.default_language)
    }
}

/// Longer names sort by as much of them; the id decides the rest.
const NAME_KEY_BYTES: usize = 96;

/// The name in the default language, as bytes in dictionary order.
pub fn name_key(sort_keys: &SortKeys, data_set: &DataSet, document: &dyn Document) -> Vec<u8> {
    let names = document.names();
    let name =
        names.get(&data_set.default_language).or_else(|| names.values().next()).copied().unwrap_or_default();
    let mut key = sort_keys.key(name);
    key.truncate(NAME_KEY_BYTES);
    key
}

/// Writes everything that follows from a document. Texts that do not say their language count as being in
/// `default_language`.
pub fn derive(
    connection: &mut DbConnection,
    document: &dyn Document,
    keys: &IndexKeys,
    default_language: &Language,
) -> QueryResult<()> {
    document.index(connection, keys)?;
    link(connection, document, keys)?;
    identify(connection, document, keys)?;
    let texts = document.texts();
    let texts = texts.iter().map(|(language, text)| (language.unwrap_or(default_language).as_str(), *text));
    search::index::insert(connection, keys.seq, &index_terms(texts))
}

fn link(connection: &mut DbConnection, document: &dyn Document, keys: &IndexKeys) -> QueryResult<()> {
    let topics = document.topics().iter().map(|topic| format!("topics/{}", topic.as_str()));
    let mut targets: Vec<String> =
        document.links().iter().map(|link| link.kind.path(&link.id)).chain(topics).collect();
    targets.sort_unstable();
    targets.dedup();
    for target in targets {
        diesel::insert_into(schema::link::table)
            .values((
                schema::link::target.eq(target),
                schema::link::source_rank.eq(document.kind().rank()),
                schema::link::order_key.eq(document.order_key()),
                schema::link::id_key.eq(&keys.id_key),
                schema::link::seq.eq(keys.seq),
            ))
            .execute(connection)?;
    }
    Ok(())
}

fn identify(connection: &mut DbConnection, document: &dyn Document, keys: &IndexKeys) -> QueryResult<()> {
    for other in document.identifiers() {
        diesel::insert_into(identifier::table)
            .values((
                identifier::scheme.eq(other.scheme.as_str()),
                identifier::value.eq(&other.value),
                identifier::seq.eq(keys.seq),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Removes everything that followed from a document.
pub fn underive(connection: &mut DbConnection, kind: Kind, seq: i64) -> QueryResult<()> {
    match kind {
        Kind::Municipality => 0,
        Kind::Programmes => {
            diesel::delete(programme::table.filter(programme::seq.eq(seq))).execute(connection)?
        }
        Kind::Partners => diesel::delete(partner::table.filter(partner::seq.eq(seq))).execute(connection)?,
        Kind::Projects => diesel::delete(project::table.filter(project::seq.eq(seq))).execute(connection)?,
        Kind::Agreements => {
            diesel::delete(agreement::table.filter(agreement::seq.eq(seq))).execute(connection)?
        }
        Kind::Events => diesel::delete(event::table.filter(event::seq.eq(seq))).execute(connection)?,
    };
    diesel::delete(schema::link::table.filter(schema::link::seq.eq(seq))).execute(connection)?;
    diesel::delete(identifier::table.filter(identifier::seq.eq(seq))).execute(connection)?;
    search::index::remove(connection, seq)
}

fn names_json(document: &dyn Document) -> QueryResult<String> {
    let names: BTreeMap<_, _> = document.names();
    serde_json::to_string(&names).map_err(|_error| corrupt("names"))
}

use diesel::result::Error::QueryBuilderError;
