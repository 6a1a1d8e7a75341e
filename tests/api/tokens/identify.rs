//! Who has a token, and since when it was last used.

use twinning::{
    auth::{
        identity::Identity,
        queries::{create, identify, mark_used, revoke},
        role::TokenRole,
        secret::Secret,
        token::Token,
    },
    db::DbConnection,
    values::{instant::Instant, traits::TextValue as _},
};

use crate::support::{database::TestDatabase, tokens::listed};

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

/// Makes a token with this id for a reader.
fn make(connection: &mut DbConnection, id: &str, expires_at: Option<&str>) -> Secret {
    let secret = Secret::new().unwrap();
    let token = Token {
        id: id.to_owned(),
        name: format!("Anna {id}"),
        role: TokenRole::Reader,
        created_at: at("2026-11-23T12:00:00Z"),
        expires_at: expires_at.map(at),
        revoked_at: None,
        last_used_at: None,
    };
    create(connection, &token, &secret).unwrap();
    secret
}

#[test]
fn only_a_token_that_is_known_and_in_force_is_somebody() {
    let database = TestDatabase::migrated();
    let connection = &mut database.connection();
    let now = at("2027-06-30T23:59:59Z");
    let lasting = make(connection, "lasting0", None);
    let ending = make(connection, "ending00", Some("2027-07-01T00:00:00Z"));
    let ended = make(connection, "ended000", Some("2027-06-30T23:59:59Z"));
    let revoked = make(connection, "revoked0", None);
    revoke(connection, "revoked0", now).unwrap();
    let identity = |id: &str| Identity {
        token_id: id.to_owned(),
        name: format!("Anna {id}"),
        role: TokenRole::Reader,
    };
    assert_eq!(identify(connection, &lasting, now).unwrap(), Some(identity("lasting0")));
    assert_eq!(identify(connection, &ending, now).unwrap(), Some(identity("ending00")));
    assert_eq!(identify(connection, &ending, at("2027-07-01T00:00:00Z")).unwrap(), None);
    assert_eq!(identify(connection, &ended, now).unwrap(), None);
    assert_eq!(identify(connection, &revoked, now).unwrap(), None);
    assert_eq!(identify(connection, &Secret::new().unwrap(), now).unwrap(), None);
}

#[test]
fn the_last_use_is_written_once_a_minute() {
    let database = TestDatabase::migrated();
    let connection = &mut database.connection();
    make(connection, "aB3dE6gH", None);
    make(connection, "unused00", None);
    for (now, last_used) in [
        ("2027-01-01T12:00:00Z", "2027-01-01T12:00:00Z"),
        ("2027-01-01T12:00:59Z", "2027-01-01T12:00:00Z"),
        ("2027-01-01T12:01:00Z", "2027-01-01T12:01:00Z"),
        // The clock was put right: the later use was none.
        ("2027-01-01T11:00:00Z", "2027-01-01T11:00:00Z"),
    ] {
        mark_used(connection, "aB3dE6gH", at(now)).unwrap();
        mark_used(connection, "nobodys0", at(now)).unwrap();
        let used: Vec<String> = listed(&database).into_iter().map(|row| row.last_used).collect();
        assert_eq!(used, [last_used, "never"], "{now}");
    }
}

#[test]
fn one_token_is_never_two() {
    let database = TestDatabase::migrated();
    let connection = &mut database.connection();
    let secret = make(connection, "aB3dE6gH", None);
    let again = Token {
        id: "another0".to_owned(),
        name: "Anna".to_owned(),
        role: TokenRole::Admin,
        created_at: Instant::now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    assert!(create(connection, &again, &secret).is_err(), "the same hash");
    let again = Token { id: "aB3dE6gH".to_owned(), ..again };
    assert!(create(connection, &again, &Secret::new().unwrap()).is_err(), "the same id");
    assert_eq!(listed(&database).len(), 1);
}
