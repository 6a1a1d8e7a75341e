//! Loading many records into an empty database: indexes are made when all rows are there, which sorts them once, instead
//! of finding the place of each row in each index.
//!
//! Only SQLite does so, where readers see the database as it was until the load is committed. On PostgreSQL they would
//! wait for the locks of the dropped indexes.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection as _, sql_query, sql_types::Text,
};

use crate::{db::DbConnection, index::full_text, model::registry};

/// The number of records after which indexes are dropped: below it, to drop and make them takes longer.
const DROP_AFTER: usize = 1_000;

/// The tables of records beside those of the collections.
const TABLES: [&str; 6] = ["record", "journal", "link", "identifier", "location", "record_name"];

/// A load of many records.
#[derive(Default)]
pub(super) struct BulkLoad {
    /// Whether there was no record before it.
    is_into_empty: bool,
    records: usize,
    /// The definitions of the dropped indexes.
    dropped: Option<Vec<IndexDefinition>>,
}

/// An index that no constraint needs.
#[derive(QueryableByName)]
struct IndexDefinition {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

impl BulkLoad {
    /// Begins with a database that `is_empty`, or is not.
    pub(super) fn begin(is_empty: bool) -> Self {
        Self { is_into_empty: is_empty, ..Self::default() }
    }

    /// Whether there was no record before.
    pub(super) fn is_into_empty(&self) -> bool {
        self.is_into_empty
    }

    /// Notes that so many records more are about to be inserted, and drops the indexes when they are many.
    pub(super) fn more(
        &mut self,
        connection: &mut DbConnection,
        records: usize,
    ) -> QueryResult<()> {
        self.records += records;
        let DbConnection::Sqlite(sqlite) = connection else { return Ok(()) };
        if !self.is_into_empty || self.dropped.is_some() || self.records < DROP_AFTER {
            return Ok(());
        }
        let indexes = secondary_indexes(sqlite)?;
        for IndexDefinition { name, .. } in &indexes {
            sqlite.batch_execute(&format!("DROP INDEX \"{name}\""))?;
        }
        full_text::begin_load(sqlite)?;
        self.dropped = Some(indexes);
        Ok(())
    }

    /// Makes the dropped indexes again, and none is dropped any more.
    pub(super) fn end(&mut self, connection: &mut DbConnection) -> QueryResult<()> {
        self.is_into_empty = false;
        let (Some(indexes), DbConnection::Sqlite(sqlite)) = (self.dropped.take(), connection)
        else {
            return Ok(());
        };
        // The pages that this frees are used by the indexes.
        full_text::end_load(sqlite)?;
        for IndexDefinition { definition, .. } in indexes {
            sqlite.batch_execute(&definition)?;
        }
        Ok(())
    }
}

/// The indexes of the tables of records, except those that SQLite makes for constraints.
fn secondary_indexes(sqlite: &mut SqliteConnection) -> QueryResult<Vec<IndexDefinition>> {
    let tables = registry::collections().filter_map(|info| info.table).chain(TABLES);
    let tables: Vec<String> = tables.map(|table| format!("'{table}'")).collect();
    sql_query(format!(
        "SELECT name, sql AS definition FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL \
         AND tbl_name IN ({}) ORDER BY rowid",
        tables.join(", ")
    ))
    .load(sqlite)
}
