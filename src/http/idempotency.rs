//! `Idempotency-Key`: a repeated request is executed once and gets the same response again.
//!
//! The response is stored in the transaction of the change, so that after a crash both exist or
//! neither does.

use diesel::{dsl::sql, prelude::*, sql_types::Integer};
use sha2::{Digest, Sha256};

use super::response::stored_response::StoredResponse;
use crate::{
    auth::identity::Identity,
    db::{DbConnection, schema::idempotency},
    error::ApiError,
    journal::revision::corrupt,
    text::messages::{Message, message},
    values::instant::Instant,
};

/// The maximum length of a key in characters.
const LONGEST: usize = 255;

/// The number of days that responses are kept.
const DAYS: i64 = 7;

/// The number of expired responses that one request deletes at most: more than the one that it adds, so that they
/// become fewer, and so few that it takes no longer for them.
const MOST_DELETED: i64 = 100;

/// The number of bytes of expired responses after which no more are deleted: a database takes as long for each page.
const MOST_BYTES_DELETED: usize = 4 << 20;

/// A key, as chosen by the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads the header; quotation marks around the key are not part of the key.
    pub(crate) fn of(header: Option<String>) -> Result<Option<Self>, ApiError> {
        let Some(header) = header else { return Ok(None) };
        let key = header.trim();
        let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
        if key.is_empty() || key.len() > LONGEST || !key.bytes().all(|byte| byte.is_ascii_graphic())
        {
            let detail = message!(
                "is not 1 to {longest} visible ASCII characters, such as a UUID",
                longest = LONGEST
            );
            return Err(ApiError::parameter("Idempotency-Key", "invalid-value", detail));
        }
        Ok(Some(Self(key.to_owned())))
    }

    /// Combines the key with its caller and the hash of the request.
    pub(crate) fn for_request(self, identity: &Identity, parts: &[&[u8]]) -> KeyedRequest {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        KeyedRequest {
            token: identity.token_id.clone(),
            key: self.0,
            hash: hash.finalize().to_vec(),
        }
    }
}

/// A request identified by its caller and key, with the hash of its content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct KeyedRequest {
    token: String,
    key: String,
    hash: Vec<u8>,
}

/// What is said of a key that was used for a different request.
pub(crate) fn reused() -> Message {
    message!(
        "This Idempotency-Key was used for a different request; send a new key with each change."
    )
}

/// Runs `work` and stores its response, or returns the stored response. Fails with 409 if the key
/// was used for a different request. The caller must hold the write lock, so that of two
/// simultaneous requests with the same key the second finds the response of the first.
pub(crate) fn once<E: From<ApiError> + From<diesel::result::Error>>(
    connection: &mut DbConnection,
    request: Option<KeyedRequest>,
    work: impl FnOnce(&mut DbConnection) -> Result<StoredResponse, E>,
) -> Result<StoredResponse, E> {
    let Some(request) = request else { return work(connection) };
    if let Some(stored) = stored(connection, &request)? {
        return Ok(stored);
    }
    let response = work(connection)?;
    store(connection, &request, &response)?;
    Ok(response)
}

/// The time before which stored responses have expired.
fn oldest() -> String {
    Instant::days_ago(DAYS).to_string()
}

fn stored(
    connection: &mut DbConnection,
    request: &KeyedRequest,
) -> Result<Option<StoredResponse>, ApiError> {
    let row: Option<(Vec<u8>, String)> = idempotency::table
        .find((&request.token, &request.key))
        .filter(idempotency::answered_at.ge(oldest()))
        .select((idempotency::request_hash, idempotency::answer))
        .first(connection)
        .optional()?;
    let Some((hash, answer)) = row else { return Ok(None) };
    if hash != request.hash {
        return Err(ApiError::conflict(reused()));
    }
    Ok(Some(serde_json::from_str(&answer).map_err(|_error| corrupt("idempotency"))?))
}

fn store(
    connection: &mut DbConnection,
    request: &KeyedRequest,
    response: &StoredResponse,
) -> Result<(), ApiError> {
    delete_expired(connection)?;
    // Its own may be among those that are not deleted yet.
    diesel::delete(idempotency::table.find((&request.token, &request.key))).execute(connection)?;
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::token.eq(&request.token),
            idempotency::key.eq(&request.key),
            idempotency::request_hash.eq(&request.hash),
            idempotency::answered_at.eq(Instant::now().to_string()),
            idempotency::answer.eq(serde_json::to_string(response)?),
        ))
        .execute(connection)?;
    Ok(())
}

/// Deletes the oldest expired responses. All of them can be so many after a quiet week that no request would have the
/// time for it.
fn delete_expired(connection: &mut DbConnection) -> QueryResult<()> {
    let expired: Vec<(String, String, i32)> = idempotency::table
        .filter(idempotency::answered_at.lt(oldest()))
        .order(idempotency::answered_at)
        .limit(MOST_DELETED)
        .select((idempotency::token, idempotency::key, sql::<Integer>("octet_length(answer)")))
        .load(connection)?;
    let mut bytes = 0;
    for (token, key, length) in expired {
        if bytes > MOST_BYTES_DELETED {
            break;
        }
        bytes += usize::try_from(length).unwrap_or_default();
        diesel::delete(idempotency::table.find((token, key))).execute(connection)?;
    }
    Ok(())
}
