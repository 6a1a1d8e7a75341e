//! The SQL of endpoints.

use diesel::prelude::*;

use super::{
    endpoint::{LastAttempt, MOST, OVERLAP, WebhookEndpoint, WebhookState},
    secret::SigningSecret,
};
use crate::{
    db::{DbConnection, schema::webhook},
    journal::revision::{corrupt, revisions},
    values::{
        instant::Instant,
        traits::{ClosedList as _, TextValue as _},
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = webhook)]
struct StoredWebhook {
    id: String,
    url: String,
    secret: Vec<u8>,
    previous_secret: Option<Vec<u8>>,
    previous_until: Option<String>,
    created_at: String,
    state: String,
    acknowledged: i64,
    failures: i64,
    next_attempt: String,
    message_revision: Option<i64>,
    message_at: Option<String>,
    last_attempt_at: Option<String>,
    last_result: Option<String>,
}

impl StoredWebhook {
    fn read(self) -> QueryResult<WebhookEndpoint> {
        let optional = |text: Option<String>| text.as_deref().map(instant).transpose();
        let last_at = optional(self.last_attempt_at)?;
        let message_at = optional(self.message_at)?;
        let until = optional(self.previous_until)?;
        Ok(WebhookEndpoint {
            secret: SigningSecret::of(self.secret),
            previous: self.previous_secret.map(SigningSecret::of).zip(until),
            created_at: instant(&self.created_at)?,
            state: WebhookState::read(&self.state).ok_or_else(|| corrupt(&self.state))?,
            acknowledged: self.acknowledged,
            failures: self.failures,
            next_attempt: instant(&self.next_attempt)?,
            pending: self.message_revision.zip(message_at),
            last: last_at.zip(self.last_result).map(|(at, result)| LastAttempt { at, result }),
            id: self.id,
            url: self.url,
        })
    }
}

fn instant(text: &str) -> QueryResult<Instant> {
    Instant::read(text).ok_or_else(|| corrupt(text))
}

/// Returns all endpoints, oldest first.
pub fn list(connection: &mut DbConnection) -> QueryResult<Vec<WebhookEndpoint>> {
    let rows: Vec<StoredWebhook> =
        webhook::table.select(StoredWebhook::as_select()).load(connection)?;
    let mut endpoints =
        rows.into_iter().map(StoredWebhook::read).collect::<QueryResult<Vec<_>>>()?;
    endpoints.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    Ok(endpoints)
}

/// Returns the endpoint with this id.
pub(crate) fn find(
    connection: &mut DbConnection,
    id: &str,
) -> QueryResult<Option<WebhookEndpoint>> {
    let row = webhook::table.find(id).select(StoredWebhook::as_select()).first(connection);
    row.optional()?.map(StoredWebhook::read).transpose()
}

/// Why an endpoint was not added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotAdded {
    /// The endpoint with this id has the same address.
    Exists(String),
    /// There are as many endpoints as there may be.
    Full,
}

/// Adds an endpoint. It is told of changes from now on.
pub fn add(
    connection: &mut DbConnection,
    id: &str,
    url: &str,
    secret: &SigningSecret,
) -> QueryResult<Result<WebhookEndpoint, NotAdded>> {
    let known = list(connection)?;
    if let Some(same) = known.iter().find(|endpoint| endpoint.url == url) {
        return Ok(Err(NotAdded::Exists(same.id.clone())));
    }
    if known.len() >= MOST {
        return Ok(Err(NotAdded::Full));
    }
    let now = Instant::now();
    diesel::insert_into(webhook::table)
        .values((
            webhook::id.eq(id),
            webhook::url.eq(url),
            webhook::secret.eq(secret.bytes()),
            webhook::created_at.eq(now.to_string()),
            webhook::state.eq(WebhookState::Active.as_str()),
            webhook::acknowledged.eq(revisions(connection)?.public),
            webhook::failures.eq(0),
            webhook::next_attempt.eq(now.to_string()),
        ))
        .execute(connection)?;
    find(connection, id)?.ok_or_else(|| corrupt(id)).map(Ok)
}

/// Removes an endpoint; returns whether it existed.
pub(crate) fn remove(connection: &mut DbConnection, id: &str) -> QueryResult<bool> {
    Ok(diesel::delete(webhook::table.find(id)).execute(connection)? > 0)
}

