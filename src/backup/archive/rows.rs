//! The rows that an archive keeps, and the lines they become.

use diesel::prelude::*;
use serde_json::value::RawValue;

use super::{
    error::ArchiveError,
    lines::{AnswerLine, EntryLine, RecordLine, TokenLine, to_hex},
};
use crate::db::schema::{idempotency, journal, record, token};

#[derive(Queryable, Selectable)]
#[diesel(table_name = record)]
pub(super) struct RecordRow {
    pub(super) seq: i64,
    record_type: String,
    id: String,
    revision: i64,
    public_revision: i64,
    state: String,
    created_at: String,
    updated_at: String,
    document: String,
}

impl RecordRow {
    /// Its line.
    pub(super) fn line(self) -> Result<RecordLine, ArchiveError> {
        let Self { seq, record_type, id, revision, public_revision, state, created_at, updated_at, document } =
            self;
        let document = raw(document, || format!("the record {record_type}/{id}"))?;
        Ok(RecordLine {
            seq,
            record_type,
            id,
            revision,
            public_revision,
            state,
            created_at,
            updated_at,
            document,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = journal)]
pub(super) struct EntryRow {
    pub(super) revision: i64,
    pub(super) path: String,
    record_type: String,
    action: String,
    at: String,
    actor: String,
    before: Option<String>,
    after: Option<String>,
}

impl EntryRow {
    /// Its line.
    pub(super) fn line(self) -> Result<EntryLine, ArchiveError> {
        let Self { revision, path, record_type, action, at, actor, before, after } = self;
        let what = || format!("the journal's entry {revision} of {path}");
        let before = before.map(|document| raw(document, what)).transpose()?;
        let after = after.map(|document| raw(document, what)).transpose()?;
        Ok(EntryLine { revision, path, record_type, action, at, actor, before, after })
    }
}

/// A document as it is: what is no JSON on one line would break the line.
fn raw(document: String, what: impl FnOnce() -> String) -> Result<Box<RawValue>, ArchiveError> {
    if document.contains('\n') {
        return Err(ArchiveError::Broken(what()));
    }
    RawValue::from_string(document).map_err(|_error| ArchiveError::Broken(what()))
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
    /// Its line.
    pub(super) fn line(self) -> TokenLine {
        let Self { id, name, role, hash, created_at, expires_at, revoked_at, last_used_at } = self;
        let hash = to_hex(&hash);
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
    /// Its line.
    pub(super) fn line(self) -> AnswerLine {
        let Self { token, key, request_hash, answered_at, answer } = self;
        AnswerLine { token, key, request_hash: to_hex(&request_hash), answered_at, answer }
    }
}
