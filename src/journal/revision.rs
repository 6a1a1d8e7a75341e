//! The revision and the settings of the data set.

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    db::{
        DbConnection,
        public_state::DataSetRow,
        schema::{dataset, journal},
    },
    values::{instant::Instant, language::Language, traits::TextValue},
};

/// The revision and the settings of the data set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataSet {
    /// The unique name of this database, chosen when its tables are created.
    pub instance: String,
    /// The number of the last change.
    pub revision: i64,
    /// The number of the last change that readers without a token can see. It does not reveal changes of
    /// drafts.
    pub public_revision: i64,
    /// The language of texts that have no language.
    pub default_language: Language,
    /// The languages in which the municipality publishes.
    pub languages: Vec<Language>,
    /// The version of the derived columns and of the search index; see `store::write::reindex`.
    pub index_version: String,
}

impl DataSet {
    /// Reads the data set.
    pub fn load(connection: &mut DbConnection) -> QueryResult<Self> {
        DataSetRow::load(connection).and_then(Self::of)
    }

    /// Reads the row of a data set.
    pub(crate) fn of(row: DataSetRow) -> QueryResult<Self> {
        let DataSetRow {
            instance,
            revision,
            public_revision,
            default_language,
            languages,
            index_version,
        } = row;
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

    /// The row.
    pub(crate) fn row(&self) -> DataSetRow {
        let languages: Vec<&str> = self.languages.iter().map(Language::as_str).collect();
        DataSetRow {
            instance: self.instance.clone(),
            revision: self.revision,
            public_revision: self.public_revision,
            default_language: self.default_language.as_str().to_owned(),
            languages: languages.join(","),
            index_version: self.index_version.clone(),
        }
    }

    /// Gives the database a name unless it has one.
    pub fn name(connection: &mut DbConnection) -> QueryResult<()> {
        diesel::update(dataset::table.filter(dataset::instance.eq("")))
            .set(dataset::instance.eq(Uuid::now_v7().to_string()))
            .execute(connection)
            .map(drop)
    }

    /// Writes all settings except the name and the revisions.
    pub fn store(&self, connection: &mut DbConnection) -> QueryResult<()> {
        let DataSetRow { default_language, languages, index_version, .. } = self.row();
        diesel::update(dataset::table)
            .set((
                dataset::default_language.eq(default_language),
                dataset::languages.eq(languages),
                dataset::index_version.eq(index_version),
            ))
            .execute(connection)
            .map(drop)
    }
}

/// The number of the last change.
pub(crate) fn current(connection: &mut DbConnection) -> QueryResult<i64> {
    dataset::table.select(dataset::revision).first(connection)
}

/// Returns the moment of a revision; `None` if the journal does not know it.
pub(crate) fn moment_of(
    connection: &mut DbConnection,
    revision: i64,
) -> QueryResult<Option<Instant>> {
    let at: Option<String> = journal::table
        .filter(journal::revision.eq(revision))
        .select(journal::at)
        .first(connection)
        .optional()?;
    at.map(|at| Instant::read(&at).ok_or_else(|| corrupt(&at))).transpose()
}

/// The numbers of the last changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Revisions {
    /// The last change of all.
    pub all: i64,
    /// The last change that readers without a token can see.
    pub public: i64,
}

impl Revisions {
    /// Those of this state.
    pub(crate) fn of(row: &DataSetRow) -> Self {
        Self { all: row.revision, public: row.public_revision }
    }
}

/// Returns the current revisions.
pub(crate) fn revisions(connection: &mut DbConnection) -> QueryResult<Revisions> {
    DataSetRow::load(connection).map(|row| Revisions::of(&row))
}

/// Notes that a backup has the state of this moment.
pub(crate) fn note_backup(connection: &mut DbConnection, at: Instant) -> QueryResult<()> {
    diesel::update(dataset::table)
        .set(dataset::last_backup_at.eq(at.to_string()))
        .execute(connection)
        .map(drop)
}

/// Returns the moment of the last backup; `None` if the data was never backed up by this program.
pub(crate) fn last_backup(connection: &mut DbConnection) -> QueryResult<Option<Instant>> {
    let noted: Option<String> = dataset::table.select(dataset::last_backup_at).first(connection)?;
    noted.map(|noted| Instant::read(&noted).ok_or_else(|| corrupt(&noted))).transpose()
}

/// Makes the error of a value that this program cannot have written: something else changed the database.
pub(crate) fn corrupt(what: &str) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(
        format!("“{what}” in the database is not what was written").into(),
    )
}
