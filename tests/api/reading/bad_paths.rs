//! Addresses where there is nothing.

use crate::support::TestApp;

/// What is not the id of a record here, separated by blanks.
const NO_IDS: &str = "nobody Oziersk OZIERSK oziersk%20 oziersk%00 ozie%2Frsk %2e%2e .. . %2E a--b -a a_b a.b \
     ozi%C4%99rsk %FF % %2 %zz a%0Ab oziersk;x=1 oziersk%2F oziersk%3Flang=en a'b a|b {id} * ~root \
     %252e%252e oziersk.json oziersk,gulbene %EF%BF%BD";

#[test]
fn what_is_not_an_id_is_404() {
    let app = TestApp::new();
    let long = "a".repeat(65);
    let very_long = "a".repeat(30_000);
    for id in NO_IDS.split(' ').chain([long.as_str(), very_long.as_str()]) {
        for list in ["partners", "events", "agreements", "projects", "programmes"] {
            let answer = app.get(&format!("/{list}/{id}"));
            assert_eq!(answer.status, 404, "/{list}/{id}: {}", answer.text());
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
}

#[test]
fn an_id_belongs_to_one_collection() {
    let app = TestApp::new();
    assert_eq!(app.get("/partners/oziersk").status, 200);
    for list in ["events", "agreements", "projects", "programmes"] {
        let answer = app.get(&format!("/{list}/oziersk"));
        assert_eq!(answer.status, 404);
        assert_eq!(answer.details(), format!("There is no record “oziersk” in {list}."));
    }
}

#[test]
fn nothing_climbs_out_of_the_interface() {
    let app = TestApp::new();
    for path in [
        "/api/v1/../../etc/passwd",
        "/api/v1/%2e%2e/%2e%2e/etc/passwd",
        "/api/v1/partners/..%2f..%2fetc%2fpasswd",
        "/api/v1//partners",
        "//api/v1/partners",
        "/api/v1/partners//oziersk",
        "/api/v1/./partners",
    ] {
        let answer = app.ask("GET", path, &[]);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        assert!(!answer.text().contains("root:"));
    }
}

#[test]
fn a_slash_at_the_end_is_404_with_a_hint() {
    let app = TestApp::new();
    for path in [
        "/partners/",
        "/partners/oziersk/",
        "/municipality/",
        "/search/?q=a",
        "/topics/",
        "/openapi.json/",
    ] {
        let answer = app.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.details().contains("repeat the request without it"),
            "{path}: {}",
            answer.details()
        );
    }
}

#[test]
fn what_does_not_exist_points_to_the_entry() {
    let app = TestApp::new();
    for path in [
        "/api/v1/nothing",
        "/api/v1/partner",
        "/api/v1/Partners",
        "/api/v2/partners",
        "/api",
        "/partner",
        "/xx/partners",
        "/api/v1/partners/oziersk/events",
        "/api/v1/openapi.yaml",
        "/api/v1/nothing/",
    ] {
        let answer = app.ask("GET", path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        let problem = answer.json();
        assert_eq!(
            (&problem["type"], &problem["instance"]),
            (&"urn:twinning:problem:not-found".into(), &path.into())
        );
        assert!(answer.details().contains("GET /api/v1 has links to all resources"), "{path}");
    }
}
