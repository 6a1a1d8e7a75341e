//! One attempt to deliver a message, and what follows from it.

use super::{
    client::{OutgoingClient, SendOutcome},
    endpoint::{LastAttempt, WebhookEndpoint},
    message::WebhookMessage,
    queries, schedule,
};
use crate::{
    db::DbConnection,
    values::{instant::Instant, traits::ClosedList as _},
};

/// The status by which an endpoint says that it is to get no more messages.
const GONE: u16 = 410;

/// A message on its way to an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct WebhookAttempt {
    /// The endpoint.
    pub endpoint: WebhookEndpoint,
    /// The revision of which the message is.
    pub revision: i64,
    /// The message.
    pub message: WebhookMessage,
}

/// What follows from an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// The message was taken.
    Delivered,
    /// The message is sent again.
    Retried {
        /// The number of failures.
        failures: i64,
        /// The moment of the next attempt.
        next: Instant,
    },
    /// The endpoint gets no more messages.
    Disabled {
        /// The number of failures.
        failures: i64,
    },
}

/// Sends a message and returns the result.
pub(crate) fn send(
    client: &OutgoingClient,
    endpoint: &WebhookEndpoint,
    message: &WebhookMessage,
) -> SendOutcome {
    let now = Instant::now();
    let headers = message.headers(&endpoint.secrets(now), now);
    client.post(&endpoint.url, &headers, &message.body)
}

/// Describes a result: the status alone, since nothing else of the answer is kept.
pub(crate) fn result(outcome: SendOutcome) -> String {
    match outcome {
        SendOutcome::Answered { status, .. } => status.to_string(),
        SendOutcome::Failed(why) => why.as_str().to_owned(),
    }
}

/// Decides what follows from a result.
pub(crate) fn judge(outcome: SendOutcome, failures: i64, now: Instant, chance: f64) -> Verdict {
    if outcome.is_success() {
        return Verdict::Delivered;
    }
    let failures = failures + 1;
    let asked = match outcome {
        SendOutcome::Answered { status: GONE, .. } => return Verdict::Disabled { failures },
        SendOutcome::Answered { retry_after, .. } => retry_after,
        SendOutcome::Failed(_) => None,
    };
    match schedule::pause(failures, asked, chance) {
        Some(seconds) => Verdict::Retried { failures, next: now.plus(seconds) },
        None => Verdict::Disabled { failures },
    }
}

impl WebhookAttempt {
    /// Notes the result.
    pub(crate) fn note(
        &self,
        connection: &mut DbConnection,
        verdict: Verdict,
        last: &LastAttempt,
    ) -> diesel::QueryResult<()> {
        let (id, revision) = (&self.endpoint.id, self.revision);
        let next = match verdict {
            Verdict::Delivered => return queries::acknowledge(connection, id, revision, last),
            Verdict::Retried { failures, next } => (failures, Some(next)),
            Verdict::Disabled { failures } => (failures, None),
        };
        queries::postpone(connection, id, revision, next, last)
    }

    /// Logs the result. The address can have a secret in it and is left out.
    pub(crate) fn log(&self, verdict: Verdict, result: &str) {
        let (id, message) = (&self.endpoint.id, &self.message.id);
        match verdict {
            Verdict::Delivered => log::info!("webhook {id}: {message} was delivered ({result})"),
            Verdict::Retried { failures, next } => log::warn!(
                "webhook {id}: {message} was not delivered ({result}), failure {failures}; the next attempt is at {next}"
            ),
            Verdict::Disabled { failures } => log::error!(
                "webhook {id} is disabled: {message} was not delivered ({result}), failure {failures}; when the receiver \
                 works again, run `twinning webhook test {id}`"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{values::traits::TextValue as _, webhooks::client::SendFailure};

    #[test]
    fn what_follows_from_an_answer() {
        let now = Instant::read("2026-11-28T12:00:00Z").unwrap();
        let after = |failures, seconds| Verdict::Retried { failures, next: now.plus(seconds) };
        let disabled = |failures| Verdict::Disabled { failures };
        let status = |status| SendOutcome::Answered { status, retry_after: None };
        let minute = Some(Duration::from_mins(1));
        for (outcome, failures, verdict) in [
            (status(200), 0, Verdict::Delivered),
            (status(204), 9, Verdict::Delivered),
            (status(299), 3, Verdict::Delivered),
            (status(199), 0, after(1, 5)),
            (status(302), 0, after(1, 5)),
            (status(404), 1, after(2, 300)),
            (status(500), 8, after(9, 86_400)),
            (status(500), 9, disabled(10)),
            (status(410), 0, disabled(1)),
            (SendOutcome::Answered { status: 429, retry_after: minute }, 0, after(1, 60)),
            (SendOutcome::Answered { status: 429, retry_after: minute }, 1, after(2, 300)),
            (SendOutcome::Failed(SendFailure::Timeout), 2, after(3, 1_800)),
            (SendOutcome::Failed(SendFailure::Address), 9, disabled(10)),
        ] {
            assert_eq!(judge(outcome, failures, now, 0.5), verdict, "{outcome:?} {failures}");
        }
    }
}
