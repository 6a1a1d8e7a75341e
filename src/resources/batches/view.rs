//! The JSON of batches.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::parameters::cursor_of;
use crate::{
    error::ApiError,
    http::response::{
        page::{PageLinks, Pagination},
        page_urls::PageUrls,
    },
    journal::{batches::Batch, revision::corrupt},
    store::write::undo::Undone,
    values::{instant::Instant, traits::TextValue as _},
};

/// The changes of one import, or of one undo.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Batch)]
pub(crate) struct BatchView {
    /// The id of the batch: the revision of its first change.
    #[schema(minimum = 1, example = 101)]
    pub id: i64,
    /// When the changes were made.
    pub at: Instant,
    /// The author of the changes: the name of a token or a command.
    #[schema(example = "Office of culture")]
    pub actor: String,
    /// The format of the file, such as `csv`; `undo` if the batch undid another one.
    #[schema(example = "csv")]
    pub format: String,
    /// The name of the file; absent if it is not known.
    #[schema(example = "events.csv")]
    pub file_name: Option<String>,
    /// The number of created records; in an undo, of records that exist again.
    #[schema(example = 12)]
    pub created: i64,
    /// The number of changed records.
    #[schema(example = 3)]
    pub replaced: i64,
    /// The number of deleted records.
    #[schema(example = 0)]
    pub deleted: i64,
    /// The batch that this one undid.
    #[schema(example = 101)]
    pub undoes: Option<i64>,
    /// The batch that undid this one; absent if its changes are in force.
    #[schema(example = 120)]
    pub undone_by: Option<i64>,
    /// The address of its changes, with each record before and after.
    #[schema(format = "uri")]
    pub changes: String,
}

impl BatchView {
    /// Converts a batch; `base_url` is the base of its addresses.
    pub(crate) fn new(batch: Batch, base_url: &str) -> Result<Self, ApiError> {
        let Batch {
            id,
            format,
            file_name,
            created,
            replaced,
            deleted,
            undoes,
            undone_by,
            at,
            actor,
        } = batch;
        Ok(Self {
            id,
            at: Instant::read(&at).ok_or_else(|| corrupt(&at))?,
            actor,
            format,
            file_name,
            created,
            replaced,
            deleted,
            undoes,
            undone_by,
            changes: format!("{base_url}/audit?batch={id}"),
        })
    }
}

/// A page of batches, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchPage {
    /// The batches on this page.
    pub data: Vec<BatchView>,
    /// The size of the page and the total number of batches.
    pub pagination: Pagination,
    /// Links to this page, to the first page, and to the next page if there is one.
    pub links: PageLinks,
}

impl BatchPage {
    /// Makes a page of batches; one more than `limit` shows that others follow.
    pub(crate) fn new(
        mut found: Vec<Batch>,
        total: i64,
        limit: i64,
        urls: &PageUrls,
        base_url: &str,
    ) -> Result<Self, ApiError> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let goes_on = found.len() > most;
        found.truncate(most);
        let next = found.last().filter(|_| goes_on).map(|last| cursor_of(last.id));
        let data = found.into_iter().map(|batch| BatchView::new(batch, base_url));
        Ok(Self {
            data: data.collect::<Result<_, _>>()?,
            pagination: Pagination { limit, total },
            links: urls.onward(next.as_deref()),
        })
    }
}

/// What an undo did, or would do in a dry run.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UndoReport {
    /// Whether this was a dry run.
    pub dry_run: bool,
    /// The batch that the undo is itself; absent in a dry run.
    #[schema(example = 120)]
    pub batch: Option<i64>,
    /// The number of records that exist again.
    #[schema(example = 0)]
    pub created: i64,
    /// The number of records that got their earlier state.
    #[schema(example = 3)]
    pub replaced: i64,
    /// The number of deleted records.
    #[schema(example = 12)]
    pub deleted: i64,
}

impl UndoReport {
    /// Tells what was done.
    pub(crate) fn new(done: Undone, dry_run: bool) -> Self {
        let Undone { batch, created, replaced, deleted } = done;
        Self { dry_run, batch: (!dry_run).then_some(batch), created, replaced, deleted }
    }
}
