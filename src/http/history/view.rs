//! The JSON of the history of records.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    error::ApiError,
    exchange::{line, schema::ExchangeRecord},
    http::response::page::{PageLinks, Pagination},
    journal::{history::JournalEntry, revision::corrupt, writer::JournalAction},
    model::record_type::RecordType,
    values::{
        instant::Instant,
        record_id::RecordId,
        traits::{ClosedList, TextValue},
    },
};

/// One change of one record.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryEntry {
    /// The data set revision of the change. An operation that changes several records at once, such
    /// as the erasure of a name, is one change per record, all with the same revision.
    #[schema(minimum = 1, example = 17)]
    pub revision: i64,
    /// The kind of change.
    pub action: JournalAction,
    /// When the change was made.
    pub at: Instant,
    /// The author of the change: the name of a token, an import or a command.
    #[schema(example = "Anna Nowak")]
    pub actor: String,
    /// The batch that the change belongs to, if it was made by an import or an undo; see `/batches`.
    #[schema(example = 101)]
    pub batch: Option<i64>,
    /// The collection of the record.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The id of the record in its collection.
    pub id: RecordId,
    /// The URL of the record, valid while the record exists.
    #[schema(format = "uri")]
    pub url: String,
    /// The record before the change, in the exchange format; absent if there was none.
    #[schema(value_type = ExchangeRecord)]
    pub before: Option<Box<RawValue>>,
    /// The record after the change, in the exchange format; absent if it was deleted. It is a valid PUT, and `restore`
    /// with this `revision` brings it back.
    #[schema(value_type = ExchangeRecord)]
    pub after: Option<Box<RawValue>>,
}

/// A page of changes, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryPage {
    /// The changes on this page.
    pub data: Vec<HistoryEntry>,
    /// The size of the page and the total number of changes.
    pub pagination: Pagination,
    /// Links to this page, to the first page, and to the next page if there is one.
    pub links: PageLinks,
}

impl HistoryEntry {
    /// Converts an entry of the journal; `base_url` is the base of its URL.
    pub(crate) fn new(entry: JournalEntry, base_url: &str) -> Result<Self, ApiError> {
        let JournalEntry { revision, path, record_type, action, at, actor, before, after, batch } =
            entry;
        let id = path
            .rsplit_once('/')
            .and_then(|(_, id)| RecordId::read(id))
            .ok_or_else(|| corrupt(&path))?;
        let kind = RecordType::read(&record_type).ok_or_else(|| corrupt(&record_type))?;
        let record = |document: String| {
            RawValue::from_string(line::object(kind.as_str(), id.as_str(), &document))
        };
        let (before, after) = (before.map(&record).transpose()?, after.map(&record).transpose()?);
        Ok(Self {
            revision,
            action: JournalAction::read(&action).ok_or_else(|| corrupt(&action))?,
            at: Instant::read(&at).ok_or_else(|| corrupt(&at))?,
            actor,
            record_type: kind,
            url: format!("{base_url}/{}", kind.url_path(id.as_str())),
            id,
            batch,
            before,
            after,
        })
    }
}
