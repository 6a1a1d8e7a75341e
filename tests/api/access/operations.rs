//! Who may do what: every operation of the document, asked by everybody there is.

use std::sync::LazyLock;

use serde_json::{Value, json};
use twinning::{
    auth::{role::TokenRole, secret::Secret},
    openapi::document,
    values::{instant::Instant, traits::ClosedList as _},
};

use crate::support::{
    TestApp,
    client::Answer,
    keeper::{token, token_that},
    requests::{Operation, Request, operations},
};

/// Who asks.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Actor {
    /// Nobody: no token.
    Nobody,
    /// Something that is no token.
    Malformed,
    /// A token that nobody has.
    Wrong,
    /// A token whose time is over.
    Expired,
    /// A token that was revoked.
    Revoked,
    /// A token with this role.
    Keeper(TokenRole),
}

/// Those whose token is refused, whatever they ask.
const REFUSED: [Actor; 4] = [Actor::Malformed, Actor::Wrong, Actor::Expired, Actor::Revoked];

/// The challenges of RFC 6750, §3.
const NO_TOKEN: &str = r#"Bearer realm="twinning""#;
const INVALID: &str = r#"Bearer realm="twinning", error="invalid_token""#;

impl Actor {
    /// What they send as `Authorization`.
    fn authorization(self, app: &TestApp) -> Option<String> {
        let past = Instant::days_ago(1);
        let token = match self {
            Self::Nobody => return None,
            Self::Malformed => "twn_0000".to_owned(),
            Self::Wrong => Secret::new().unwrap().reveal().to_owned(),
            Self::Expired => {
                token_that(&app.database, TokenRole::Admin, |token| token.expires_at = Some(past))
            }
            Self::Revoked => {
                token_that(&app.database, TokenRole::Admin, |token| token.revoked_at = Some(past))
            }
            Self::Keeper(role) => token(&app.database, role),
        };
        Some(format!("Bearer {token}"))
    }
}

/// Asks from another address each time: what one is refused for is not counted against another.
struct Asking {
    app: TestApp,
    asked: u16,
}

impl Asking {
    fn new() -> Self {
        Self { app: TestApp::behind_proxy(), asked: 0 }
    }

    fn ask(&mut self, request: &Request, method: &str, actor: Actor) -> Answer {
        self.asked += 1;
        let [high, low] = self.asked.to_be_bytes();
        let address = format!("10.0.{high}.{low}");
        let authorization = actor.authorization(&self.app);
        let bearer = authorization.as_deref().map(|value| ("Authorization", value));
        let headers: Vec<_> =
            [("X-Forwarded-For", address.as_str())].into_iter().chain(bearer).collect();
        Request { method: method.to_owned(), ..request.clone() }.send(&self.app, &headers)
    }
}

/// The methods by which a request can be sent: HEAD is GET.
fn methods(request: &Request) -> Vec<String> {
    let head = (request.method == "GET").then(|| "HEAD".to_owned());
    head.into_iter().chain([request.method.clone()]).collect()
}

/// The document as it is assembled: every operation says who may.
static ASSEMBLED: LazyLock<Value> = LazyLock::new(document::assembled);

/// The least role that may do it, as the document says; `None` is for everybody. An operation that does not say fails.
fn needed(operation: &Operation) -> Option<TokenRole> {
    let name = operation.name();
    let security = &ASSEMBLED["paths"][operation.template][operation.method.0]["security"];
    if *security == json!([{}]) {
        assert!(
            operation.described.get("security").is_none(),
            "{name}: a padlock where no token is needed"
        );
        return None;
    }
    assert_eq!(*security, operation.described["security"], "{name}");
    let role = security[0]["token"][0].as_str().and_then(TokenRole::read);
    Some(role.unwrap_or_else(|| panic!("{name} names no role: {security:?}")))
}

/// What a problem says, without what differs from request to request.
fn said(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut problem = answer.json();
    for name in ["requestId", "instance"] {
        problem.as_object_mut().unwrap().shift_remove(name).unwrap();
    }
    // A connection is closed when the body had not come yet as the answer left.
    let of_request = ["date", "x-request-id", "content-length", "connection"];
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !of_request.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status, headers, problem)
}

#[test]
fn every_operation_asks_who_may_do_it() {
    let mut shared = Asking::new();
    for operation in operations() {
        for actor in
            [Actor::Nobody].into_iter().chain(TokenRole::ALL.iter().copied().map(Actor::Keeper))
        {
            let mut own = operation.spoils_others().then(Asking::new);
            asks_who(own.as_mut().unwrap_or(&mut shared), &operation, actor);
        }
    }
}

