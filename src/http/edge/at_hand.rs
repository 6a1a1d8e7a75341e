//! Answers that are at hand: sent from memory, before routing and without waiting for anything.

use actix_web::{
    HttpResponse,
    body::BoxBody,
    dev::ServiceRequest,
    http::Method,
    web::{Bytes, Data},
};

use super::{
    access_log::{Answered, LineFacts},
    fallback::RouteTable,
    headers,
    reception::Reception,
    request_id,
};
use crate::{
    auth::peer::ClientNetwork,
    http::{
        kept::{
            answer::{KeptAnswer, KeptCounters},
            answers::AtHand,
        },
        response::unsent::{LITTLE, sliced},
        state::AppState,
    },
    telemetry::requests::CompletedRequest,
};

/// The status of an answer, and that of one that the reader has.
const SENT: u16 = 200;
const KNOWN: u16 = 304;

/// Sends the answer to a request if it is at hand.
pub(super) fn respond(
    request: &ServiceRequest,
    reception: &Reception,
    over_https: bool,
) -> Option<HttpResponse<BoxBody>> {
    let service = request.app_data::<Data<AppState>>()?;
    reception.within_limit().ok()?;
    let AtHand { answer, wishes } = service.kept.at_hand(request, service.db.known_state())?;
    let response = answer.known(request.headers()).or_else(|| answer.ready(wishes.coding))?;
    let mut response = counted_as_unsent(service, reception, response)?;
    let id = request_id::of(request.headers());
    headers::add(&mut response, request.path(), &id, over_https);
    headers::add_allowance(response.headers_mut(), reception.allowance);
    note(
        request,
        reception,
        &answer,
        &Answered {
            id: &id,
            method: request.method().as_str(),
            path: request.path(),
            took: reception.began.elapsed(),
            response: &response,
        },
    );
    Some(response)
}

/// Reserves the memory of a body: it stays there until its reader has read it, also when it is no longer kept. `None` if
/// the reader has not read too much.
fn counted_as_unsent(
    service: &AppState,
    reception: &Reception,
    response: HttpResponse<Bytes>,
) -> Option<HttpResponse<BoxBody>> {
    let bytes = response.body().len();
    let memory = if bytes > LITTLE {
        Some(service.unsent.reserve(reception.address.map(ClientNetwork::of), bytes)?)
    } else {
        None
    };
    Some(sliced(response.map_into_boxed_body(), memory))
}

/// Counts and logs a request.
fn note(
    request: &ServiceRequest,
    reception: &Reception,
    answer: &KeptAnswer,
    answered: &Answered<'_>,
) {
    let Some(service) = request.app_data::<Data<AppState>>() else { return };
    let counters = counters(request, service, answer);
    let route = counters.route.as_deref();
    let (method, status, took) =
        (answered.method, answered.response.status().as_u16(), answered.took);
    match (request.method(), status) {
        (&Method::GET, KNOWN) => counters.known.count(took),
        (&Method::GET, _) => counters.sent.count(took),
        _ => service.metrics.answered(&CompletedRequest { route, method, status, took }),
    }
    service.metrics.answer_at_hand();
    let client = reception.address.and_then(|client| service.log_addresses.shown(client));
    answered.log(&LineFacts { route, client: client.as_deref(), actor: None, database: (0, 0) });
}

/// Where requests for this answer are counted.
fn counters<'a>(
    request: &ServiceRequest,
    service: &AppState,
    answer: &'a KeptAnswer,
) -> &'a KeptCounters {
    answer.counters(|| {
        let routes = request.app_data::<Data<RouteTable>>();
        let route = routes.and_then(|routes| routes.template(request.path()));
        let of = |status| service.metrics.counters(route, "GET", status);
        KeptCounters { sent: of(SENT), known: of(KNOWN), route: route.map(str::to_owned) }
    })
}
