//! Sessions of the editors' desk: what a browser has in place of the token.
//!
//! A token is valid for a year, a session for a day at most; a script in the browser can read neither. The cookie has 190
//! random bits, of which only the SHA-256 is stored.

use std::fmt;

use diesel::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{base62, identity::Identity, queries};
use crate::{
    db::{DbConnection, schema::session},
    journal::revision::corrupt,
    values::{instant::Instant, traits::TextValue as _},
};

/// The number of random characters of base62.
const RANDOM: usize = 32;

/// How long a session lasts at most, and without use, in seconds.
pub(crate) const LONGEST: i64 = 12 * 60 * 60;
pub(crate) const IDLE: i64 = 60 * 60;

/// The seconds after which the use of a session is noted again.
const BETWEEN_USES: i64 = 60;

/// What the cookie has.
#[derive(Clone)]
pub(crate) struct SessionSecret(String);

impl SessionSecret {
    /// Makes a new one from random numbers of the operating system.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        Ok(Self(base62::random(RANDOM)?))
    }

    /// Reads one; `None` if it cannot be one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let is_one = text.len() == RANDOM && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_one.then(|| Self(text.to_owned()))
    }

    /// Returns the text, for the cookie.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns the SHA-256, which the database stores.
    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

/// A session that is valid.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The bearer of its token.
    pub identity: Identity,
    /// When it ends, whatever is done in it.
    pub ends_at: Instant,
    /// Whether its last use is to be noted.
    pub is_to_be_noted: bool,
}

/// Begins a session for the bearer of a token, and removes those that have ended.
pub(crate) fn begin(
    connection: &mut DbConnection,
    token_id: &str,
    secret: &SessionSecret,
    now: Instant,
) -> QueryResult<()> {
    let oldest = now.plus(-LONGEST).to_string();
    diesel::delete(session::table.filter(session::created_at.lt(oldest))).execute(connection)?;
    diesel::insert_into(session::table)
        .values((
            session::hash.eq(secret.hash()),
            session::token_id.eq(token_id),
            session::created_at.eq(now.to_string()),
            session::used_at.eq(now.to_string()),
        ))
        .execute(connection)
        .map(drop)
}

/// Finds the session of a secret; `None` if there is none, if it has ended, or if its token is not valid any more.
pub(crate) fn find(
    connection: &mut DbConnection,
    secret: &SessionSecret,
    now: Instant,
) -> QueryResult<Option<Session>> {
    let row: Option<(String, String, String)> = session::table
        .find(secret.hash())
        .select((session::token_id, session::created_at, session::used_at))
        .first(connection)
        .optional()?;
    let Some((token_id, created_at, used_at)) = row else { return Ok(None) };
    let read = |text: &str| Instant::read(text).ok_or_else(|| corrupt(text));
    let (created_at, used_at) = (read(&created_at)?, read(&used_at)?);
    let idle = now.seconds_since(used_at);
    if now.seconds_since(created_at) >= LONGEST || idle >= IDLE {
        return Ok(None);
    }
    let identity = queries::bearer(connection, &token_id, now)?;
    let (ends_at, is_to_be_noted) = (created_at.plus(LONGEST), idle >= BETWEEN_USES);
    Ok(identity.map(|identity| Session { identity, ends_at, is_to_be_noted }))
}

/// Notes that a session was used.
pub(crate) fn note_use(
    connection: &mut DbConnection,
    secret: &SessionSecret,
    now: Instant,
) -> QueryResult<()> {
    diesel::update(session::table.find(secret.hash()))
        .set(session::used_at.eq(now.to_string()))
        .execute(connection)
        .map(drop)
}

/// Ends a session.
pub(crate) fn end(connection: &mut DbConnection, secret: &SessionSecret) -> QueryResult<()> {
    diesel::delete(session::table.find(secret.hash())).execute(connection).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_never_shown() {
        let secret = SessionSecret::new().unwrap();
        assert_eq!(secret.reveal().len(), RANDOM);
        assert!(!format!("{secret:?}").contains(secret.reveal()));
        assert_eq!(SessionSecret::read(secret.reveal()).unwrap().hash(), secret.hash());
        for text in ["", "short", &"x".repeat(33), &"ą".repeat(16), &"-".repeat(32)] {
            assert!(SessionSecret::read(text).is_none(), "{text}");
        }
    }
}
