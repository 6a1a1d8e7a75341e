//! The lines of an archive.

use data_encoding::{Encoding, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The format that this version writes. It reads this one and those before.
pub const FORMAT: u32 = 1;

/// The encoding of hashes: lower case is written, and either case is read.
pub const HEX: Encoding = HEXLOWER_PERMISSIVE;

/// How the first line begins, by which an archive is known.
pub const BEGINNING: &str = "{\"type\":\"backup\",";

/// The first line: what the data set is, and how much follows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveHeader {
    /// The number of the format.
    pub format: u32,
    /// The copy that was written.
    pub instance: String,
    /// How far it had come.
    pub revision: i64,
    /// How far it had come for readers without a token.
    pub public_revision: i64,
    /// The language that stands in where a text is missing.
    pub default_language: String,
    /// The languages in which the municipality publishes.
    pub languages: Vec<String>,
    /// How many records follow, deleted ones included.
    pub records: u64,
    /// How many entries of the journal.
    pub entries: u64,
    /// How many tokens.
    pub tokens: u64,
    /// How many stored answers.
    pub answers: u64,
}

/// A record: its row without what follows from its document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordLine {
    /// Its number in the database.
    pub seq: i64,
    /// Its type; `type` says what the line is.
    pub record_type: String,
    /// Its id.
    pub id: String,
    /// When it was last changed.
    pub revision: i64,
    /// When it was last changed for readers without a token.
    pub public_revision: i64,
    /// Draft, published or deleted.
    pub state: String,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed or deleted.
    pub updated_at: String,
    /// The document, to the byte.
    pub document: Box<RawValue>,
}

/// An entry of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryLine {
    /// Its number.
    pub revision: i64,
    /// The record.
    pub path: String,
    /// The record's type.
    pub record_type: String,
    /// What was done.
    pub action: String,
    /// When.
    pub at: String,
    /// By whom.
    pub actor: String,
    /// The document before.
    pub before: Option<Box<RawValue>>,
    /// The document after.
    pub after: Option<Box<RawValue>>,
}

/// A token; of its secret there is only the hash.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// The SHA-256 of its secret, in hexadecimal digits.
    pub hash: String,
    /// When it was made.
    pub created_at: String,
    /// When it ends.
    pub expires_at: Option<String>,
    /// When it was taken back.
    pub revoked_at: Option<String>,
    /// When it was last used.
    pub last_used_at: Option<String>,
}

/// A stored answer to a request with an `Idempotency-Key`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerLine {
    /// The token of the one who asked.
    pub token: String,
    /// The key.
    pub key: String,
    /// The hash of the request, in hexadecimal digits.
    pub request_hash: String,
    /// When it was answered.
    pub answered_at: String,
    /// The answer.
    pub answer: String,
}

/// The last line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveEnd {
    /// The SHA-256 of all bytes before this line, in hexadecimal digits.
    pub sha256: String,
}

/// A line between the first and the last.
#[derive(Clone, Debug)]
pub enum ArchiveLine {
    /// A record.
    Record(RecordLine),
    /// An entry of the journal.
    Entry(EntryLine),
    /// A token.
    Token(TokenLine),
    /// A stored answer.
    Answer(AnswerLine),
}

/// A line as it is written: what it is, then its fields.
pub fn written(tag: &str, fields: &impl Serialize) -> serde_json::Result<String> {
    let fields = serde_json::to_string(fields)?;
    Ok(format!("{{\"type\":\"{tag}\",{}\n", fields.strip_prefix('{').unwrap_or(&fields)))
}

/// What a line says that it is.
pub fn tag(line: &str) -> Option<&str> {
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
        assert_eq!((tag(&line), serde_json::from_str::<ArchiveEnd>(&line).unwrap()), (Some("end"), end));
        assert_eq!(HEX.decode(b"000fFF").unwrap(), [0, 15, 255]);
    }
}
