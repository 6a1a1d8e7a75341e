//! The messages: thin, since the receiver reads `/changes` from its own position.

use serde::Serialize;

use super::secret::SigningSecret;
use crate::values::instant::Instant;

/// The headers of a message.
const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// A message to an endpoint. It is the same in all attempts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookMessage {
    /// The id, by which a receiver knows a message that it has already.
    pub id: String,
    /// The body: compact JSON.
    pub body: String,
}

/// The body of a message.
#[derive(Serialize)]
struct MessageBody<'a> {
    #[serde(rename = "type")]
    message_type: &'static str,
    timestamp: Instant,
    data: MessageData<'a>,
}

/// What the body says.
#[derive(Serialize)]
struct MessageData<'a> {
    instance: &'a str,
    position: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<String>,
}

impl WebhookMessage {
    /// Makes the message of all changes after `acknowledged` up to `revision`.
    pub fn news(
        endpoint: &str,
        (acknowledged, revision): (i64, i64),
        made_at: Instant,
        (instance, base_url): (&str, &str),
    ) -> serde_json::Result<Self> {
        let changes = Some(format!("{base_url}/changes?after={acknowledged}"));
        let data = MessageData { instance, position: revision.to_string(), changes };
        let body = MessageBody { message_type: "changes", timestamp: made_at, data };
        Ok(Self { id: format!("msg_{endpoint}_{revision}"), body: serde_json::to_string(&body)? })
    }

    /// Makes a message by which the operator tests an endpoint.
    pub(crate) fn test(
        endpoint: &str,
        revision: i64,
        made_at: Instant,
        instance: &str,
    ) -> serde_json::Result<Self> {
        let data = MessageData { instance, position: revision.to_string(), changes: None };
        let body = MessageBody { message_type: "test", timestamp: made_at, data };
        let id = format!("msg_{endpoint}_test_{}", made_at.unix_seconds());
        Ok(Self { id, body: serde_json::to_string(&body)? })
    }

    /// Returns the headers of an attempt. While a secret is changed there is a signature of each, separated by a blank.
    pub fn headers(&self, secrets: &[SigningSecret], now: Instant) -> Vec<(&'static str, String)> {
        let timestamp = now.unix_seconds();
        let signatures: Vec<String> =
            secrets.iter().map(|secret| secret.sign(&self.id, timestamp, &self.body)).collect();
        vec![
            ("content-type", "application/json".to_owned()),
            (ID, self.id.clone()),
            (TIMESTAMP, timestamp.to_string()),
            (SIGNATURE, signatures.join(" ")),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    fn message() -> WebhookMessage {
        let at = Instant::read("2026-11-28T10:00:00Z").unwrap();
        let site = ("01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11", "https://twinning.example/api/v1");
        WebhookMessage::news("aB3dE6gH", (20, 24), at, site).unwrap()
    }

    /// The signatures are those of the Python package `standardwebhooks` 1.1.0.
    #[test]
    fn other_programs_sign_alike() {
        let message = message();
        assert_eq!(message.id, "msg_aB3dE6gH_24");
        assert_eq!(
            message.body,
            "{\"type\":\"changes\",\"timestamp\":\"2026-11-28T10:00:00Z\",\"data\":{\"instance\":\
             \"01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11\",\"position\":\"24\",\"changes\":\
             \"https://twinning.example/api/v1/changes?after=20\"}}"
        );
        assert!(message.body.len() < 1_000);
        let secrets = [7, 200].map(|byte| SigningSecret::of(vec![byte; 32]));
        assert_eq!(secrets[0].reveal(), "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        let headers = message.headers(&secrets, Instant::read("2026-11-28T10:00:05Z").unwrap());
        let one = "SufE1fNY3m1AQjvzRJiNQPrbHA9COni2MXC8IAwbI38=";
        let other = "d8l5xdZOLQhyPHqB3EmC0PBG628WQaLpM77XkVpJ3Jc=";
        assert_eq!(
            headers[1..],
            [
                (ID, message.id),
                (TIMESTAMP, "1795860005".to_owned()),
                (SIGNATURE, format!("v1,{one} v1,{other}")),
            ]
        );
    }

    #[test]
    fn a_test_says_that_it_is_one() {
        let at = Instant::read("2026-11-28T10:00:00Z").unwrap();
        let message = WebhookMessage::test("aB3dE6gH", 24, at, "x").unwrap();
        assert_eq!(message.id, "msg_aB3dE6gH_test_1795860000");
        assert_eq!(
            message.body,
            "{\"type\":\"test\",\"timestamp\":\"2026-11-28T10:00:00Z\",\"data\":{\"instance\":\"x\",\"position\":\"24\"}}"
        );
    }
}
