//! `/tokens`: who may see drafts and who may write, for who looks after it. No secret is ever here.

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

/// A token, without its secret, which nobody can show again.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Token)]
pub struct TokenView {
    /// Its public id, by which the operator revokes it.
    #[schema(example = "aB3dE6gH")]
    pub id: String,
    /// Whose it is: the actor of changes in history and audit.
    #[schema(example = "Office of culture")]
    pub name: String,
    /// What may be done with it.
    pub role: TokenRole,
    /// Whether it works.
    pub state: TokenState,
    /// When it was made.
    pub created_at: Instant,
    /// From when on it no longer works; absent when it works until it is revoked.
    pub expires_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// When it was last used, to the minute; absent when it never was.
    pub last_used_at: Option<Instant>,
}

impl TokenView {
    fn new(token: Token, now: Instant) -> Self {
        let state = token.state(now);
        let Token { id, name, role, created_at, expires_at, revoked_at, last_used_at } = token;
        Self { id, name, role, state, created_at, expires_at, revoked_at, last_used_at }
    }
}

/// All tokens there ever were.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenList {
    /// The tokens, the oldest first.
    pub data: Vec<TokenView>,
}

/// List tokens
///
/// Who may see drafts and who may write, and when each token was last used. Tokens are made and revoked at the command
/// line (`twinning token`), and their secrets are stored nowhere.
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
