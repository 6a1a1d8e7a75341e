//! Taking tokens back: by id, by name, by the token itself.

use diesel::connection::SimpleConnection as _;
use twinning::{
    auth::{queries::identify, secret::Secret},
    values::instant::Instant,
};

use crate::support::{
    database::TestDatabase,
    tokens::{Listed, listed, made, token},
};

/// Whether somebody is known by this token.
fn works(database: &TestDatabase, token: &str) -> bool {
    let secret = Secret::read(token).unwrap();
    identify(&mut database.connection(), &secret, Instant::now()).unwrap().is_some()
}

/// The rows of the tokens with this name.
fn named(database: &TestDatabase, name: &str) -> Vec<Listed> {
    listed(database).into_iter().filter(|row| row.name == name).collect()
}

#[test]
fn a_token_is_revoked_by_its_id_its_name_or_itself() {
    let database = TestDatabase::migrated();
    let kept = made(&database, "kept");
    for by in ["id", "name", "token"] {
        let secret = made(&database, by);
        assert!(works(&database, &secret));
        let id = named(&database, by).remove(0).id;
        let wanted = match by {
            "id" => &id,
            "name" => " name ",
            _ => &secret,
        };
        let out = token(&database, &["revoke", wanted]).succeeded();
        assert_eq!(out, format!("Revoked: token {id} of “{by}” no longer works.\n"));
        assert!(!works(&database, &secret), "{by}");
        assert_eq!(named(&database, by)[0].state, "revoked");
        let line = token(&database, &["revoke", wanted]).refused();
        assert!(
            line.contains(&format!("token {id} of “{by}” was already revoked on 20")),
            "{line}"
        );
        assert!(!line.contains(&secret), "{line}");
    }
    assert!(works(&database, &kept));
}

#[test]
fn a_name_must_say_which_token_is_meant() {
    let database = TestDatabase::migrated();
    let (first, second) = (made(&database, "Anna"), made(&database, "Anna"));
    let ids: Vec<String> = named(&database, "Anna").into_iter().map(|row| row.id).collect();
    let line = token(&database, &["revoke", "Anna"]).refused();
    assert!(line.contains("2 tokens have the name “Anna”"), "{line}");
    assert!(ids.iter().all(|id| line.contains(id)), "{line}");
    assert!(works(&database, &first) && works(&database, &second));
    token(&database, &["revoke", &first]).succeeded();
    token(&database, &["revoke", "Anna"]).succeeded();
    assert!(!works(&database, &second), "the one that was left");
    assert!(token(&database, &["revoke", "Anna"]).refused().contains("already revoked"));
}

#[test]
fn a_name_like_an_id_protects_nothing() {
    let database = TestDatabase::migrated();
    let secret = made(&database, "Anna");
    let id = named(&database, "Anna").remove(0).id;
    let other = made(&database, &id);
    token(&database, &["revoke", &id]).succeeded();
    assert!(!works(&database, &secret) && works(&database, &other));
}

#[test]
fn what_is_unknown_is_told_without_repeating_a_token() {
    let database = TestDatabase::migrated();
    made(&database, "Anna");
    for wanted in ["anna", "Ann", "%", ""] {
        let line = token(&database, &["revoke", wanted]).refused();
        assert!(line.contains(&format!("no token has the id or name “{wanted}”")), "{line}");
        assert!(line.contains("`twinning token list`"), "{line}");
    }
    let secret = Secret::new().unwrap();
    for wanted in [secret.reveal(), &secret.reveal()[..40]] {
        let line = token(&database, &["revoke", wanted]).refused();
        assert!(line.contains("no token has this text") && !line.contains(wanted), "{line}");
    }
    let line = token(&database, &["create", secret.reveal(), "--role", "editor"]).refused();
    assert!(line.contains("name of the bearer") && !line.contains(secret.reveal()), "{line}");
    assert_eq!(listed(&database).len(), 1);
}

#[test]
fn a_token_whose_time_is_over_is_listed_so_and_can_be_revoked() {
    let database = TestDatabase::migrated();
    let secret = made(&database, "Anna");
    let over = "UPDATE token SET expires_at = '2026-01-01T00:00:00Z'";
    database.connection().batch_execute(over).unwrap();
    assert!(!works(&database, &secret));
    let row = named(&database, "Anna").remove(0);
    assert_eq!((&*row.state, &*row.expires), ("expired", "2025-12-31"));
    token(&database, &["revoke", "Anna"]).succeeded();
    assert_eq!(named(&database, "Anna")[0].state, "revoked");
}
