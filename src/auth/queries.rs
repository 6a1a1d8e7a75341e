//! The SQL of tokens.
//!
//! No query reads the hash of a token; it is only compared.

use diesel::prelude::*;

use super::{
    identity::Identity,
    role::TokenRole,
    secret::Secret,
    token::{Token, TokenState},
};
use crate::{
    db::{DbConnection, schema::token},
    journal::revision::corrupt,
    values::{
        instant::Instant,
        traits::{ClosedList, TextValue},
    },
};

/// The minimum number of seconds between two writes of the last use of a token.
const BETWEEN_USES: i64 = 60;

#[derive(Queryable, Selectable)]
#[diesel(table_name = token)]
struct StoredToken {
    id: String,
    name: String,
    role: String,
    created_at: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
    last_used_at: Option<String>,
}

impl StoredToken {
    fn read(self) -> QueryResult<Token> {
        let Self { id, name, role, created_at, expires_at, revoked_at, last_used_at } = self;
        Ok(Token {
            role: TokenRole::read(&role).ok_or_else(|| corrupt(&role))?,
            created_at: instant(&created_at)?,
            expires_at: expires_at.as_deref().map(instant).transpose()?,
            revoked_at: revoked_at.as_deref().map(instant).transpose()?,
            last_used_at: last_used_at.as_deref().map(instant).transpose()?,
            id,
            name,
        })
    }
}

fn instant(text: &str) -> QueryResult<Instant> {
    Instant::read(text).ok_or_else(|| corrupt(text))
}

/// Stores a token with the hash of its secret.
pub fn create(connection: &mut DbConnection, token: &Token, secret: &Secret) -> QueryResult<()> {
    let Token { id, name, role, created_at, expires_at, revoked_at, last_used_at } = token;
    diesel::insert_into(token::table)
        .values((
            token::id.eq(id),
            token::name.eq(name),
            token::role.eq(role.as_str()),
            token::hash.eq(secret.hash().to_vec()),
            token::created_at.eq(created_at.to_string()),
            token::expires_at.eq(expires_at.map(|at| at.to_string())),
            token::revoked_at.eq(revoked_at.map(|at| at.to_string())),
            token::last_used_at.eq(last_used_at.map(|at| at.to_string())),
        ))
        .execute(connection)
        .map(drop)
}

/// Returns all tokens, revoked and expired ones included, oldest first.
pub fn list(connection: &mut DbConnection) -> QueryResult<Vec<Token>> {
    let rows: Vec<StoredToken> = token::table.select(StoredToken::as_select()).load(connection)?;
    let mut tokens =
        rows.into_iter().map(StoredToken::read).collect::<QueryResult<Vec<Token>>>()?;
    tokens.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    Ok(tokens)
}

/// Returns the bearer of a token; `None` if it is unknown, revoked or expired.
pub fn identify(
    connection: &mut DbConnection,
    secret: &Secret,
    now: Instant,
) -> QueryResult<Option<Identity>> {
    let found =
        with_secret(connection, secret)?.filter(|token| token.state(now) == TokenState::Active);
    Ok(found.map(|Token { id, name, role, .. }| Identity { token_id: id, name, role }))
}

/// Returns the bearer of the token with this id; `None` if it is unknown, revoked or expired.
pub(crate) fn bearer(
    connection: &mut DbConnection,
    token_id: &str,
    now: Instant,
) -> QueryResult<Option<Identity>> {
    let row: Option<StoredToken> = token::table
        .find(token_id)
        .select(StoredToken::as_select())
        .first(connection)
        .optional()?;
    let token = row.map(StoredToken::read).transpose()?;
    let active = token.filter(|token| token.state(now) == TokenState::Active);
    Ok(active.map(|Token { id, name, role, .. }| Identity { token_id: id, name, role }))
}

/// Records the use of a token, at most once a minute. The transaction must be able to write.
pub fn mark_used(connection: &mut DbConnection, token_id: &str, now: Instant) -> QueryResult<()> {
    let known =
        token::table.find(token_id).select(token::last_used_at).first::<Option<String>>(connection);
    let Some(last) = known.optional()? else { return Ok(()) };
    let last = last.as_deref().map(instant).transpose()?;
    if last.is_some_and(|last| (0..BETWEEN_USES).contains(&now.seconds_since(last))) {
        return Ok(());
    }
    diesel::update(token::table.find(token_id))
        .set(token::last_used_at.eq(now.to_string()))
        .execute(connection)
        .map(drop)
}

/// The result of revoking a token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Revocation {
    /// The token is revoked now.
    Done(Token),
    /// The token was revoked already. Nothing was changed.
    Before(Token),
    /// Several valid tokens have this name. Nothing was changed.
    Ambiguous(Vec<Token>),
    /// No token matches.
    Unknown,
}

/// Revokes the token that is given by its id, by its name or by the token itself.
///
/// An id takes precedence over a name, so that a name cannot protect another token. The caller manages the
/// transaction.
pub fn revoke(
    connection: &mut DbConnection,
    wanted: &str,
    now: Instant,
) -> QueryResult<Revocation> {
    let (mut valid, mut revoked): (Vec<Token>, Vec<Token>) =
        named(connection, wanted)?.into_iter().partition(|token| token.revoked_at.is_none());
    let Some(mut token) = valid.pop() else {
        return Ok(revoked.pop().map_or(Revocation::Unknown, Revocation::Before));
    };
    if !valid.is_empty() {
        valid.push(token);
        return Ok(Revocation::Ambiguous(valid));
    }
    let row = token::table.filter(token::id.eq(&token.id)).filter(token::revoked_at.is_null());
    let changed =
        diesel::update(row).set(token::revoked_at.eq(now.to_string())).execute(connection)?;
    token.revoked_at = Some(now);
    // Another process may have revoked it in the meantime.
    Ok(if changed == 0 { Revocation::Before(token) } else { Revocation::Done(token) })
}

/// Finds the tokens with this id, name or text; the one revoked last comes last.
fn named(connection: &mut DbConnection, wanted: &str) -> QueryResult<Vec<Token>> {
    if let Some(secret) = Secret::read(wanted) {
        return Ok(with_secret(connection, &secret)?.into_iter().collect());
    }
    let rows: Vec<StoredToken> = token::table
        .filter(token::id.eq(wanted).or(token::name.eq(wanted)))
        .select(StoredToken::as_select())
        .load(connection)?;
    let mut tokens =
        rows.into_iter().map(StoredToken::read).collect::<QueryResult<Vec<Token>>>()?;
    if tokens.iter().any(|token| token.id == wanted) {
        tokens.retain(|token| token.id == wanted);
    }
    tokens.sort_by(|a, b| {
        (a.revoked_at, a.created_at, &a.id).cmp(&(b.revoked_at, b.created_at, &b.id))
    });
    Ok(tokens)
}

fn with_secret(connection: &mut DbConnection, secret: &Secret) -> QueryResult<Option<Token>> {
    let row: Option<StoredToken> = token::table
        .filter(token::hash.eq(secret.hash().to_vec()))
        .select(StoredToken::as_select())
        .first(connection)
        .optional()?;
    row.map(StoredToken::read).transpose()
}
