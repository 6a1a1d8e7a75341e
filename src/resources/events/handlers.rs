//! `/events`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{filter::EventFilter, queries, view::EventView};
use crate::{
    error::ApiError,
    http::{
        read::{LanguageParameter, ReadRequest},
        request::{list_parameters::ListParameters, path::IdPath},
        response::page::PageBody,
    },
};

/// A page of events.
type EventPage = PageBody<EventView>;

/// The query of the list.
type EventParameters = ListParameters<EventView, EventFilter>;

/// The routes of events.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_events).service(get_event);
}

/// List events
///
/// Visits, meetings, conferences, signings and other events with partners, the latest first.
#[utoipa::path(get, path = "/events", operation_id = "listEvents", tag = "Events",
    params(EventParameters),
    responses((status = 200, description = "A page of events.", body = EventPage)))]
#[route("/events", method = "GET", method = "HEAD")]
pub async fn list_events(
    request: ReadRequest,
    parameters: EventParameters,
) -> Result<HttpResponse, ApiError> {
    request.list(parameters, queries::list).await
}

/// Get an event
///
/// One event with its people, places, texts in every language, and links.
#[utoipa::path(get, path = "/events/{id}", operation_id = "getEvent", tag = "Events", params(IdPath, LanguageParameter),
    responses((status = 200, description = "The event.", body = EventView)))]
#[route("/events/{id}", method = "GET", method = "HEAD")]
pub async fn get_event(request: ReadRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.record::<EventView>(id).await
}
