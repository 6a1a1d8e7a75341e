//! `/tokens`: the list of tokens, for administrators. It never contains a secret.

use actix_web::{HttpResponse, http::header, route};
use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{
        queries,
        role::TokenRole,
        token::{Token, TokenState},
    },
    error::ApiError,
    http::read::ReadRequest,
    values::instant::Instant,
};

/// The route of tokens.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_tokens);
}

/// A token, without its secret, which is not stored.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Token)]
pub struct TokenView {
    /// Its public id, by which the operator can revoke it.
    #[schema(example = "aB3dE6gH")]
    pub id: String,
    /// The name of its bearer: the `actor` in history and audit.
    #[schema(example = "Office of culture")]
    pub name: String,
    /// Its role.
    pub role: TokenRole,
    /// Whether it is valid.
    pub state: TokenState,
    /// When it was created.
    pub created_at: Instant,
    /// When it expires; absent if it does not.
    pub expires_at: Option<Instant>,
    /// When it was revoked; absent if it was not.
    pub revoked_at: Option<Instant>,
    /// When it was last used, to the minute; absent if it never was.
    pub last_used_at: Option<Instant>,
}

impl TokenView {
    fn new(token: Token, now: Instant) -> Self {
        let state = token.state(now);
        let Token { id, name, role, created_at, expires_at, revoked_at, last_used_at } = token;
        Self { id, name, role, state, created_at, expires_at, revoked_at, last_used_at }
    }
}

/// All tokens, also those that have expired or were revoked.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenList {
    /// The tokens, the oldest first.
    pub data: Vec<TokenView>,
}

/// List tokens
///
/// Every token with its role and its last use. Tokens are created and revoked on the command line (`twinning token`);
/// their secrets are not stored.
#[utoipa::path(get, path = "/tokens", operation_id = "listTokens", tag = "Tokens",
    security(("token" = ["admin"])),
    responses((status = 200, description = "All tokens.", body = TokenList)))]
#[route("/tokens", method = "GET", method = "HEAD")]
pub async fn list_tokens(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    request.asked.identity().await?;
    request.asked.only_nothing()?;
    let tokens =
        request.service().db.read(|connection| Ok::<_, ApiError>(queries::list(connection)?)).await?;
    let now = Instant::now();
    let data = tokens.into_iter().map(|token| TokenView::new(token, now)).collect();
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(TokenList { data }))
}
