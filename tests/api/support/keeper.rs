//! Somebody with a token: a clerk who keeps the data, or who only sees drafts.

use serde_json::Value;
use twinning::{
    auth::{
        base62, queries,
        role::TokenRole,
        secret::Secret,
        token::{ID_LENGTH, Token},
    },
    db::transaction,
    values::{instant::Instant, traits::ClosedList as _},
};

use super::{TestApp, client::Answer, database::TestDatabase};

/// A client that sends a token.
pub struct Keeper<'a> {
    app: &'a TestApp,
    /// The token.
    pub token: String,
}

/// Makes a token with this role, named after it.
pub fn token(database: &TestDatabase, role: TokenRole) -> String {
    token_that(database, role, |_| {})
}

/// Makes a token with this role that is otherwise as `change` makes it.
pub fn token_that(
    database: &TestDatabase,
    role: TokenRole,
    change: impl FnOnce(&mut Token),
) -> String {
    let secret = Secret::new().unwrap();
    let mut made = Token {
        id: base62::random(ID_LENGTH).unwrap(),
        name: format!("the {}", role.as_str()),
        role,
        created_at: Instant::now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    change(&mut made);
    transaction::write(&mut database.connection(), |connection| {
        queries::create(connection, &made, &secret)
    })
    .unwrap();
    secret.reveal().to_owned()
}

impl TestApp {
    /// An editor of its own.
    pub fn editor(&self) -> Keeper<'_> {
        self.keeper(TokenRole::Editor)
    }

    /// Somebody with this role.
    pub fn keeper(&self, role: TokenRole) -> Keeper<'_> {
        Keeper { app: self, token: token(&self.database, role) }
    }
}

impl Keeper<'_> {
    /// The same one at another service of the same database.
    pub fn of(self, app: &TestApp) -> Keeper<'_> {
        Keeper { app, token: self.token }
    }

    /// Sends JSON below `/api/v1` with these headers.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let media_type =
            if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
        let own = [("Authorization", bearer.as_str()), ("Content-Type", media_type)];
        let headers: Vec<_> = own.iter().chain(headers).copied().collect();
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        self.app.send(method, &format!("/api/v1{path}"), &headers, bytes)
    }

    /// Sends bytes below `/api/v1`, with these headers and the token.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers: Vec<_> =
            headers.iter().copied().chain([("Authorization", bearer.as_str())]).collect();
        self.app.send(method, &format!("/api/v1{path}"), &headers, body)
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &Value::Null)
    }

    /// The body of a GET that must succeed.
    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// The `ETag` of what is there.
    #[track_caller]
    pub fn tag(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.header("etag").to_owned()
    }

    /// POST.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], body)
    }

    /// PUT, of what is new.
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, &[], body)
    }

    /// A change of the present state, with its tag.
    #[track_caller]
    pub fn change(&self, method: &str, path: &str, body: &Value) -> Answer {
        let tag = self.tag(path);
        self.send(method, path, &[("If-Match", &tag)], body)
    }
}
