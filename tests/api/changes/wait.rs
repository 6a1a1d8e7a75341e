//! `Prefer: wait=…`: an answer that is held until there is something to tell.

use std::{
    net::IpAddr,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::support::{
    TestApp,
    client::Answer,
    made_up,
    raw::{self, Raw},
    waiting::eventually,
};

const SECOND: Duration = Duration::from_secs(1);

/// An answer that is not there after this time is held.
const HELD: Duration = Duration::from_millis(300);

/// Asks for changes and waits; the answer, and how long after `meanwhile` was done it came.
fn woken(app: &TestApp, path: &str, wait: &str, meanwhile: impl FnOnce()) -> (Answer, Duration) {
    thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let answer = app.get_with(path, &[("Prefer", wait)]);
            (answer, Instant::now())
        });
        thread::sleep(HELD); // what is tested is that meanwhile nothing happens
        assert!(!asking.is_finished(), "{path} is answered at once");
        meanwhile();
        let done = Instant::now();
        let (answer, at) = asking.join().unwrap();
        (answer, at.saturating_duration_since(done))
    })
}

fn count(answer: &Answer) -> usize {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["data"].as_array().unwrap().len()
}

fn app() -> TestApp {
    TestApp::with(&made_up::partner("p", json!({})))
}

#[test]
fn a_change_of_this_program_wakes_who_waits() {
    let app = app();
    let editor = app.editor();
    let change = || {
        let patch = json!({"status": "ended"});
        assert_eq!(editor.change("PATCH", "/partners/p", &patch).status, 200);
    };
    let (answer, late) = woken(&app, "/changes?after=1", "respond-async, WAIT=600; x", change);
    assert_eq!((count(&answer), &answer.json()["position"]), (1, &json!("2")));
    assert!(late < SECOND / 2, "{late:?}");
    assert_eq!(answer.header("preference-applied"), "wait=20", "what is longer is cut");
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert!(answer.headers.get_all("vary").iter().any(|value| value == "prefer"));
}

#[test]
fn a_change_of_another_program_wakes_who_waits_within_a_second() {
    let app = app();
    let import = || drop(app.import(&made_up::partner("q", json!({}))));
    let (answer, late) = woken(&app, "/changes?after=1", "wait=15", import);
    assert_eq!((count(&answer), answer.header("preference-applied")), (1, "wait=15"));
    assert!(late < SECOND, "{late:?}");
}

#[test]
fn who_waits_for_nothing_gets_the_empty_page() {
    let app = app();
    let began = Instant::now();
    let page = app.get_with("/changes?after=1", &[("Prefer", "wait=1")]);
    assert!((SECOND..2 * SECOND).contains(&began.elapsed()), "{:?}", began.elapsed());
    assert_eq!((count(&page), page.header("preference-applied")), (0, "wait=1"));
    let known = [("Prefer", "wait=1"), ("If-None-Match", page.header("etag"))];
    let again = app.get_with("/changes?after=1", &known);
    assert_eq!((again.status, again.header("preference-applied")), (304, "wait=1"));
    assert!(began.elapsed() > 2 * SECOND);
}

#[test]
fn what_is_not_seen_or_not_asked_for_wakes_nobody() {
    let app = app();
    let editor = app.editor();
    let (answer, _) = woken(&app, "/changes?after=1&type=events", "wait=2", || {
        let draft = json!({"state": "draft", "translations": {"pl": {"name": "D"}}, "kind": "county",
            "status": "active", "country": "FR"});
        assert_eq!(editor.put("/partners/d", &draft).status, 201);
        assert_eq!(editor.change("PATCH", "/partners/p", &json!({"status": "ended"})).status, 200);
    });
    assert_eq!((count(&answer), &answer.json()["position"]), (0, &json!("3")));
    let (answer, late) = woken(&app, "/changes?after=3", "wait=15", || {
        assert_eq!(editor.change("PATCH", "/partners/d", &json!({"status": "ended"})).status, 200);
        thread::sleep(SECOND); // whoever the draft woke would be answered by now
        app.import(&made_up::event("e", json!({})));
    });
    assert_eq!((count(&answer), &answer.json()["data"][0]["id"]), (1, &json!("e")));
    assert!(late < SECOND, "{late:?}");
}

