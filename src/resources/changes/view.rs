//! What readers get of changes.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_with::skip_serializing_none;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Discriminator, Ref, RefOr, Schema, schema::AnyOfBuilder},
};

use super::position::Position;
use crate::{
    http::response::{page::PageLinks, page_urls::PageUrls},
    model::{record_type::RecordType, registry},
    values::{instant::Instant, record_id::RecordId, traits::ClosedList},
};

choices! {
    /// What to do with the copy of a record.
    pub enum ChangeAction {
        /// Put it: `record` is the record as it is now, whether you have it already or not.
        Saved = "saved",
        /// Take it out: it was deleted, or is no longer published. You may never have had it.
        Removed = "removed",
    }
}

/// The last change of a record since your position: each record stands in the feed once.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordChange {
    /// The number of the change in the data set. Several records can share one.
    #[schema(minimum = 1, example = 21)]
    pub revision: i64,
    /// The collection of the record.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The id of the record in its collection.
    pub id: RecordId,
    /// Where the record is fetched; 410 or 404 once it is removed.
    #[schema(format = "uri")]
    pub url: String,
    /// Whether to put the record into your copy (`saved`) or to take it out (`removed`).
    pub change: ChangeAction,
    /// When it was changed.
    pub changed_at: Instant,
    /// The record as it is now, where it is there.
    #[schema(value_type = ExchangeRecord)]
    pub record: Option<Box<RawValue>>,
}

/// What has changed, in the order of the changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesPage {
    /// The changes of this page; none when nothing has changed.
    pub data: Vec<RecordChange>,
    /// The name of this copy of the data set. When it is another than the one you know, positions and records of
    /// before mean nothing here: forget your copy and begin again without `after`.
    #[schema(example = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11")]
    pub instance: String,
    /// Keep it, and send it as `after` the next time, be it in a second or in a year.
    #[schema(example = "120")]
    pub position: Position,
    /// Where this page is, the first one, and the next if there is more already.
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

/// A record as files of the exchange format have it: `type`, `id`, and then what a PUT of the record takes, in every
/// language.
pub struct ExchangeRecord;

impl PartialSchema for ExchangeRecord {
    fn schema() -> RefOr<Schema> {
        let names = || RecordType::ALL.iter().map(|kind| (kind.as_str(), registry::info(*kind).input_name()));
        let mapping = names().map(|(kind, name)| (kind, format!("#/components/schemas/{name}")));
        names()
            .fold(AnyOfBuilder::new(), |any_of, (_, name)| any_of.item(Ref::from_schema_name(name)))
            .discriminator(Some(Discriminator::with_mapping("type", mapping)))
            .description(Some(
                "A record as files of the exchange format have it: `type`, `id`, and then what a PUT of the record \
                 takes, with its texts in every language. References to records that you do not see are left out.",
            ))
            .into()
    }
}

impl ToSchema for ExchangeRecord {}
