//! Answers that are at hand: sent from memory, before routing and without waiting for anything.

use actix_web::{HttpResponse, body::BoxBody, dev::ServiceRequest, http::Method, web::Data};

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
    // It stays in memory until its reader has read it, also when it is no longer kept.
    let (client, bytes) = (reception.address.map(ClientNetwork::of), response.body().len());
    let memory = (bytes > LITTLE).then(|| service.unsent.reserve(client, bytes));
    if let Some(None) = memory {
        return None;
    }
    let mut response = sliced(response.map_into_boxed_body(), memory.flatten());
    let id = request_id::of(request.headers());
    headers::add(&mut response, request.path(), &id, over_https);
    headers::add_allowance(response.headers_mut(), reception.allowance);
    let counters = counters(request, service, &answer);
    let (method, path, took) = (request.method(), request.path(), reception.began.elapsed());
    let status = response.status().as_u16();
    match (method, status) {
        (&Method::GET, KNOWN) => counters.known.count(took),
        (&Method::GET, _) => counters.sent.count(took),
        _ => {
            let route = counters.route.as_deref();
            service.metrics.answered(&CompletedRequest {
                route,
                method: method.as_str(),
                status,
                took,
            });
        }
    }
    service.metrics.answer_at_hand();
    let client = reception.address.and_then(|client| service.log_addresses.shown(client));
    let answered = Answered { id: &id, method: method.as_str(), path, took, response: &response };
    answered.log(&LineFacts {
        route: counters.route.as_deref(),
        client: client.as_deref(),
        actor: None,
        database: (0, 0),
    });
    Some(response)
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
