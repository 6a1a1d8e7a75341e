//! Endpoints as administrators see them: never with a secret, except in the answer that makes one.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    values::instant::Instant,
    webhooks::{
        endpoint::{LastAttempt, WebhookEndpoint, WebhookState},
        secret::SigningSecret,
    },
};

/// An endpoint that is told of public changes.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook)]
pub(crate) struct WebhookView {
    /// The id of the endpoint.
    #[schema(example = "wH4kE6gB")]
    pub id: String,
    /// The address that messages are sent to.
    #[schema(example = "https://portal.example.org/twinning")]
    pub url: String,
    /// Whether messages are sent.
    pub state: WebhookState,
    /// When the endpoint was added.
    pub created_at: Instant,
    /// The public revision of the data set that the endpoint knows of.
    #[schema(example = 21)]
    pub acknowledged: i64,
    /// The number of failed attempts since the last success.
    #[schema(example = 0)]
    pub failures: i64,
    /// When the next attempt is made; absent if the last one succeeded, or if the endpoint is disabled.
    pub next_attempt_at: Option<Instant>,
    /// When the last attempt was made, tests included; absent if there was none.
    pub last_attempt_at: Option<Instant>,
    /// The status of the answer to the last attempt, or why there was none: `timeout`, `no-connection`, `tls`,
    /// `unknown-host` or `refused-address`.
    #[schema(example = "204")]
    pub last_result: Option<String>,
}

impl WebhookView {
    /// Makes the view of an endpoint.
    pub(crate) fn new(endpoint: WebhookEndpoint) -> Self {
        let WebhookEndpoint {
            id,
            url,
            secret: _,
            previous: _,
            created_at,
            state,
            acknowledged,
            failures,
            next_attempt,
            pending: _,
            last,
        } = endpoint;
        let is_retried = state == WebhookState::Active && failures > 0;
        let next_attempt_at = is_retried.then_some(next_attempt);
        let (last_attempt_at, last_result) =
            last.map(|LastAttempt { at, result }| (at, result)).unzip();
        Self {
            id,
            url,
            state,
            created_at,
            acknowledged,
            failures,
            next_attempt_at,
            last_attempt_at,
            last_result,
        }
    }
}

/// All endpoints.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookList {
    /// The endpoints, oldest first.
    pub data: Vec<WebhookView>,
}

/// An endpoint to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookInput {
    /// The address that messages are sent to: https, a host on the public Internet, port 443 or one above 1023.
    #[schema(example = "https://portal.example.org/twinning")]
    pub url: String,
}

/// An endpoint with its secret, which is shown only in this answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookWithSecret {
    /// The endpoint.
    pub webhook: WebhookView,
    /// The secret by which the receiver checks signatures. It cannot be shown again.
    #[schema(example = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    pub secret: String,
}

impl WebhookWithSecret {
    /// Makes the answer with a new secret.
    pub(crate) fn new(endpoint: WebhookEndpoint, secret: &SigningSecret) -> Self {
        Self { webhook: WebhookView::new(endpoint), secret: secret.reveal() }
    }
}

/// The result of a test.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookTest {
    /// Whether the endpoint took the message: its answer was 2xx.
    pub delivered: bool,
    /// The status of the answer, or why there was none: `timeout`, `no-connection`, `tls`, `unknown-host` or
    /// `refused-address`.
    #[schema(example = "204")]
    pub result: String,
}
