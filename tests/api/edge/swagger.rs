//! Swagger UI: from this service alone, and about this service.

use crate::support::TestApp;

#[test]
fn it_shows_our_document() {
    let app = TestApp::empty();
    let answer = app.ask("GET", "/swagger-ui/swagger-initializer.js", &[]);
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").contains("javascript"));
    assert!(answer.text().contains("\"../api/v1/openapi.json\""), "{}", answer.text());
    assert!(!answer.text().contains("petstore"));
    for setting in [
        "persistAuthorization: true",
        "tryItOutEnabled: true",
        "filter: true",
        "defaultModelsExpandDepth: 0",
    ] {
        assert!(answer.text().contains(setting), "{setting}");
    }
    let styles = app.ask("GET", "/swagger-ui/index.css", &[]);
    assert!(
        styles.text().contains("box-sizing") && styles.text().contains(".swagger-ui .parameters")
    );
}

#[test]
fn its_address_without_a_slash_leads_to_it() {
    let app = TestApp::empty();
    let answer = app.ask("GET", "/swagger-ui", &[]);
    assert_eq!(answer.status, 307);
    assert_eq!(answer.header("location"), "swagger-ui/", "relative: right below any path");
}

#[test]
fn it_loads_nothing_from_elsewhere() {
    let app = TestApp::empty();
    let page = app.ask("GET", "/swagger-ui/", &[]);
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let page = page.text();
    let mut files = 0;
    for part in
        page.split(&['"', '\''][..]).filter(|part| part.contains(".js") || part.contains(".css"))
    {
        assert!(!part.contains("//"), "{part} is elsewhere");
        let path = format!("/swagger-ui/{}", part.trim_start_matches("./"));
        assert_eq!(app.ask("GET", &path, &[]).status, 200, "{path}");
        files += 1;
    }
    assert!(files >= 4, "{page}");
    assert!(!page.contains("<script>"), "its policy runs no script inside the page");
}

#[test]
fn its_files_are_fetched_once() {
    let app = TestApp::empty();
    let path = "/swagger-ui/swagger-ui.css";
    for coding in ["identity", "br", "gzip"] {
        let first = app.ask("GET", path, &[("accept-encoding", coding)]);
        let tag = first.header("etag");
        assert_eq!(first.header("vary"), "Accept-Encoding");
        let again = app.ask("GET", path, &[("accept-encoding", coding), ("if-none-match", tag)]);
        assert_eq!((again.status, again.header("etag")), (304, tag));
        assert!(again.bytes.is_empty());
    }
}

#[test]
fn what_it_does_not_have_is_404() {
    let app = TestApp::empty();
    for name in ["none.js", "..%2f..%2fetc%2fpasswd", "../Cargo.toml", "%00", "index.html/"] {
        let answer = app.ask("GET", &format!("/swagger-ui/{name}"), &[]);
        assert_eq!(answer.status, 404, "{name}: {}", answer.text());
    }
}
