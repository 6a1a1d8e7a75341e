//! What readers get of changes.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::position::Position;
use crate::{
    exchange::schema::ExchangeRecord,
    http::response::{page::PageLinks, page_urls::PageUrls},
    model::record_type::RecordType,
    values::{instant::Instant, record_id::RecordId},
};

choices! {
    /// What to do with your copy of the record.
    pub enum ChangeAction {
        /// Save `record`, whether you have one already or not.
        Saved = "saved",
        /// Remove it, if you have it: it was deleted, or is no longer published.
        Removed = "removed",
    }
}

/// The last change of a record since your position; each record is in the feed once.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordChange {
    /// The number of the change in the data set. Several records can share one.
    #[schema(minimum = 1, example = 21)]
    pub revision: i64,
    /// The type of the record.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The id of the record in its collection.
    pub id: RecordId,
    /// The address of the record; 410 or 404 after it was removed.
    #[schema(format = "uri")]
    pub url: String,
    /// Whether to save the record in your copy or to remove it.
    pub change: ChangeAction,
    /// When it was changed.
    pub changed_at: Instant,
    /// The record as it is now; absent if it was removed.
    #[schema(value_type = ExchangeRecord)]
    pub record: Option<Box<RawValue>>,
}

/// A page of the feed, in the order of the changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesPage {
    /// The changes of this page; empty if nothing has changed.
    pub data: Vec<RecordChange>,
    /// The name of this copy of the data set. If it differs from the one you know, discard your copy and begin again
    /// without `after`.
    #[schema(example = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11")]
    pub instance: String,
    /// The position to send as `after` next time, however much later.
    #[schema(example = "120")]
    pub position: Position,
    /// Links to this page, to the first, and to the next if there is one.
    pub links: PageLinks,
}

/// A page of the feed.
pub struct ChangesFound {
    /// The changes.
    pub changes: Vec<RecordChange>,
    /// The name of this copy of the data set.
    pub instance: String,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
    /// Where the feed ends.
    pub end: Position,
}

impl ChangesPage {
    /// Puts a page together.
    pub fn new(found: ChangesFound, urls: &PageUrls) -> Self {
        let ChangesFound { changes, instance, next, end } = found;
        Self {
            data: changes,
            instance,
            position: next.unwrap_or(end),
            links: urls.onward(next.map(|position| position.to_string()).as_deref()),
        }
    }
}
