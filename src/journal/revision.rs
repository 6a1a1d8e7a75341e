//! How far the data set has come.

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    db::{DbConnection, schema::dataset},
    values::{language::Language, traits::TextValue},
};

/// What holds for the whole data set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataSet {
    /// The name of this copy: made with its tables, and never the same again.
    pub instance: String,
    /// The number of the last change.
    pub revision: i64,
    /// The number of the last change that readers without a token can see: of a draft they learn nothing.
    pub public_revision: i64,
    /// The language that stands in where a text is missing in the one asked for.
    pub default_language: Language,
    /// The languages in which the municipality publishes.
    pub languages: Vec<Language>,
    /// What the derived columns were made with; see `records::reindex`.
    pub index_version: String,
}

impl DataSet {
    /// Reads the row.
    pub fn load(connection: &mut DbConnection) -> QueryResult<Self> {
        let row: (String, i64, i64, String, String, String) = dataset::table
            .select((
                dataset::instance,
                dataset::revision,
                dataset::public_revision,
                dataset::default_language,
                dataset::languages,
                dataset::index_version,
            ))
            .first(connection)?;
        let (instance, revision, public_revision, default_language, languages, index_version) = row;
        let read = |tag: &str| Language::read(tag).ok_or_else(|| corrupt(tag));
        Ok(Self {
            instance,
            revision,
            public_revision,
            default_language: read(&default_language)?,
            languages: languages.split(',').map(read).collect::<QueryResult<_>>()?,
            index_version,
        })
    }

    /// Names a copy that has no name yet.
    pub fn name(connection: &mut DbConnection) -> QueryResult<()> {
        diesel::update(dataset::table.filter(dataset::instance.eq("")))
            .set(dataset::instance.eq(Uuid::now_v7().to_string()))
            .execute(connection)
            .map(drop)
    }

    /// Writes everything but the name and the revisions.
    pub fn store(&self, connection: &mut DbConnection) -> QueryResult<()> {
        let languages: Vec<&str> = self.languages.iter().map(Language::as_str).collect();
        diesel::update(dataset::table)
            .set((
                dataset::default_language.eq(self.default_language.as_str()),
                dataset::languages.eq(languages.join(",")),
                dataset::index_version.eq(&self.index_version),
            ))
            .execute(connection)
            .map(drop)
    }
}

/// The number of the last change.
pub fn current(connection: &mut DbConnection) -> QueryResult<i64> {
    dataset::table.select(dataset::revision).first(connection)
}

/// The numbers of the last changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Queryable)]
pub struct Revisions {
    /// Of all.
    pub all: i64,
    /// Of those that readers without a token can see.
    pub public: i64,
}

/// How far the data set has come, for either kind of readers.
pub fn revisions(connection: &mut DbConnection) -> QueryResult<Revisions> {
    dataset::table.select((dataset::revision, dataset::public_revision)).first(connection)
}

/// What the program wrote is not what it reads: somebody else changed the database.
pub fn corrupt(what: &str) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(
        format!("“{what}” in the database is not what was written").into(),
    )
}
