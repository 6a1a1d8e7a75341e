//! What is known of a request when it comes: who makes it, and whether that is one too many.

use std::{net::IpAddr, time::Instant};

use actix_web::{dev::ServiceRequest, web::Data};

use crate::{
    auth::peer,
    error::ApiError,
    http::{rate_limit::Allowance, state::AppState},
};

/// The health checks, which have no quota.
pub(crate) const HEALTH: [&str; 2] = ["/health/live", "/health/ready"];

/// Who makes a request, whether it may, and when it came.
pub(super) struct Reception {
    /// The address of the client.
    pub address: Option<IpAddr>,
    /// What is left of its quota.
    pub allowance: Option<Allowance>,
    /// The moment at which its head was complete.
    pub began: Instant,
}

impl Reception {
    /// Receives a request, and counts it.
    pub(super) fn of(request: &ServiceRequest) -> Self {
        let began = Instant::now();
        let service = request.app_data::<Data<AppState>>();
        let address = service.and_then(|service| client(request, service));
        let allowance = service.and_then(|service| allowance(request, service, address?));
        Self { address, allowance, began }
    }

    /// Refuses the request of a client that made too many.
    pub(super) fn within_limit(&self) -> Result<(), ApiError> {
        let refused_for = self.allowance.and_then(|allowance| allowance.refused_for);
        refused_for.map_or(Ok(()), |wait| Err(ApiError::RateLimited(wait)))
    }
}

/// Finds the client of a request, and tells the operator of a proxy that is not named.
fn client(request: &ServiceRequest, service: &AppState) -> Option<IpAddr> {
    let (peer, headers, trusted) =
        (request.peer_addr(), request.headers(), &service.trusted_proxies);
    if let Some(peer) = peer {
        service.unnamed_proxies.note(peer.ip(), headers, trusted);
    }
    peer::of(peer, headers, trusted)
}

/// Counts the request for the limits. Whether the service is well may be asked at any time.
fn allowance(request: &ServiceRequest, service: &AppState, client: IpAddr) -> Option<Allowance> {
    if HEALTH.contains(&request.path()) {
        return None;
    }
    let peer = request.peer_addr()?.ip();
    let counted = service.rate_limits.count(peer, client, request.headers());
    if counted.is_some_and(|allowance| allowance.refused_for.is_some()) {
        service.metrics.rate_limited();
    }
    counted
}
