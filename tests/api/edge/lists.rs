//! Headers that are lists: each member counts by itself.

use crate::support::TestApp;

/// What a client may put around the member that is meant: other standards, mistakes, and what Java sends.
fn around(member: &str) -> [String; 8] {
    [
        member.to_owned(),
        format!("*; q=.2, {member}"),
        format!("{member}, en_US.UTF-8, C"),
        format!("a b c;q=x, {member}"),
        format!(",, ,{member},"),
        format!("x;y=\"1, 2;q=0\", {member}"),
        format!("ü;q=0.1,{member}"),
        format!("@;q=7, {member}"),
    ]
}

#[test]
fn a_member_that_cannot_be_read_takes_nothing_from_the_others() {
    let app = TestApp::new();
    for accept in around("application/json;q=.3") {
        assert_eq!(app.get_with("/partners", &[("Accept", &accept)]).status, 200, "{accept}");
    }
    for languages in around("en;q=.7") {
        let answer = app.get_with("/partners/oziersk", &[("Accept-Language", &languages)]);
        assert_eq!(answer.header("content-language").split(',').next(), Some("en"), "{languages}");
    }
    for codings in around("gzip;q=.7") {
        let answer = app.get_with("/events", &[("Accept-Encoding", &codings)]);
        assert_eq!(answer.header_if_any("content-encoding"), Some("gzip"), "{codings}");
    }
    for preferences in around("wait=1") {
        let answer = app.get_with("/changes", &[("Prefer", &preferences)]);
        assert_eq!(answer.header_if_any("preference-applied"), Some("wait=1"), "{preferences}");
    }
}

#[test]
fn what_the_readable_members_exclude_stays_excluded() {
    let app = TestApp::new();
    for (accept, status) in [
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", 200),
        ("*", 200),
        ("*;q=0.1", 200),
        ("*/*;q=0.0", 406),
        ("*;q=0", 406),
        ("application/json;q=0, ???, *", 406),
        ("text/html, ???", 406),
        ("???", 406),
        ("application/json;q=high", 406),
        ("text/csv;x=\", application/json\"", 406),
    ] {
        for path in ["/topics", "/search?q=Oziersk"] {
            let answer = app.get_with(path, &[("Accept", accept)]);
            assert_eq!(answer.status, status, "{path} {accept}");
        }
    }
    let lines = [("Accept", "text/html"), ("Accept", "???"), ("Accept", "application/json")];
    assert_eq!(app.get_with("/topics", &lines).status, 200, "a list in several lines");
}
