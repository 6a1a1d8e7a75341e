//! `/batches`: the imports, and undoing one as a whole.

pub(crate) mod parameters;
pub(crate) mod view;

use actix_web::{HttpResponse, post, route};
use utoipa::IntoParams;

use self::{
    parameters::{BatchPath, BatchesQuery},
    view::{BatchPage, BatchView, UndoReport},
};
use crate::{
    db::DbConnection,
    error::ApiError,
    http::{
        read::{Answer, ReadRequest},
        request::{query_reader::QueryReader, write_parameters::RepeatHeaders},
        response::stored_response::{StoredResponse, WorkError},
        route_registry::RouteRegistry,
        write::{WriteRequest, bounded},
    },
    journal::batches,
    store::write::undo::undo_by,
};

/// Registers the routes.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(list_batches).service(get_batch).service(undo_batch);
}

/// List imports
///
/// Every import that changed something, and every undo of one, newest first. The changes of a batch are listed at
/// `/audit?batch=…`, and the history of a record names the batch of each change.
#[utoipa::path(get, path = "/batches", operation_id = "listBatches", tag = "Import",
    params(BatchesQuery), security(("token" = ["editor"])),
    responses((status = 200, description = "A page of batches.", body = BatchPage)))]
#[route("/batches", method = "GET", method = "HEAD")]
pub(crate) async fn list_batches(
    request: ReadRequest,
    query: BatchesQuery,
) -> Result<HttpResponse, ApiError> {
    let urls = request.page_urls();
    let answer = request.answer(None, false, move |reader| {
        let total = reader.counted("batches", batches::count)?;
        let found = batches::before(reader.connection, query.before, query.limit + 1)?;
        let page = BatchPage::new(found, total, query.limit, &urls, &reader.audience.base_url)?;
        let links = page.links.header();
        Ok(Answer { links, ..Answer::from(page) })
    });
    answer.await
}

/// Get an import
///
/// One import, or one undo.
#[utoipa::path(get, path = "/batches/{batch}", operation_id = "getBatch", tag = "Import",
    params(BatchPath), security(("token" = ["editor"])),
    responses((status = 200, description = "The batch.", body = BatchView)))]
#[route("/batches/{batch}", method = "GET", method = "HEAD")]
pub(crate) async fn get_batch(
    request: ReadRequest,
    path: BatchPath,
) -> Result<HttpResponse, ApiError> {
    request.context.only_nothing()?;
    let answer = request.answer(None, false, move |reader| {
        let found = batches::find(reader.connection, path.batch)?.ok_or_else(|| path.absent())?;
        Ok(Answer::from(BatchView::new(found, &reader.audience.base_url)?))
    });
    answer.await
}

/// The query parameters of an undo.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct UndoParameters {
    /// Only report what would be done, and change nothing.
    #[param(rename = "dryRun", required = false)]
    pub dry_run: bool,
}

/// Undo an import
///
/// Gives every record of the batch the state that it had before: created records are deleted, changed ones get their
/// earlier fields. All of them are undone or none: if a record was changed after the batch, or others refer to a record
/// that it created, the response is 409 and names them. The undo is a batch itself and can be undone. The ids of deleted
/// records are not used again; to bring the records back, undo the undo.
#[utoipa::path(post, path = "/batches/{batch}/undo", operation_id = "undoBatch", tag = "Import",
    params(BatchPath, UndoParameters, RepeatHeaders), security(("token" = ["editor"])),
    responses((status = 200, description = "What was done; with `dryRun`, what would be done.", body = UndoReport)))]
#[post("/batches/{batch}/undo")]
pub(crate) async fn undo_batch(
    request: WriteRequest,
    path: BatchPath,
) -> Result<HttpResponse, ApiError> {
    let identity = request.identity().await?;
    let mut query = QueryReader::new(&request.context.query);
    let dry_run = query.flag("dryRun");
    query.finish()?;
    let most = request.context.service.longest_change;
    let nothing = async |_: Vec<u8>| Ok(());
    let work = move |connection: &mut DbConnection, (): &(), actor: &str| {
        let done = bounded(most, || undo_by(connection, path.batch, actor))?;
        let response = StoredResponse::told(&UndoReport::new(done, dry_run))?;
        if dry_run { Err(WorkError::Unchanged(response)) } else { Ok(response) }
    };
    request.with_bytes(identity, 0, nothing, |()| [&[], &[]], work).await
}
