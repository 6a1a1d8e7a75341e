//! How far the data set has come.

use diesel::prelude::*;

use crate::{
    db::{DbConnection, schema::dataset},
    values::{language::Language, plumbing::TextValue},
};

/// What holds for the whole data set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataSet {
    /// The number of the last change.
    pub revision: i64,
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
        let (revision, default_language, languages, index_version): (i64, String, String, String) =
            dataset::table
                .select((
                    dataset::revision,
                    dataset::default_language,
                    dataset::languages,
                    dataset::index_version,
                ))
                .first(connection)?;
        let read = |tag: &str| Language::read(tag).ok_or_else(|| corrupt(tag));
        Ok(Self {
            revision,
            default_language: read(&default_language)?,
            languages: languages.split(',').map(read).collect::<QueryResult<_>>()?,
            index_version,
        })
    }

    /// Writes everything but the revision.
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

/// What the program wrote is not what it reads: somebody else changed the database.
pub fn corrupt(what: &str) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(
        format!("“{what}” in the database is not what was written").into(),
    )
}
