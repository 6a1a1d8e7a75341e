//! The rows of records that are yet to be inserted, with those of the data derived from them.

use diesel::QueryResult;

use super::bulk::BulkLoad;
use crate::{
    db::{
        rows::{RowBatch, TableRow, table_row},
        together::{PlainStatement, Together},
    },
    index::full_text,
    model::{
        document::{Document, IndexKeys},
        record_type::RecordState,
    },
    values::{instant::Instant, record_id::RecordId, traits::ClosedList as _},
};

/// The maximum number of records whose rows wait while many are loaded, and of the bytes of their documents.
const MOST_WAITING: usize = 200;
const MOST_WAITING_BYTES: usize = 1 << 20;

table_row! {
    /// A new record.
    pub(super) struct RecordRow of "record" {
        seq: i64,
        path: String,
        record_type ["type"]: String,
        id: String,
        revision: i64,
        public_revision: i64,
        state: String,
        created_at: String,
        updated_at: String,
        names: String,
        document: String,
        type_rank: i16,
        type_key: Vec<u8>,
        name_key: Vec<u8>,
        id_key: Vec<u8>,
    }
}

/// The beginning of the update of a record, which is now in this state with these revisions, all and public ones.
pub(super) fn update(
    state: &str,
    at: Instant,
    (revision, public_revision): (i64, i64),
) -> PlainStatement {
    PlainStatement::new("UPDATE record SET revision = ")
        .number(revision)
        .sql(", public_revision = ")
        .number(public_revision)
        .sql(", state = ")
        .text(state)
        .sql(", updated_at = ")
        .text(&at.to_string())
}

/// The JSON texts of a new record.
pub(super) struct NewTexts {
    /// The document.
    pub(super) json: String,
    /// The names in every language.
    pub(super) names: String,
}

impl RecordRow {
    /// The row of a record that was created at this moment.
    pub(super) fn of(
        document: &dyn Document,
        id: &RecordId,
        keys: &IndexKeys,
        at: Instant,
        texts: NewTexts,
    ) -> Self {
        let (kind, is_public) = (document.kind(), document.state() == RecordState::Published);
        Self {
            seq: keys.seq,
            path: keys.path.clone(),
            record_type: kind.as_str().to_owned(),
            id: id.to_string(),
            revision: keys.seq,
            public_revision: if is_public { keys.seq } else { 0 },
            state: keys.state.as_str().to_owned(),
            created_at: at.to_string(),
            updated_at: at.to_string(),
            names: texts.names,
            document: texts.json,
            type_rank: kind.rank(),
            type_key: kind.search_rank().to_be_bytes().to_vec(),
            name_key: keys.name_key.clone(),
            id_key: keys.id_key.clone(),
        }
    }
}

/// The rows that wait. Those of each table are inserted together.
#[derive(Default)]
pub(crate) struct RecordRows {
    /// New records, which all that is derived refers to.
    new: RowBatch,
    /// Journal entries and what is derived.
    further: RowBatch,
    /// The terms of each record for the search index.
    terms: Vec<(i64, String)>,
    records: usize,
    bytes: usize,
    /// The load of many records that is going on.
    load: Option<BulkLoad>,
}

impl RecordRows {
    /// Begins to load many records into a data set without any, or with some.
    pub(super) fn begin_load(&mut self, is_into_empty: bool) {
        self.load = Some(BulkLoad::begin(is_into_empty));
    }

    /// Whether many records are loaded into a data set that had none.
    pub(super) fn is_load_into_empty(&self) -> bool {
        self.load.as_ref().is_some_and(BulkLoad::is_into_empty)
    }

    /// Whether many records are loaded.
    pub(super) fn is_loading(&self) -> bool {
        self.load.is_some()
    }

    /// Adds the row of a new record.
    pub(super) fn add_record(&mut self, row: RecordRow) {
        self.bytes += row.document.len();
        self.new.push(row);
    }

    /// Adds further rows.
    pub(super) fn extend(&mut self, rows: impl IntoIterator<Item: Into<TableRow>>) {
        rows.into_iter().for_each(|row| self.further.push(row));
    }

    /// Adds the terms of a record, whose rows are complete with them.
    pub(super) fn add_terms(&mut self, seq: i64, terms: String) {
        self.records += 1;
        self.bytes += terms.len();
        self.terms.push((seq, terms));
    }

    /// Inserts all rows, so that queries see them.
    pub(super) fn flush(&mut self, together: &mut Together<'_>) -> QueryResult<()> {
        if let Some(load) = &mut self.load {
            // What was removed before is gone by then.
            load.more(together.connection()?, self.records)?;
        }
        (self.records, self.bytes) = (0, 0);
        self.new.insert_together(together)?;
        self.further.insert_together(together)?;
        full_text::insert(together, std::mem::take(&mut self.terms))?;
        if self.is_loading() { together.send() } else { Ok(()) }
    }

    /// Inserts all rows, unless many records are loaded and there is room for more.
    pub(super) fn flush_if_full(&mut self, together: &mut Together<'_>) -> QueryResult<()> {
        let has_room = self.records < MOST_WAITING && self.bytes < MOST_WAITING_BYTES;
        if self.is_loading() && has_room { Ok(()) } else { self.flush(together) }
    }

    /// Inserts all rows of a load, so that queries find them by their indexes too. What follows is inserted as before.
    pub(super) fn end_load(&mut self, together: &mut Together<'_>) -> QueryResult<()> {
        self.flush(together)?;
        match &mut self.load {
            Some(load) => load.end(together.connection()?),
            None => Ok(()),
        }
    }
}
