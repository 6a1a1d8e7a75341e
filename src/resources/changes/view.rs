//! The JSON of the feed of changes.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    exchange::schema::ExchangeRecord,
    http::response::{page::PageLinks, page_urls::PageUrls},
    journal::position::Position,
    model::record_type::RecordType,
    values::{instant::Instant, record_id::RecordId},
};

choices! {
    /// The action to apply to your copy of a record.
    pub enum ChangeAction {
        /// Store `record`, the current state of the record, whether you have it already or not.
        Saved = "saved",
        /// Remove the record: it was deleted or is no longer published. You may never have had it.
        Removed = "removed",
    }
}

/// The last change of a record since your position; each record is listed once.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordChange {
    /// The data set revision of the change. Several records can share one.
    #[schema(minimum = 1, example = 21)]
    pub revision: i64,
    /// The collection of the record.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The id of the record in its collection.
    pub id: RecordId,
    /// The URL of the record; it returns 410 or 404 once the record is removed.
    #[schema(format = "uri")]
    pub url: String,
    /// Whether to store the record in your copy (`saved`) or remove it (`removed`).
    pub change: ChangeAction,
    /// When the record was changed.
    pub changed_at: Instant,
    /// The current state of the record; absent if it is removed.
    #[schema(value_type = ExchangeRecord)]
    pub record: Option<Box<RawValue>>,
}

/// A page of changes, in the order in which they were made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangesPage {
    /// The changes on this page; empty if nothing has changed.
    pub data: Vec<RecordChange>,
    /// The name of this copy of the data set. If it differs from the one you know, earlier
    /// positions and records are no longer valid: discard your copy and start again without
    /// `after`.
    #[schema(example = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11")]
    pub instance: String,
    /// The position after this page. Keep it and send it as `after` the next time; it does not
    /// expire.
    #[schema(example = "120")]
    pub position: Position,
    /// Links to this page, to the first page, and to the next page if there are more changes.
    pub links: PageLinks,
}

/// A page of the feed, as read from the database.
pub struct ChangesFound {
    /// The changes.
    pub changes: Vec<RecordChange>,
    /// The name of this copy of the data set.
    pub instance: String,
    /// The position at which the next page starts, if there is one.
    pub next: Option<Position>,
    /// The position at the end of the feed.
    pub end: Position,
}

impl ChangesPage {
    /// Combines the changes and the links of a page.
    pub(crate) fn new(found: ChangesFound, urls: &PageUrls) -> Self {
        let ChangesFound { changes, instance, next, end } = found;
        Self {
            data: changes,
            instance,
            position: next.unwrap_or(end),
            links: urls.onward(next.map(|position| position.to_string()).as_deref()),
        }
    }
}
