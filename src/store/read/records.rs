//! Reads all records, or all records of a collection, a chunk at a time.

use diesel::{connection::DefaultLoadingMode, prelude::*};

use crate::{
    db::{DbConnection, chunks::Chunks, schema::record},
    model::{
        record_type::{DELETED, RecordState, RecordType},
        visibility::Visibility,
    },
    on_each_backend,
    values::traits::ClosedList as _,
};

/// The number of records that are read at a time.
const CHUNK: usize = 200;

/// The maximum number of records of a page of an export, and of the bytes of their documents after which it ends.
const PAGE: i64 = 1_000;
const PAGE_BYTES: usize = 1 << 20;

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

/// A record as an export has it.
#[derive(Clone, PartialEq, Eq, Debug, Queryable)]
pub(crate) struct ExportedRecord {
    /// The id.
    pub id: String,
    /// The document, as JSON.
    pub document: String,
}

/// The records of one collection that a reader may see, in the order of their ids.
#[derive(Debug)]
pub(crate) struct VisibleRecords {
    record_type: RecordType,
    /// The states of records that the reader may not see.
    hidden: [&'static str; 2],
    last: Vec<u8>,
    is_done: bool,
}

impl VisibleRecords {
    /// Begins with the first record.
    pub(crate) fn begin(record_type: RecordType, visibility: Visibility) -> Self {
        let hidden = match visibility {
            Visibility::Public => [DELETED, RecordState::Draft.as_str()],
            Visibility::Drafts => [DELETED, DELETED],
        };
        Self { record_type, hidden, last: Vec::new(), is_done: false }
    }

    /// Returns the next records; `None` after the last one.
    pub(crate) fn next(
        &mut self,
        connection: &mut DbConnection,
    ) -> QueryResult<Option<Vec<ExportedRecord>>> {
        if self.is_done {
            return Ok(None);
        }
        let [one, other] = self.hidden;
        let query = record::table
            .filter(record::type_rank.eq(self.record_type.rank()))
            .filter(record::id_key.gt(&self.last))
            .filter(record::state.ne(one))
            .filter(record::state.ne(other))
            .order(record::id_key)
            .limit(PAGE)
            .select((record::id, record::document));
        // A statement of one database is kept prepared; one of either is put together each time.
        let (page, is_done) = on_each_backend!(connection, |concrete| bounded(
            query.load_iter::<ExportedRecord, DefaultLoadingMode>(concrete)?
        ))?;
        self.is_done = is_done;
        if let Some(record) = page.last() {
            self.last = record.id.as_bytes().to_vec();
        }
        Ok(Some(page).filter(|page| !page.is_empty()))
    }
}

/// Takes the records of a page until they have many bytes. Returns whether none follow.
fn bounded(
    mut records: impl Iterator<Item = QueryResult<ExportedRecord>>,
) -> QueryResult<(Vec<ExportedRecord>, bool)> {
    let (mut page, mut bytes) = (Vec::new(), 0);
    while bytes < PAGE_BYTES {
        let Some(record) = records.next().transpose()? else {
            let is_full = i64::try_from(page.len()).is_ok_and(|length| length == PAGE);
            return Ok((page, !is_full));
        };
        bytes += record.document.len();
        page.push(record);
    }
    Ok((page, false))
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
