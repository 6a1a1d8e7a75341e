//! `/events.ics`: the events as a calendar, at an address to subscribe to.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, route, web::ServiceConfig};
use std::future::{Ready, ready};

use super::{filter::EventFilter, view::EventView};
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

/// The parameters of the list, in the one format of the address.
struct CalendarParameters(ListParameters<EventView, EventFilter>);

impl FromRequest for CalendarParameters {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = request.query_string();
        ready(ListParameters::read_in(query, ListFormat::Ics).map(Self))
    }
}

/// Returns the list of events as `GET /api/v1/events?format=ics` does, with the same parameters.
#[route("/events.ics", method = "GET", method = "HEAD")]
async fn calendar(
    AnyFormatRequest { mut request, .. }: AnyFormatRequest,
    CalendarParameters(parameters): CalendarParameters,
) -> Result<HttpResponse, ApiError> {
    request.context.path = format!("/{}", RecordType::Events.as_str());
    request.list(parameters, EventView::page).await
}
