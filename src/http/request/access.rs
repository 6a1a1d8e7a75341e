//! Who may do what: the list is the `security` of the committed OpenAPI document, and what is not on it is denied.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    net::IpAddr,
};

use actix_web::{
    HttpRequest,
    http::{Method, header},
};
use serde_json::Value;

use crate::{
    auth::{
        attempts::FailedAttempts,
        identity::{Credential, Identity},
        peer::{self, ClientNetwork},
        queries,
        role::TokenRole,
    },
    db::{DbConnection, client_lanes::ClientKey},
    error::ApiError,
    http::state::AppState,
    telemetry::{metrics::Metrics, observed},
    values::{instant::Instant, traits::ClosedList},
};

/// The name of the security scheme in the OpenAPI document.
pub(crate) const SCHEME: &str = "token";

/// What an operation takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Needed {
    /// Nothing.
    Nobody,
    /// A token with this role.
    TokenRole(TokenRole),
}

/// What each operation takes, by its method and its address.
pub(crate) struct AccessList(HashMap<(Method, String), Needed>);

impl AccessList {
    /// Builds the list from the address, the method and the `security` of each operation; public operations have the
    /// explicit marker `[{}]`. Operations with neither the marker nor a known role are left out, so that nobody may call
    /// them.
    pub(crate) fn of<'m>(operations: impl IntoIterator<Item = (String, &'m str, Value)>) -> Self {
        let allowed = operations.into_iter().filter_map(|(template, method, security)| {
            let method = Method::from_bytes(method.as_bytes()).ok()?;
            Some(((method, address(&template)), needed(&security)?))
        });
        Self(allowed.collect())
    }

    /// Adds an address outside the document that everybody may read.
    pub(crate) fn and_public(mut self, template: &str) -> Self {
        self.0.insert((Method::GET, address(template)), Needed::Nobody);
        self
    }

    /// What this request takes. What the list does not have is for nobody.
    fn needed(&self, request: &HttpRequest) -> Result<Needed, ApiError> {
        let method =
            if *request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
        let address = request.match_pattern().map(|pattern| address(&pattern));
        let needed = address.and_then(|address| self.0.get(&(method, address)).copied());
        needed.ok_or(ApiError::Forbidden { needed: "none" })
    }
}

/// `[{}]`, exactly, is for everybody; `[{token: [editor]}]` for editors and roles above. Anything else is for nobody.
fn needed(security: &Value) -> Option<Needed> {
    let [only] = security.as_array()?.as_slice() else { return None };
    if only.as_object().is_some_and(serde_json::Map::is_empty) {
        return Some(Needed::Nobody);
    }
    let role = only.get(SCHEME)?.get(0)?.as_str()?;
    TokenRole::read(role).map(Needed::TokenRole)
}

/// The entry is there with and without its slash.
fn address(pattern: &str) -> String {
    pattern.trim_end_matches('/').to_owned()
}

/// The client at an address, as one among those who share the database.
pub(crate) fn client_at(address: Option<IpAddr>) -> ClientKey {
    let mut hasher = DefaultHasher::new();
    address.map(ClientNetwork::of).hash(&mut hasher);
    ClientKey(hasher.finish())
}

/// Who asks, and what that takes.
#[derive(Clone)]
pub(crate) struct Access {
    needed: Needed,
    credential: Credential,
    address: Option<IpAddr>,
    attempts: FailedAttempts,
    metrics: Metrics,
}

impl Access {
    /// Reads it. Who brings no token where one is needed is refused before anything else is looked at, and so is what
    /// cannot be a token.
    pub(crate) fn of(request: &HttpRequest, service: &AppState) -> Result<Self, ApiError> {
        let list = request
            .app_data::<actix_web::web::Data<AccessList>>()
            .ok_or_else(|| ApiError::Internal("the access list is not set up".into()))?;
        let access = Self {
            needed: list.needed(request)?,
            credential: Credential::read(request.headers().get_all(header::AUTHORIZATION)),
            address: peer::of(request.peer_addr(), request.headers(), &service.trusted_proxies),
            attempts: service.attempts.clone(),
            metrics: service.metrics.clone(),
        };
        match (&access.credential, access.needed) {
            (Credential::None, Needed::TokenRole(_)) => {
                Err(ApiError::Unauthorized { given: false })
            }
            (Credential::Malformed, _) => access.noted(Err(ApiError::Unauthorized { given: true })),
            (Credential::None, Needed::Nobody) | (Credential::Given(_), _) => Ok(access),
        }
    }

