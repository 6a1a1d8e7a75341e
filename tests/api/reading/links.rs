//! The links of lists: what they keep of the address that was asked for, and the cursors in them.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use serde_json::Value;

use crate::support::{
    TestApp,
    app::{ids, path_of},
};

fn link(page: &Value, name: &str) -> String {
    path_of(&page["links"][name]).unwrap_or_default()
}

/// The cursor in a link.
fn cursor(link: &str) -> &str {
    link.rsplit_once('=').unwrap().1
}

#[test]
fn links_keep_every_other_parameter_as_it_was_written() {
    let app = TestApp::new();
    let query = "/events?fields=title&limit=2&q=K%C4%99trzyn+gmina&lang=en&kind=visit%2Cmeeting";
    let first = app.json(query);
    assert_eq!((link(&first, "self"), link(&first, "first")), (query.to_owned(), query.to_owned()));
    let next = link(&first, "next");
    assert!(next.starts_with(&format!("{query}&after=")), "{next}");
    let second = app.json(&next);
    assert_eq!((link(&second, "self"), link(&second, "first")), (next, query.to_owned()));
    assert!(link(&second, "prev").starts_with(&format!("{query}&before=")));
}

#[test]
fn links_are_uris_whatever_was_sent() {
    let app = TestApp::new();
    for (q, written) in [
        ("a|oziersk", "a%7Coziersk"),
        ("{oziersk}", "%7Boziersk%7D"),
        ("`^oziersk[]", "%60%5Eoziersk%5B%5D"),
    ] {
        assert_eq!(
            link(&app.json(&format!("/search?q={q}")), "self"),
            format!("/search?q={written}")
        );
    }
}

#[test]
fn a_cursor_under_another_spelling_of_its_name_is_replaced_too() {
    let app = TestApp::new();
    let next = link(&app.json("/events?limit=1"), "next");
    let second = app.json(&next.replace("after=", "%61fter="));
    let third = link(&second, "next");
    assert_eq!(third.matches("fter=").count(), 1, "{third}");
    assert_eq!(ids(&app.json(&third)).len(), 1);
}

#[test]
fn links_too_long_for_a_header_are_in_the_body_alone() {
    let app = TestApp::new();
    for (length, has_header) in [(100, true), (500, true), (1_000, false), (50_000, false)] {
        let q = "a".repeat(length);
        let answer = app.get(&format!("/partners?q={q}"));
        assert_eq!(link(&answer.json(), "self"), format!("/partners?q={q}"));
        assert_eq!(answer.header_if_any("link").is_some(), has_header, "{length}");
    }
}

#[test]
fn bytes_that_a_uri_does_not_have_mean_what_they_are_encoded_as_or_are_refused() {
    let app = TestApp::new();
    for (query, status) in [
        ("związek".as_bytes(), 200),
        (b"<oziersk>", 200),
        (b"\"oziersk\"", 200),
        (b"\xFF", 400),
        (b"a b", 400),
    ] {
        let mut socket = TcpStream::connect(app.address).unwrap();
        let request = [
            b"GET /api/v1/partners?q=",
            query,
            b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        ]
        .concat();
        socket.write_all(&request).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
}

#[test]
fn a_cursor_that_was_not_given_out_is_refused() {
    let app = TestApp::new();
    let next = link(&app.json("/events?limit=1"), "next");
    let good = cursor(&next).to_owned();
    let mut tampered = good.clone().into_bytes();
    tampered[6] = if tampered[6] == b'A' { b'B' } else { b'A' };
    let tampered = String::from_utf8(tampered).unwrap();
    let half = &good[..good.len() / 2];
    for bad in [
        tampered.as_str(),
        half,
        "x",
        "AAAA",
        "0",
        "-",
        "%C4%85",
        &good.to_uppercase(),
        &format!("{good}A"),
        &format!("{good}="),
        &"A".repeat(5_000),
    ] {
        for name in ["after", "before"] {
            let answer = app.refused(&format!("/events?limit=1&{name}={bad}"));
            assert_eq!(answer.faults(), [(name.to_owned(), "invalid-cursor".to_owned())], "{bad}");
        }
    }
    assert_eq!(
        app.get(&format!("/events?limit=5&after={good}")).status,
        200,
        "another limit is another page"
    );
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let app = TestApp::new();
    let good = link(&app.json("/events?limit=1"), "next");
    let good = cursor(&good);
    for path in [
        "/events?sort=title",
        "/events?sort=startDate",
        "/events?sort=-startDate,title",
        "/partners?",
        "/search?q=a",
    ] {
        let answer = app.refused(&format!("{path}&after={good}"));
        assert_eq!(answer.faults(), [("after".to_owned(), "other-order".to_owned())], "{path}");
        assert!(answer.details().contains("begin again without it"));
    }
    assert_eq!(
        app.get(&format!("/projects?after={good}")).status,
        200,
        "the same order in another list is a position"
    );
    assert_eq!(
        app.get(&format!("/events?sort=-startDate&after={good}")).status,
        200,
        "the default order by its name"
    );
}

#[test]
fn a_page_is_after_or_before_but_not_both() {
    let app = TestApp::new();
    let good = link(&app.json("/events?limit=1"), "next");
    let good = cursor(&good);
    let answer = app.refused(&format!("/events?after={good}&before={good}"));
    assert_eq!(answer.faults(), [("before".to_owned(), "conflict".to_owned())]);
}
