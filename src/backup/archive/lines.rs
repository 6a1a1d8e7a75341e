//! The lines of an archive.

use std::fmt;

use data_encoding::{Encoding, HEXLOWER_PERMISSIVE};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::db::schema::batch;

/// The format that this version writes. It also reads earlier formats.
pub(crate) const FORMAT: u32 = 2;

/// The first format with documents of the second edition of the model.
pub(crate) const SECOND_EDITION: u32 = 2;

/// The encoding of hashes: lower case is written, and either case is read.
pub(crate) const HEX: Encoding = HEXLOWER_PERMISSIVE;

/// The beginning of the first line, by which an archive is recognised.
pub(crate) const BEGINNING: &str = "{\"type\":\"backup\",";

/// The first line: the data set, and the number of lines of each kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArchiveHeader {
    /// The number of the format.
    pub format: u32,
    /// The name of the database that was backed up.
    pub instance: String,
    /// The revision of the data set.
    pub revision: i64,
    /// The public revision of the data set.
    pub public_revision: i64,
    /// The language of texts that have no language.
    pub default_language: String,
    /// The languages in which the municipality publishes.
    pub languages: Vec<String>,
    /// The number of records, deleted ones included.
    pub records: u64,
    /// The number of entries of the journal.
    pub entries: u64,
    /// The number of batches; format 1 has none.
    #[serde(default)]
    pub batches: u64,
    /// The number of tokens.
    pub tokens: u64,
    /// The number of stored responses.
    pub answers: u64,
    /// The number of webhook endpoints; absent if there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub webhooks: u64,
}

/// Whether there are none.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl ArchiveHeader {
    /// Returns the number of lines between the first and the last.
    pub(crate) fn lines(&self) -> u64 {
        self.records + self.entries + self.batches + self.tokens + self.answers + self.webhooks
    }
}

/// A record, without the columns that are derived from its document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordLine {
    /// The number of the record.
    pub seq: i64,
    /// The type of the record. (`type` is the kind of the line.)
    pub record_type: String,
    /// The id.
    pub id: String,
    /// The revision of the last change.
    pub revision: i64,
    /// The last revision that readers without a token know of.
    pub public_revision: i64,
    /// The state: draft, published or deleted.
    pub state: String,
    /// The moment of creation.
    pub created_at: String,
    /// The moment of the last change or of the deletion.
    pub updated_at: String,
    /// The document, byte for byte.
    pub document: Box<RawValue>,
}

/// An entry of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryLine {
    /// The revision.
    pub revision: i64,
    /// The path of the record.
    pub path: String,
    /// The type of the record.
    pub record_type: String,
    /// The action.
    pub action: String,
    /// The moment of the change.
    pub at: String,
    /// The actor.
    pub actor: String,
    /// The document before.
    pub before: Option<Box<RawValue>>,
    /// The document after.
    pub after: Option<Box<RawValue>>,
    /// The batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<i64>,
}

/// A batch of changes.
#[derive(Clone, Debug, Serialize, Deserialize, Queryable, Insertable)]
#[serde(rename_all = "camelCase")]
#[diesel(table_name = batch)]
pub(crate) struct BatchLine {
    /// The revision of its first change.
    pub id: i64,
    /// The format of the file.
    pub format: String,
    /// The name of the file.
    pub file_name: Option<String>,
    /// The number of created records.
    pub created: i64,
    /// The number of changed records.
    pub replaced: i64,
    /// The number of deleted records.
    pub deleted: i64,
    /// The batch that this one undid.
    pub undoes: Option<i64>,
    /// The batch that undid this one.
    pub undone_by: Option<i64>,
}

/// A token with the hash of its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenLine {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The SHA-256 of the secret, in hexadecimal digits.
    pub hash: String,
    /// The moment of creation.
    pub created_at: String,
    /// The moment of expiry.
    pub expires_at: Option<String>,
    /// The moment of revocation.
    pub revoked_at: Option<String>,
    /// The moment of the last use.
    pub last_used_at: Option<String>,
}

/// A stored response to a request with an `Idempotency-Key`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswerLine {
    /// The id of the token.
    pub token: String,
    /// The key.
    pub key: String,
    /// The hash of the request, in hexadecimal digits.
    pub request_hash: String,
    /// The moment of the response.
    pub answered_at: String,
    /// The response.
    pub answer: String,
}

/// A webhook endpoint with its secrets, without the state of its deliveries.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookLine {
    /// The id.
    pub id: String,
    /// The address.
    pub url: String,
    /// The secret, in hexadecimal digits.
    pub secret: String,
    /// The secret before, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_secret: Option<String>,
    /// The moment until which the secret before signs too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_until: Option<String>,
    /// The moment of creation.
    pub created_at: String,
    /// The state: active or disabled.
    pub state: String,
}

impl fmt::Debug for WebhookLine {
    /// Leaves the secrets out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookLine").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The last line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArchiveEnd {
    /// The SHA-256 of all bytes before this line, in hexadecimal digits.
    pub sha256: String,
}

/// A line between the first and the last.
#[derive(Clone, Debug)]
pub(crate) enum ArchiveLine {
    /// A record.
    Record(RecordLine),
    /// An entry of the journal.
    Entry(EntryLine),
    /// A batch of changes.
    Batch(BatchLine),
    /// A token.
    Token(TokenLine),
    /// A stored response.
    Answer(AnswerLine),
    /// A webhook endpoint.
    Webhook(WebhookLine),
}

/// Writes a line: its kind, then its fields.
pub(crate) fn written(tag: &str, fields: &impl Serialize) -> serde_json::Result<String> {
    let fields = serde_json::to_string(fields)?;
    Ok(format!("{{\"type\":\"{tag}\",{}\n", fields.strip_prefix('{').unwrap_or(&fields)))
}

/// Returns the kind of a line.
pub(crate) fn tag(line: &str) -> Option<&str> {
    line.strip_prefix("{\"type\":\"")?.split_once('"').map(|(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_it_is() {
        let end = ArchiveEnd { sha256: HEX.encode(&[0, 15, 255]) };
        let line = written("end", &end).unwrap();
        assert_eq!(line, "{\"type\":\"end\",\"sha256\":\"000fff\"}\n");
        assert_eq!(
            (tag(&line), serde_json::from_str::<ArchiveEnd>(&line).unwrap()),
            (Some("end"), end)
        );
        assert_eq!(HEX.decode(b"000fFF").unwrap(), [0, 15, 255]);
    }
}