    /// Somebody who reads what everybody may, whatever token the request has.
    pub(crate) fn anonymous(request: &HttpRequest, service: &AppState) -> Self {
        Self {
            needed: Needed::Nobody,
            credential: Credential::None,
            address: peer::of(request.peer_addr(), request.headers(), &service.trusted_proxies),
            attempts: service.attempts.clone(),
            metrics: service.metrics.clone(),
        }
    }

    /// The address of the client; that of the proxy if it is not trusted.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The client, as one among those who share the database.
    pub(crate) fn client(&self) -> ClientKey {
        client_at(self.address)
    }

    /// The bearer of the token, as one among those who write.
    pub(crate) fn bearer(&self) -> ClientKey {
        let mut hasher = DefaultHasher::new();
        match &self.credential {
            Credential::Given(secret) => secret.hash().hash(&mut hasher),
            Credential::None | Credential::Malformed => {}
        }
        ClientKey(hasher.finish())
    }

    /// Whether somebody says who they are.
    pub(crate) fn has_token(&self) -> bool {
        !matches!(self.credential, Credential::None)
    }

    /// Who it is; nobody where nobody needs to be. A token that is wrong, revoked or expired is refused also where
    /// none is needed: who brings one wants to see what it shows.
    pub(crate) fn identify(
        &self,
        connection: &mut DbConnection,
    ) -> Result<Option<Identity>, ApiError> {
        let Credential::Given(secret) = &self.credential else { return Ok(None) };
        let identity = queries::identify(connection, secret, Instant::now())?;
        let identity = identity.ok_or(ApiError::Unauthorized { given: true })?;
        observed::identified(&identity.name, &identity.token_id);
        self.allow(&identity).map(|()| Some(identity))
    }

    /// The hash of the token.
    pub(crate) fn token_hash(&self) -> Option<[u8; 32]> {
        match &self.credential {
            Credential::Given(secret) => Some(secret.hash()),
            Credential::None | Credential::Malformed => None,
        }
    }

    /// Fails if a bearer may not do what is asked.
    pub(crate) fn allow(&self, identity: &Identity) -> Result<(), ApiError> {
        match self.needed {
            Needed::TokenRole(needed) if !identity.role.allows(needed) => {
                Err(ApiError::Forbidden { needed: needed.as_str() })
            }
            Needed::TokenRole(_) | Needed::Nobody => Ok(()),
        }
    }

    /// Who it is, where somebody needs to be.
    pub(crate) fn admit(&self, connection: &mut DbConnection) -> Result<Identity, ApiError> {
        self.identify(connection)?.ok_or(ApiError::Unauthorized { given: false })
    }

    /// Passes an outcome on, and counts it when it is that the token was wrong. An address that has guessed too often
    /// is told to wait instead; its right tokens work on, so that nobody can lock out those who share it.
    pub(crate) fn noted<T>(&self, outcome: Result<T, ApiError>) -> Result<T, ApiError> {
        let is_wrong = matches!(outcome, Err(ApiError::Unauthorized { given: true }));
        if is_wrong {
            self.metrics.wrong_token();
        }
        if let (true, Some(address)) = (is_wrong, self.address) {
            if let Some(wait) = self.attempts.refused_for(address) {
                return Err(ApiError::TooManyRequests(wait));
            }
            self.attempts.note_failure(address);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_document_does_not_clearly_allow_is_denied() {
        for (security, allowed) in [
            (json!([{}]), Some(Needed::Nobody)),
            (json!([{"token": ["editor"]}]), Some(Needed::TokenRole(TokenRole::Editor))),
            (json!(null), None),
            (json!([]), None),
            (json!([{}, {"token": ["reader"]}]), None),
            (json!([{"token": []}]), None),
            (json!([{"token": ["nobody"]}]), None),
            (json!([{"other": ["editor"]}]), None),
        ] {
            let list = AccessList::of([("/api/v1/x/".to_owned(), "GET", security.clone())]).0;
            let key = (Method::GET, "/api/v1/x".to_owned());
            assert_eq!(list.get(&key).copied(), allowed, "{security}");
        }
    }
}