/// Gives an endpoint another secret. The secret before signs too for a day.
pub(crate) fn change_secret(
    connection: &mut DbConnection,
    endpoint: &WebhookEndpoint,
    secret: &SigningSecret,
    now: Instant,
) -> QueryResult<()> {
    diesel::update(webhook::table.find(&endpoint.id))
        .set((
            webhook::secret.eq(secret.bytes()),
            webhook::previous_secret.eq(endpoint.secret.bytes()),
            webhook::previous_until.eq(now.plus(OVERLAP).to_string()),
        ))
        .execute(connection)
        .map(drop)
}

/// Takes an endpoint for an attempt, so that no other instance makes one until `until`; returns whether it still was as it
/// was read.
pub(crate) fn claim(
    connection: &mut DbConnection,
    endpoint: &WebhookEndpoint,
    (revision, made_at): (i64, Instant),
    until: Instant,
) -> QueryResult<bool> {
    let unchanged = webhook::table
        .find(&endpoint.id)
        .filter(webhook::state.eq(WebhookState::Active.as_str()))
        .filter(webhook::acknowledged.eq(endpoint.acknowledged))
        .filter(webhook::failures.eq(endpoint.failures))
        .filter(webhook::next_attempt.eq(endpoint.next_attempt.to_string()));
    let taken = diesel::update(unchanged)
        .set((
            webhook::message_revision.eq(revision),
            webhook::message_at.eq(made_at.to_string()),
            webhook::next_attempt.eq(until.to_string()),
        ))
        .execute(connection)?;
    Ok(taken > 0)
}

/// Notes that an endpoint has taken the message of a revision.
pub(crate) fn acknowledge(
    connection: &mut DbConnection,
    id: &str,
    revision: i64,
    last: &LastAttempt,
) -> QueryResult<()> {
    diesel::update(webhook::table.find(id).filter(webhook::message_revision.eq(revision)))
        .set((
            webhook::acknowledged.eq(revision),
            webhook::failures.eq(0),
            webhook::next_attempt.eq(last.at.to_string()),
            webhook::message_revision.eq(None::<i64>),
            webhook::message_at.eq(None::<String>),
            webhook::last_attempt_at.eq(last.at.to_string()),
            webhook::last_result.eq(&last.result),
        ))
        .execute(connection)
        .map(drop)
}

/// Notes that an endpoint has not taken the message of a revision. Without a next attempt it is disabled.
pub(crate) fn postpone(
    connection: &mut DbConnection,
    id: &str,
    revision: i64,
    (failures, next_attempt): (i64, Option<Instant>),
    last: &LastAttempt,
) -> QueryResult<()> {
    let state = next_attempt.map_or(WebhookState::Disabled, |_| WebhookState::Active);
    diesel::update(webhook::table.find(id).filter(webhook::message_revision.eq(revision)))
        .set((
            webhook::state.eq(state.as_str()),
            webhook::failures.eq(failures),
            webhook::next_attempt.eq(next_attempt.unwrap_or(last.at).to_string()),
            webhook::last_attempt_at.eq(last.at.to_string()),
            webhook::last_result.eq(&last.result),
        ))
        .execute(connection)
        .map(drop)
}

/// Notes the result of a test. A disabled endpoint that takes a message again gets new ones, and what it missed at once.
pub(crate) fn note_test(
    connection: &mut DbConnection,
    id: &str,
    is_success: bool,
    last: &LastAttempt,
) -> QueryResult<()> {
    let row = webhook::table.find(id);
    diesel::update(row)
        .set((
            webhook::last_attempt_at.eq(last.at.to_string()),
            webhook::last_result.eq(&last.result),
        ))
        .execute(connection)?;
    if !is_success {
        return Ok(());
    }
    diesel::update(row.filter(webhook::state.eq(WebhookState::Disabled.as_str())))
        .set((
            webhook::state.eq(WebhookState::Active.as_str()),
            webhook::failures.eq(0),
            webhook::next_attempt.eq(last.at.to_string()),
            webhook::message_revision.eq(None::<i64>),
            webhook::message_at.eq(None::<String>),
        ))
        .execute(connection)
        .map(drop)
}
