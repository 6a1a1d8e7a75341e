//! `Idempotency-Key`: a request that was answered is answered the same again, and done once.
//!
//! The answer is kept in the transaction of the change: after a crash there are both or neither.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::response::stored_response::StoredResponse;
use crate::{
    auth::identity::Identity,
    db::{DbConnection, schema::idempotency},
    error::ApiError,
    journal::revision::corrupt,
    values::instant::Instant,
};

/// How many characters a key has at most.
const LONGEST: usize = 255;

/// For how long answers are kept.
const DAYS: i64 = 7;

/// A key as a client chose it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads the header; quotation marks around the key are not part of it.
    pub fn of(header: Option<String>) -> Result<Option<Self>, ApiError> {
        let Some(header) = header else { return Ok(None) };
        let key = header.trim();
        let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
        if key.is_empty() || key.len() > LONGEST || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let detail = format!("is not 1 to {LONGEST} visible ASCII characters, such as a UUID");
            return Err(ApiError::parameter("Idempotency-Key", "invalid-value", detail));
        }
        Ok(Some(Self(key.to_owned())))
    }

    /// The key with what it stands for.
    pub fn for_request(self, identity: &Identity, parts: &[&[u8]]) -> KeyedRequest {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        KeyedRequest { token: identity.token_id.clone(), key: self.0, hash: hash.finalize().to_vec() }
    }
}

/// A request with a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyedRequest {
    token: String,
    key: String,
    hash: Vec<u8>,
}

/// Does `work` and keeps its answer, or gives the answer that was kept. The revision is locked: of two requests with
/// the same key at the same time, the second comes here when the first one's answer is kept.
pub fn once<E: From<ApiError> + From<diesel::result::Error>>(
    connection: &mut DbConnection,
    request: Option<KeyedRequest>,
    work: impl FnOnce(&mut DbConnection) -> Result<StoredResponse, E>,
) -> Result<StoredResponse, E> {
    let Some(request) = request else { return work(connection) };
    if let Some(kept) = kept(connection, &request)? {
        return Ok(kept);
    }
    let written = work(connection)?;
    keep(connection, &request, &written)?;
    Ok(written)
}

/// The moment before which answers are forgotten.
fn oldest() -> String {
    Instant::days_ago(DAYS).to_string()
}

fn kept(connection: &mut DbConnection, request: &KeyedRequest) -> Result<Option<StoredResponse>, ApiError> {
    let row: Option<(Vec<u8>, String)> = idempotency::table
        .find((&request.token, &request.key))
        .filter(idempotency::answered_at.ge(oldest()))
        .select((idempotency::request_hash, idempotency::answer))
        .first(connection)
        .optional()?;
    let Some((hash, answer)) = row else { return Ok(None) };
    if hash != request.hash {
        return Err(ApiError::conflict(
            "This Idempotency-Key was sent before with another request: send a new key with each change.",
        ));
    }
    Ok(Some(serde_json::from_str(&answer).map_err(|_error| corrupt("idempotency"))?))
}

fn keep(
    connection: &mut DbConnection,
    request: &KeyedRequest,
    written: &StoredResponse,
) -> Result<(), ApiError> {
    diesel::delete(idempotency::table.filter(idempotency::answered_at.lt(oldest()))).execute(connection)?;
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::token.eq(&request.token),
            idempotency::key.eq(&request.key),
            idempotency::request_hash.eq(&request.hash),
            idempotency::answered_at.eq(Instant::now().to_string()),
            idempotency::answer.eq(serde_json::to_string(written)?),
        ))
        .execute(connection)?;
    Ok(())
}
