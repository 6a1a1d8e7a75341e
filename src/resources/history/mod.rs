//! `/audit`: every change of every record.

use actix_web::{HttpResponse, route};

use crate::{
    error::ApiError,
    http::{
        history::{page::page, parameters::AuditQuery, view::HistoryPage},
        read::ReadRequest,
        route_registry::RouteRegistry,
    },
};

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(list_audit);
}

/// List who changed what
///
/// Every change of every record, newest first, with its author, its time, and the record before and
/// after. Data erased on request, such as a name, is erased here too.
#[utoipa::path(get, path = "/audit", operation_id = "listAudit", tag = "Audit", params(AuditQuery),
    security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/audit", method = "GET", method = "HEAD")]
pub(crate) async fn list_audit(
    request: ReadRequest,
    query: AuditQuery,
) -> Result<HttpResponse, ApiError> {
    let filter = query.filter(&request.service().time_zone);
    let urls = request.page_urls();
    request.answer(None, false, move |reader| page(reader, &filter, &query.page, &urls)).await
}
