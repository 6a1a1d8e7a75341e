//! The rows of records that readers read.

use diesel::prelude::*;

use super::view::Record;
use crate::{
    db::schema::record,
    journal::revision::corrupt,
    model::document::Body,
    values::{
        instant::Instant, record_id::RecordId, traits::TextValue, translations::Translations,
    },
};

/// A row of the table of records, as far as readers need it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = record)]
pub(super) struct DocumentRow {
    pub(super) seq: i64,
    pub(super) id: String,
    pub(super) revision: i64,
    pub(super) public_revision: i64,
    pub(super) state: String,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) names: String,
    pub(super) document: String,
}

impl DocumentRow {
    /// Whether the record was public until its deletion.
    pub(super) fn was_deleted_publicly(&self) -> bool {
        self.public_revision == self.revision
    }

    /// The number of the record, and the record.
    pub(super) fn into_record<B: Body>(self) -> QueryResult<(i64, Record<B>)> {
        let record = Record {
            id: RecordId::read(&self.id).ok_or_else(|| corrupt(&self.id))?,
            revision: self.revision,
            created_at: Instant::read(&self.created_at).ok_or_else(|| corrupt(&self.created_at))?,
            updated_at: Instant::read(&self.updated_at).ok_or_else(|| corrupt(&self.updated_at))?,
            body: serde_json::from_str(&self.document).map_err(|_error| corrupt(&self.id))?,
        };
        Ok((self.seq, record))
    }
}

/// Reads the column `record.names`.
pub(crate) fn read_names(json: &str) -> QueryResult<Translations<String>> {
    serde_json::from_str(json).map_err(|_error| corrupt("names"))
}
