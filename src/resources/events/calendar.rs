//! `/events.ics`: the events as a calendar, at an address to subscribe to.

use actix_web::{HttpResponse, route, web::ServiceConfig};

use super::view::EventView;
use crate::{
    error::ApiError,
    formats::table::ListFormat,
    http::{
        collection::Collection as _, read::AnyFormatRequest,
        request::list_parameters::ListParameters,
    },
    model::record_type::RecordType,
    values::traits::ClosedList as _,
};

/// The path of the calendar.
pub(crate) const CALENDAR: &str = "/events.ics";

/// Registers the route.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(calendar);
}

/// Returns the list of events as `GET /api/v1/events?format=ics` does, with the same parameters.
#[route("/events.ics", method = "GET", method = "HEAD")]
async fn calendar(
    AnyFormatRequest { mut request, .. }: AnyFormatRequest,
) -> Result<HttpResponse, ApiError> {
    let parameters = ListParameters::read_in(&request.context.query, ListFormat::Ics)?;
    request.context.path = format!("/{}", RecordType::Events.as_str());
    request.list(parameters, EventView::page).await
}
