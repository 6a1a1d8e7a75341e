//! Reads all records, or all records of a collection, a chunk at a time.

use diesel::prelude::*;

use crate::{
    db::{DbConnection, chunks::Chunks, schema::record},
    model::{
        record_type::{DELETED, RecordState, RecordType},
        visibility::Visibility,
    },
    values::traits::ClosedList as _,
};

/// The number of records that are read at a time.
const CHUNK: usize = 200;

/// A row of the table of records.
#[derive(Clone, PartialEq, Eq, Debug, Queryable, Selectable)]
#[diesel(table_name = record)]
pub(crate) struct StoredRecord {
    /// The number of the record: the revision that created it.
    pub seq: i64,
    /// The type and the id, as `events/some-id`.
    pub path: String,
    /// The name of the type.
    pub record_type: String,
    /// The id.
    pub id: String,
    /// The revision of the last change.
    pub revision: i64,
    /// The last revision that readers without a token know of.
    pub public_revision: i64,
    /// The state, or [`DELETED`].
    pub state: String,
    /// The moment of creation.
    pub created_at: String,
    /// The moment of the last change.
    pub updated_at: String,
    /// The names by language, as JSON.
    pub names: String,
    /// The document, as JSON.
    pub document: String,
    /// The rank of the type in lists.
    pub type_rank: i16,
    /// The key by which searches sort types.
    pub type_key: Vec<u8>,
    /// The key by which lists sort names.
    pub name_key: Vec<u8>,
    /// The key by which lists sort ids.
    pub id_key: Vec<u8>,
}

impl StoredRecord {
    /// Checks whether the record was deleted.
    pub(crate) fn is_deleted(&self) -> bool {
        self.state == DELETED
    }

    /// Checks whether readers without a token see the record, or see that it was deleted.
    pub(crate) fn is_public(&self) -> bool {
        self.state == RecordState::Published.as_str()
            || self.is_deleted() && self.public_revision == self.revision
    }
}

/// All records, deleted ones included, in the order of their numbers.
#[derive(Debug)]
pub(crate) struct AllRecords(Chunks<i64>);

impl AllRecords {
    /// Begins with the first record.
    pub(crate) fn begin() -> Self {
        Self(Chunks::after(0, CHUNK))
    }

    /// Returns the next records; `None` after the last one.
    pub(crate) fn next(
        &mut self,
        connection: &mut DbConnection,
    ) -> QueryResult<Option<Vec<StoredRecord>>> {
        self.0.next(
            |row: &StoredRecord| row.seq,
            |last, limit| {
                record::table
                    .filter(record::seq.gt(last))
                    .order(record::seq)
                    .limit(limit)
                    .select(StoredRecord::as_select())
                    .load(connection)
            },
        )
    }
}

/// The records of one collection that a reader may see, in the order of their ids.
#[derive(Debug)]
pub(crate) struct VisibleRecords {
    record_type: RecordType,
    visibility: Visibility,
    chunks: Chunks<Vec<u8>>,
}

impl VisibleRecords {
    /// Begins with the first record.
    pub(crate) fn begin(record_type: RecordType, visibility: Visibility) -> Self {
        Self { record_type, visibility, chunks: Chunks::after(Vec::new(), CHUNK) }
    }

    /// Returns the next records; `None` after the last one.
    pub(crate) fn next(
        &mut self,
        connection: &mut DbConnection,
    ) -> QueryResult<Option<Vec<StoredRecord>>> {
        let Self { record_type, visibility, chunks } = self;
        chunks.next(
            |row: &StoredRecord| row.id_key.clone(),
            |last, limit| {
                record::table
                    .filter(record::type_rank.eq(record_type.rank()))
                    .filter(record::id_key.gt(last))
                    .filter(visibility.sees("record.state"))
                    .order(record::id_key)
                    .limit(limit)
                    .select(StoredRecord::as_select())
                    .load(connection)
            },
        )
    }
}

/// The ids of the first records of one collection that a reader may see.
pub(crate) fn first_ids(
    connection: &mut DbConnection,
    record_type: RecordType,
    visibility: Visibility,
    most: i64,
) -> QueryResult<Vec<String>> {
    record::table
        .filter(record::type_rank.eq(record_type.rank()))
        .filter(visibility.sees("record.state"))
        .order(record::id_key)
        .limit(most)
        .select(record::id)
        .load(connection)
}
