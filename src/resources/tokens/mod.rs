//! `/tokens`: the list of access tokens, for administrators. It never contains a secret.

use actix_web::{HttpResponse, http::header, route};
use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    auth::{
        queries,
        role::TokenRole,
        token::{Token, TokenState},
    },
    error::ApiError,
    http::{read::ReadRequest, route_registry::RouteRegistry},
    values::instant::Instant,
};

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(list_tokens);
}

/// An access token, without its secret, which is not stored.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Token)]
pub(crate) struct TokenView {
    /// The public id of the token; the operator revokes it by this id.
    #[schema(example = "aB3dE6gH")]
    pub id: String,
    /// The name of the holder, shown as the actor of changes in history and audit.
    #[schema(example = "Office of culture")]
    pub name: String,
    /// The role, which determines what the token permits.
    pub role: TokenRole,
    /// Whether the token is valid.
    pub state: TokenState,
    /// When the token was created.
    pub created_at: Instant,
    /// When the token expires; absent if it is valid until revoked.
    pub expires_at: Option<Instant>,
    /// When the token was revoked.
    pub revoked_at: Option<Instant>,
    /// When the token was last used, to the minute; absent if never.
    pub last_used_at: Option<Instant>,
}

impl TokenView {
    fn new(token: Token, now: Instant) -> Self {
        let state = token.state(now);
        let Token { id, name, role, created_at, expires_at, revoked_at, last_used_at } = token;
        Self { id, name, role, state, created_at, expires_at, revoked_at, last_used_at }
    }
}

/// All tokens ever created.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenList {
    /// The tokens, oldest first.
    pub data: Vec<TokenView>,
}

/// List tokens
///
/// Who may see drafts, who may write, and when each token was last used. Tokens are created and
/// revoked on the command line (`twinning token`); their secrets are not stored.
#[utoipa::path(get, path = "/tokens", operation_id = "listTokens", tag = "Tokens",
    security(("token" = ["admin"])),
    responses((status = 200, description = "All tokens.", body = TokenList)))]
#[route("/tokens", method = "GET", method = "HEAD")]
pub(crate) async fn list_tokens(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    request.context.identity().await?;
    request.context.only_nothing()?;
    let tokens = request
        .service()
        .db
        .look_up(|connection| Ok::<_, ApiError>(queries::list(connection)?))
        .await?;
    let now = Instant::now();
    let data = tokens.into_iter().map(|token| TokenView::new(token, now)).collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(TokenList { data }))
}
