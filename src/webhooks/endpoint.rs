//! Endpoints as the database has them.

use super::{message::WebhookMessage, secret::SigningSecret};
use crate::values::instant::Instant;

/// The number of characters in the id of an endpoint.
pub const ID_LENGTH: usize = 8;

/// The maximum number of endpoints: each costs an attempt for every change.
pub(crate) const MOST: usize = 100;

/// The seconds for which the secret before a new one signs too.
pub(crate) const OVERLAP: i64 = 24 * 3_600;

choices! {
    /// The state of an endpoint.
    pub enum WebhookState {
        /// Messages are sent.
        Active = "active",
        /// Messages are no longer sent, since none was taken for days, or the endpoint said that it is gone. A test that
        /// succeeds makes it active again.
        Disabled = "disabled",
    }
}

/// The result of the last attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LastAttempt {
    /// When it was made.
    pub at: Instant,
    /// The status of the answer, or why there was none.
    pub result: String,
}

/// An endpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookEndpoint {
    /// The id.
    pub id: String,
    /// The address.
    pub url: String,
    /// The secret.
    pub secret: SigningSecret,
    /// The secret before, and until when it signs too.
    pub previous: Option<(SigningSecret, Instant)>,
    /// The moment of creation.
    pub created_at: Instant,
    /// The state.
    pub state: WebhookState,
    /// The public revision that the endpoint knows of.
    pub acknowledged: i64,
    /// The number of failed attempts since the last success.
    pub failures: i64,
    /// The moment before which no attempt is made.
    pub next_attempt: Instant,
    /// The revision of the message that is being sent, and when the message was made.
    pub pending: Option<(i64, Instant)>,
    /// The result of the last attempt.
    pub last: Option<LastAttempt>,
}

impl WebhookEndpoint {
    /// Returns the message that is due, as the revision and the moment of which it is. One that failed stays the same.
    pub(crate) fn due(&self, public_revision: i64, now: Instant) -> Option<(i64, Instant)> {
        let is_time = self.state == WebhookState::Active && self.next_attempt <= now;
        let is_news = public_revision > self.acknowledged;
        (is_time && is_news).then(|| self.pending.unwrap_or((public_revision, now)))
    }

    /// Returns the secrets that sign, the newest first.
    pub(crate) fn secrets(&self, now: Instant) -> Vec<SigningSecret> {
        let previous = self.previous.iter().filter(|(_, until)| now < *until);
        std::iter::once(&self.secret).chain(previous.map(|(secret, _)| secret)).cloned().collect()
    }

    /// Makes the message of the changes up to a revision.
    pub(crate) fn message(
        &self,
        (revision, made_at): (i64, Instant),
        site: (&str, &str),
    ) -> serde_json::Result<WebhookMessage> {
        WebhookMessage::news(&self.id, (self.acknowledged, revision), made_at, site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    fn at(second: i64) -> Instant {
        Instant::read("2026-11-28T12:00:00Z").unwrap().plus(second)
    }

    fn endpoint() -> WebhookEndpoint {
        WebhookEndpoint {
            id: "aB3dE6gH".to_owned(),
            url: "https://portal.example.org/".to_owned(),
            secret: SigningSecret::of(vec![1; 32]),
            previous: None,
            created_at: at(-100),
            state: WebhookState::Active,
            acknowledged: 20,
            failures: 0,
            next_attempt: at(0),
            pending: None,
            last: None,
        }
    }

    #[test]
    fn a_message_is_due_if_there_is_news_and_it_is_time() {
        let active = endpoint();
        let failed = WebhookEndpoint { pending: Some((21, at(-5))), ..endpoint() };
        let disabled = WebhookEndpoint { state: WebhookState::Disabled, ..endpoint() };
        for (endpoint, revision, second, due) in [
            (&active, 20, 0, None),
            (&active, 21, -1, None),
            (&active, 21, 0, Some((21, at(0)))),
            (&active, 25, 9, Some((25, at(9)))),
            (&failed, 25, 9, Some((21, at(-5)))),
            (&disabled, 25, 9, None),
        ] {
            assert_eq!(endpoint.due(revision, at(second)), due, "{endpoint:?} {revision}");
        }
    }

    #[test]
    fn the_secret_before_signs_for_its_time() {
        let (old, new) = (SigningSecret::of(vec![2; 32]), SigningSecret::of(vec![1; 32]));
        let previous = Some((old.clone(), at(10)));
        let endpoint = WebhookEndpoint { previous, ..endpoint() };
        assert_eq!(endpoint.secrets(at(9)), [new.clone(), old]);
        assert_eq!(endpoint.secrets(at(10)), [new]);
    }
}
