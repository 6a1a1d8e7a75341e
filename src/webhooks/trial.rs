//! A message by which the operator tests an endpoint.

use diesel::QueryResult;

use super::{
    client::OutgoingClient,
    delivery,
    endpoint::{LastAttempt, WebhookEndpoint},
    message::WebhookMessage,
    queries,
};
use crate::{db::DbConnection, journal::revision::DataSet, values::instant::Instant};

/// What the message says of the data set.
#[derive(Clone, Debug)]
pub(crate) struct TrialSite {
    instance: String,
    revision: i64,
}

/// The result of a test.
#[derive(Clone, Debug)]
pub(crate) struct TrialResult {
    /// Whether the endpoint took the message.
    pub is_success: bool,
    /// The result.
    pub last: LastAttempt,
}

/// Reads what the message says.
pub(crate) fn site(connection: &mut DbConnection) -> QueryResult<TrialSite> {
    let DataSet { instance, public_revision: revision, .. } = DataSet::load(connection)?;
    Ok(TrialSite { instance, revision })
}

/// Sends the message, and waits for the answer.
pub(crate) fn send(
    client: &OutgoingClient,
    endpoint: &WebhookEndpoint,
    site: &TrialSite,
) -> serde_json::Result<TrialResult> {
    let TrialSite { instance, revision } = site;
    let message = WebhookMessage::test(&endpoint.id, *revision, Instant::now(), instance)?;
    let outcome = delivery::send(client, endpoint, &message);
    let last = LastAttempt { at: Instant::now(), result: delivery::result(outcome) };
    Ok(TrialResult { is_success: outcome.is_success(), last })
}

/// Notes the result.
pub(crate) fn note(
    connection: &mut DbConnection,
    id: &str,
    result: &TrialResult,
) -> QueryResult<()> {
    queries::note_test(connection, id, result.is_success, &result.last)
}