#[test]
fn news_that_is_there_is_not_waited_for_nor_is_what_nobody_understands() {
    let app = app();
    let began = Instant::now();
    let there = app.get_with("/changes", &[("Prefer", "wait=20")]);
    assert_eq!((count(&there), there.header("preference-applied")), (1, "wait=20"));
    for prefer in ["wait=0", "wait=soon", "wait", "return=minimal", "wait=-5", "=", ""] {
        let answer = app.get_with("/changes?after=1", &[("Prefer", prefer)]);
        assert_eq!(
            (count(&answer), answer.header_if_any("preference-applied")),
            (0, None),
            "{prefer}"
        );
    }
    let refused = app.get_with("/changes?after=9", &[("Prefer", "wait=20")]);
    assert_eq!(refused.status, 409);
    assert_eq!(app.get_with("/changes?limit=0", &[("Prefer", "wait=20")]).status, 400);
    assert!(began.elapsed() < SECOND, "{:?}", began.elapsed());
}

#[test]
fn many_wait_and_hold_nobody_up() {
    let app = TestApp::behind_proxy();
    let from = |client: usize| format!("192.0.2.{client}");
    let mut waiting: Vec<Raw> = (0..256).map(|_| Raw::connect(app.address)).collect();
    for (number, one) in waiting.iter_mut().enumerate() {
        let headers = format!("Prefer: wait=20\r\nX-Forwarded-For: {}\r\n", from(number / 32));
        one.send(raw::get("/api/v1/changes?after=21", &headers));
    }
    eventually("all of them wait", || app.service.waiting.place(None).is_none());
    let began = Instant::now();
    let last = from(99);
    let headers = [("Prefer", "wait=20"), ("X-Forwarded-For", last.as_str())];
    let one_more = app.get_with("/changes?after=21", &headers);
    assert_eq!(
        (count(&one_more), one_more.header_if_any("preference-applied")),
        (0, None),
        "no place is left"
    );
    assert_eq!(app.get("/partners").status, 200);
    assert!(began.elapsed() < SECOND, "{:?}", began.elapsed());
    app.import(&made_up::partner("q", json!({})));
    let began = Instant::now();
    for one in &mut waiting {
        let answer = one.answer().unwrap();
        assert_eq!((count(&answer), answer.header("preference-applied")), (1, "wait=20"));
    }
    assert!(began.elapsed() < 3 * SECOND, "{:?}", began.elapsed());
    let (answer, _) = woken(&app, "/changes?after=22", "wait=1", || {});
    assert_eq!(answer.header("preference-applied"), "wait=1", "the places are free again");
}

#[test]
fn one_client_leaves_places_for_others() {
    let app = TestApp::behind_proxy();
    let mut waiting: Vec<Raw> = (0..32).map(|_| Raw::connect(app.address)).collect();
    for one in &mut waiting {
        one.send(raw::get(
            "/api/v1/changes?after=21",
            "Prefer: wait=20\r\nX-Forwarded-For: 192.0.2.1\r\n",
        ));
    }
    let one: IpAddr = [192, 0, 2, 1].into();
    eventually("all of them wait", || app.service.waiting.place(Some(one)).is_none());
    for (client, applied) in [("192.0.2.1", None), ("192.0.2.2", Some("wait=1"))] {
        let headers = [("Prefer", "wait=1"), ("X-Forwarded-For", client)];
        let answer = app.get_with("/changes?after=21", &headers);
        assert_eq!(answer.header_if_any("preference-applied"), applied, "{client}");
    }
}
