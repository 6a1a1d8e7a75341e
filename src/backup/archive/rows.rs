//! Converts rows of the database to lines of an archive.

use diesel::prelude::*;
use serde_json::value::RawValue;

use super::lines::{AnswerLine, EntryLine, HEX, RecordLine, TokenLine, WebhookLine};
use crate::{
    db::schema::{idempotency, token, webhook},
    error::CommandError,
    journal::history::JournalEntry,
    store::read::records::StoredRecord,
};

/// Returns the line of a record.
pub(super) fn record_line(row: StoredRecord) -> Result<RecordLine, CommandError> {
    let document = raw(row.document, || format!("the record {}", row.path))?;
    Ok(RecordLine {
        seq: row.seq,
        record_type: row.record_type,
        id: row.id,
        revision: row.revision,
        public_revision: row.public_revision,
        state: row.state,
        created_at: row.created_at,
        updated_at: row.updated_at,
        document,
    })
}

/// Returns the line of an entry of the journal.
pub(super) fn entry_line(entry: JournalEntry) -> Result<EntryLine, CommandError> {
    let JournalEntry { revision, path, record_type, action, at, actor, before, after, batch } =
        entry;
    let entry = || format!("the journal's entry {revision} of {path}");
    let before = before.map(|document| raw(document, entry)).transpose()?;
    let after = after.map(|document| raw(document, entry)).transpose()?;
    Ok(EntryLine { revision, path, record_type, action, at, actor, before, after, batch })
}

/// Returns a document byte for byte, after checking that it is JSON on one line.
fn raw(document: String, name: impl FnOnce() -> String) -> Result<Box<RawValue>, CommandError> {
    let damaged = || CommandError(format!("{} is damaged: see twinning check", name()));
    if document.contains('\n') {
        return Err(damaged());
    }
    RawValue::from_string(document).map_err(|_error| damaged())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = token)]
pub(super) struct TokenRow {
    pub(super) id: String,
    name: String,
    role: String,
    hash: Vec<u8>,
    created_at: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
    last_used_at: Option<String>,
}

impl TokenRow {
    /// Returns the line of the row.
    pub(super) fn line(self) -> TokenLine {
        let Self { id, name, role, hash, created_at, expires_at, revoked_at, last_used_at } = self;
        let hash = HEX.encode(&hash);
        TokenLine { id, name, role, hash, created_at, expires_at, revoked_at, last_used_at }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency)]
pub(super) struct AnswerRow {
    token: String,
    key: String,
    request_hash: Vec<u8>,
    answered_at: String,
    answer: String,
}

impl AnswerRow {
    /// Returns the line of the row.
    pub(super) fn line(self) -> AnswerLine {
        let Self { token, key, request_hash, answered_at, answer } = self;
        AnswerLine { token, key, request_hash: HEX.encode(&request_hash), answered_at, answer }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = webhook)]
pub(super) struct WebhookRow {
    pub(super) id: String,
    url: String,
    secret: Vec<u8>,
    previous_secret: Option<Vec<u8>>,
    previous_until: Option<String>,
    created_at: String,
    state: String,
}

impl WebhookRow {
    /// Returns the line of the row.
    pub(super) fn line(self) -> WebhookLine {
        let Self { id, url, secret, previous_secret, previous_until, created_at, state } = self;
        let previous_secret = previous_secret.map(|secret| HEX.encode(&secret));
        let secret = HEX.encode(&secret);
        WebhookLine { id, url, secret, previous_secret, previous_until, created_at, state }
    }
}
