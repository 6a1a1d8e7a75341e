//! The commands for tokens: what they take, and what they say.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::Offset};
use twinning::auth::secret::Secret;

use crate::support::{
    database::TestDatabase,
    program::run,
    tokens::{listed, made, token},
};

fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

#[test]
fn a_token_is_printed_alone_on_its_line_with_a_note_beside() {
    let database = TestDatabase::migrated();
    let ran = token(&database, &["create", "  Anna Żółć ", "--role", "editor"]);
    let told = ran.err.clone();
    let out = ran.succeeded();
    let secret = out.strip_suffix('\n').unwrap();
    assert!(Secret::read(secret).is_some(), "{out}");
    let [row] = &listed(&database)[..] else { panic!("one token") };
    for part in [
        "“Anna Żółć” (editor, ",
        &row.id,
        "shown only now",
        "Authorization: Bearer twn_…",
        &row.expires,
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains(secret), "{told}");
}

#[test]
fn the_list_says_whose_tokens_there_are_and_until_when() {
    let database = TestDatabase::migrated();
    let nothing = token(&database, &["list"]);
    assert!(nothing.err.contains("token create NAME --role editor"), "{nothing:?}");
    assert_eq!(nothing.succeeded(), "");
    let (day, year) = (today(), today().saturating_add(365.days()).to_string());
    made(&database, "Anna Nowak");
    let expires = day.to_string();
    token(&database, &["create", "harvester", "--role", "reader", "--expires", &expires])
        .succeeded();
    token(&database, &["create", "robot", "--role", "admin", "--never-expires"]).succeeded();
    let mut rows = listed(&database);
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let shown: Vec<[&str; 5]> = rows
        .iter()
        .map(|row| [&*row.name, &*row.role, &*row.state, &*row.expires, &*row.last_used])
        .collect();
    assert_eq!(
        shown,
        [
            ["Anna Nowak", "editor", "active", &*year, "never"],
            ["harvester", "reader", "active", &*expires, "never"],
            ["robot", "admin", "active", "never", "never"],
        ]
    );
    assert!(rows.iter().all(|row| row.created == expires && row.id.len() == 8), "{rows:?}");
}

#[test]
fn wrong_arguments_are_told_with_what_would_be_right() {
    let long = "ł".repeat(101);
    let yesterday = today().saturating_sub(1.day()).to_string();
    for (arguments, words) in [
        (&["create"][..], "<NAME>"),
        (&["create", "Anna"], "--role"),
        (&["create", "Anna", "--role", "owner"], "reader, editor, admin"),
        (&["create", "Anna", "--role", "edtor"], "editor"),
        (&["create", " ", "--role", "editor"], "1 to 100 characters"),
        (&["create", &long, "--role", "editor"], "1 to 100 characters"),
        (&["create", "An\nna", "--role", "editor"], "without control characters"),
        (&["create", "Anna", "--role", "editor", "--expires", &yesterday], "choose today"),
        (
            &["create", "Anna", "--role", "editor", "--expires", "2027-02-30"],
            "a day of the calendar",
        ),
        (&["create", "Anna", "--role", "editor", "--expires", "30.06.2027"], "such as 20"),
        (
            &["create", "Anna", "--role", "editor", "--expires", "2199-01-01", "--never-expires"],
            "cannot be used with",
        ),
        (&["revoke"], "<ID_OR_NAME>"),
        (&["revok", "Anna"], "revoke"),
        (&["list", "Anna"], "Usage"),
    ] {
        let ran = run(&[&["token"], arguments].concat());
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(
            ran.err.starts_with("error: ") && ran.err.contains(words),
            "{arguments:?}: {}",
            ran.err
        );
    }
}

#[test]
fn help_shows_how() {
    let help = run(&["token", "--help"]).succeeded();
    for command in ["create", "list", "revoke"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
    }
    let help = run(&["token", "create", "--help"]).succeeded();
    for part in [
        "--role editor --expires 2027-06-30",
        "- reader: can read drafts",
        "365 days",
        "Authorization: Bearer",
    ] {
        assert!(help.contains(part), "{part}: {help}");
    }
    assert!(
        run(&["token", "revoke", "--help"])
            .succeeded()
            .contains("twinning token revoke \"Anna Nowak\"")
    );
}

#[test]
fn a_database_is_not_made_for_a_token() {
    let database = TestDatabase::sqlite();
    for arguments in [&["create", "Anna", "--role", "editor"][..], &["list"], &["revoke", "Anna"]] {
        let line = token(&database, arguments).refused();
        assert!(
            line.contains("there is no such file") && line.contains("run `twinning serve` once"),
            "{line}"
        );
    }
    assert!(database.folder.path().read_dir().unwrap().next().is_none(), "nothing was made");
}
