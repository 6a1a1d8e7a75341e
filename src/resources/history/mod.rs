//! `/audit`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    error::ApiError,
    http::{
        history::{page::page, parameters::AuditQuery, view::HistoryPage},
        read::ReadRequest,
    },
};

/// The route of the journal.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_audit);
}

/// List all changes
///
/// Every change of every record, newest first: who made it and when, and the record before and after it. Names that are
/// erased on request are erased here too.
#[utoipa::path(get, path = "/audit", operation_id = "listAudit", tag = "Audit", params(AuditQuery),
    security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/audit", method = "GET", method = "HEAD")]
pub async fn list_audit(request: ReadRequest, query: AuditQuery) -> Result<HttpResponse, ApiError> {
    let filter = query.filter(&request.service().time_zone);
    let urls = request.page_urls();
    request.answer(None, false, move |reader| page(reader, &filter, &query.page, &urls)).await
}
