use crate::support::TestApp;

#[test]
fn everything_answers() {
    let app = TestApp::new();
    for path in [
        "",
        "/municipality",
        "/partners",
        "/events",
        "/agreements",
        "/projects",
        "/programmes",
        "/topics",
        "/search?q=Oziersk",
        "/openapi.json",
        "/partners/oziersk",
        "/events?partner=oziersk&limit=2",
    ] {
        let answer = app.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
}