fn asks_who(asking: &mut Asking, operation: &Operation, actor: Actor) {
    let needed = needed(operation);
    let request = operation.request(&asking.app);
    for method in methods(&request) {
        let answer = asking.ask(&request, &method, actor);
        let told = format!("{} ({method}) as {actor:?}: {}", operation.name(), answer.text());
        match refusal(needed, actor) {
            Some(status) => assert_eq!(answer.status, status, "{told}"),
            None => assert!((200..300).contains(&answer.status), "{told}"),
        }
        let challenge = challenge(answer.status, needed);
        assert_eq!(answer.header_if_any("www-authenticate"), challenge.as_deref(), "{told}");
    }
}

/// How somebody whose token is good, or who brings none, is refused.
fn refusal(needed: Option<TokenRole>, actor: Actor) -> Option<u16> {
    match (needed?, actor) {
        (needed, Actor::Keeper(role)) => (!role.allows(needed)).then_some(403),
        _ => Some(401),
    }
}

fn challenge(status: u16, needed: Option<TokenRole>) -> Option<String> {
    match (status, needed) {
        (401, _) => Some(NO_TOKEN.to_owned()),
        (403, Some(role)) => {
            Some(format!("{NO_TOKEN}, error=\"insufficient_scope\", scope=\"{}\"", role.as_str()))
        }
        _ => None,
    }
}

#[test]
fn a_token_that_is_not_valid_is_refused_everywhere_in_the_same_words() {
    let mut shared = Asking::new();
    let mut first = None;
    for operation in operations() {
        let mut own = operation.spoils_others().then(Asking::new);
        let asking = own.as_mut().unwrap_or(&mut shared);
        let request = operation.request(&asking.app);
        let before = asking.app.json("")["revision"].clone();
        for method in methods(&request) {
            for actor in REFUSED {
                let answer = asking.ask(&request, &method, actor);
                let told = format!("{} ({method}) as {actor:?}", operation.name());
                assert_eq!(
                    (answer.status, answer.header("www-authenticate")),
                    (401, INVALID),
                    "{told}"
                );
                assert_eq!(answer.header("cache-control"), "no-store", "{told}");
                if method != "HEAD" {
                    let said = said(&answer);
                    assert_eq!(*first.get_or_insert_with(|| said.clone()), said, "{told}");
                }
            }
        }
        assert_eq!(asking.app.json("")["revision"], before, "{}", operation.name());
    }
}

/// Whether there is such a record, or what is wrong with a body, is told to those only who may write.
#[test]
fn who_may_not_learns_nothing_else() {
    let app = TestApp::new();
    let reader = format!("Bearer {}", token(&app.database, TokenRole::Reader));
    for operation in
        operations().iter().filter(|operation| needed(operation) > Some(TokenRole::Reader))
    {
        for id in ["oziersk", "no-such-record"] {
            let path = format!(
                "/api/v1{}",
                operation
                    .template
                    .replace("{id}", id)
                    .replace("{batch}", "1")
                    .replace("{webhook}", "1")
            );
            for (headers, status) in
                [(vec![], 401), (vec![("Authorization", reader.as_str())], 403)]
            {
                let body = if operation.method.0 == "get" { "" } else { "{" };
                let answer = app.send(&operation.method.as_sent(), &path, &headers, body);
                assert_eq!(answer.status, status, "{} {path}: {}", operation.name(), answer.text());
            }
        }
    }
}

/// Every way to send something that is no token.
#[test]
fn what_is_no_token_is_refused_as_one_that_nobody_has() {
    let app = TestApp::behind_proxy();
    let token = token(&app.database, TokenRole::Admin);
    for (at, header) in [
        token.clone(),
        format!("Basic {token}"),
        format!("Token {token}"),
        format!("Bearer {token}x"),
        format!("Bearer {}", &token[..41]),
        format!("Bearer {token} {token}"),
        format!("Bearer \"{token}\""),
        "Bearer".to_owned(),
        "Bearer null".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let address = format!("192.0.2.{at}");
        let headers = [("X-Forwarded-For", address.as_str()), ("Authorization", header.as_str())];
        let answer = app.get_with("/partners", &headers);
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, INVALID), "{header}");
        assert!(!answer.text().contains(&token[4..]), "{}", answer.text());
    }
}
