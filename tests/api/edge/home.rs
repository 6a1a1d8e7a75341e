//! `/`: a page for browsers and the API root for programs; the icons.

use serde_json::{Value, json};

use crate::support::{TestApp, client::Answer, made_up};

const BROWSER: &str =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/// The page, asked for in this language.
fn page(app: &TestApp, language: &str) -> Answer {
    let answer = app.ask("GET", "/", &[("accept", BROWSER), ("accept-language", language)]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// The addresses that the page links to, without those of other sites.
fn links(page: &str) -> Vec<&str> {
    let values = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    values.filter(|link| !link.starts_with("https://") && !link.starts_with("http://")).collect()
}

/// A municipality with these fields.
fn municipality(own: &Value) -> String {
    let mut record: Value = serde_json::from_str(&made_up::municipality()).unwrap();
    record.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    format!("{record}\n")
}

#[test]
fn browsers_get_the_page_and_programs_the_api_root() {
    let app = TestApp::new();
    for (accept, media_type) in [
        (BROWSER, "text/html; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("TEXT/HTML;q=0.2", "text/html; charset=utf-8"),
        ("text/*", "text/html; charset=utf-8"),
        ("text/html, */*", "text/html; charset=utf-8"),
        ("text/html, application/json;q=0.9", "text/html; charset=utf-8"),
        ("application/json;q=0, */*;q=0.1", "text/html; charset=utf-8"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        ("text/html, application/json", "application/json"),
        ("text/html;q=0.9, application/json", "application/json"),
        ("text/html;q=0.1, */*;q=0.5", "application/json"),
        ("text/html;q=0, */*", "application/json"),
        ("text/html;q=0", "application/problem+json"),
        ("image/png, application/xml", "application/problem+json"),
        ("???", "application/problem+json"),
    ] {
        let answer = app.ask("GET", "/", &[("accept", accept)]);
        assert_eq!(answer.header("content-type"), media_type, "{accept:?}");
        assert_eq!(
            answer.status,
            if media_type.contains("problem") { 406 } else { 200 },
            "{accept:?}"
        );
        if answer.status == 200 {
            let vary = answer.header("vary");
            assert!(vary.contains("Accept, Accept-Language"), "{accept:?}: {vary}");
        }
    }
    let root = app.ask("GET", "/", &[]);
    assert_eq!((root.json(), root.header("etag")), (app.json(""), app.get("/").header("etag")));
}

#[test]
fn the_page_names_the_municipality_and_links_to_everything() {
    let app = TestApp::new();
    let answer = page(&app, "en");
    let text = answer.text();
    assert!(text.starts_with("<!doctype html>\n<html lang=\"en\">"), "{text}");
    assert!(text.contains("<title>Gmina Kętrzyn: open data on partner towns</title>"), "{text}");
    assert!(text.contains("<h1>Gmina Kętrzyn</h1>"), "{text}");
    assert!(text.contains("<p class=\"about\">A rural commune"), "{text}");
    assert!(text.contains("<b>6</b> <span>events</span>"), "{text}");
    let places = ["partners", "events", "agreements", "projects", "programmes"]
        .map(|name| text.find(&format!("<span>{name}</span>")).unwrap());
    assert!(places.is_sorted(), "in the order for people, partners first");
    assert!(text.contains("<a href=\"https://www.gminaketrzyn.pl/\">"), "{text}");
    assert_eq!(answer.header("content-language"), "en");
    let links = links(&text);
    for link in ["swagger-ui/", "api/v1", "api/v1/openapi.json", "api/v1/events", "favicon.svg"] {
        assert!(links.contains(&link), "{link}: {links:?}");
    }
    for link in links {
        assert!(!link.starts_with('/'), "{link} does not work below a path prefix");
        assert_eq!(app.ask("GET", &format!("/{link}"), &[]).status, 200, "{link}");
    }
}

#[test]
fn texts_of_the_municipality_say_their_language() {
    let app = TestApp::new();
    let answer = page(&app, "pl, en;q=0.5");
    let text = answer.text();
    assert!(text.contains("<h1 lang=\"pl\">Gmina Kętrzyn</h1>"), "{text}");
    assert!(text.contains("<p class=\"about\" lang=\"pl\">Gmina wiejska"), "{text}");
    assert_eq!(answer.header("content-language"), "en, pl");
    let asked = app.ask(
        "GET",
        "/?lang=en&fbclid=x&lang",
        &[("accept", BROWSER), ("accept-language", "pl")],
    );
    assert_eq!(
        asked.header("content-language"),
        "en",
        "parameters of others do not matter to a page"
    );
    assert_eq!(app.ask("GET", "/?fbclid=x", &[]).status, 400, "they do to programs");
}

#[test]
fn a_page_without_a_municipality_has_a_title_too() {
    let app = TestApp::empty();
    let text = page(&app, "pl").text();
    assert!(text.contains("<title>Open data on partner towns</title>"), "{text}");
    assert!(text.contains("<h1>Partner towns</h1>"), "{text}");
    assert!(text.contains("<b>0</b> <span>events</span>"), "{text}");
}

#[test]
fn a_draft_is_not_on_the_page() {
    let draft = municipality(&json!({ "state": "draft" }));
    let app = TestApp::with(&format!(
        "{draft}{}",
        made_up::partner("rietavas", json!({ "state": "draft" }))
    ));
    let editor = format!("Bearer {}", app.editor().token);
    let public = page(&app, "pl");
    for headers in [
        vec![("accept", BROWSER)],
        vec![("accept", BROWSER), ("authorization", &*editor)],
        vec![("accept", BROWSER), ("authorization", "Bearer twn_wrong")],
    ] {
        let answer = app.ask("GET", "/", &headers);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=60"));
        assert!(!answer.text().contains("Przykład"), "{}", answer.text());
        assert!(answer.text().contains("<b>0</b> <span>partners</span>"), "{}", answer.text());
    }
    assert!(app.ask("GET", "/", &[]).json().get("municipality").is_none());
    let changed = app.editor().change("PATCH", "/municipality", &json!({ "country": "LT" }));
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(page(&app, "pl").header("etag"), public.header("etag"), "a draft changes no tag");
    let root = app.ask("GET", "/", &[("authorization", &editor)]);
    assert_eq!(
        root.json()["municipality"],
        "Gmina Przykład",
        "the API root shows an editor the draft"
    );
    assert_eq!(root.header("cache-control"), "private, no-cache");
}

#[test]
fn what_a_municipality_writes_stays_text() {
    let name = "<script>alert('1')</script> & \"Co\"";
    let app = TestApp::with(&municipality(&json!({
        "translations": { "pl": { "name": name, "description": "</p><img src=x onerror=alert(1)>" } },
        "website": "https://gmina.example/?a=1&b='x'",
        "licence": { "name": "</a><b>CC", "url": "https://licence.example/" },
    })));
    let text = page(&app, "pl").text();
    let escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;Co&quot;";
    assert!(
        text.contains(&format!("<title>{escaped}: open data on partner towns</title>")),
        "{text}"
    );
    assert!(text.contains(&format!("<h1 lang=\"pl\">{escaped}</h1>")), "{text}");
    assert!(text.contains("href=\"https://gmina.example/?a=1&amp;b=&#39;x&#39;\""), "{text}");
    assert!(text.contains(">&lt;/a&gt;&lt;b&gt;CC</a>"), "{text}");
    for tag in ["<script", "onerror=alert(1)>", "</b>CC"] {
        assert!(!text.contains(tag), "{tag}: {text}");
    }
}

#[test]
fn the_policy_of_the_page_allows_its_style_and_no_script() {
    use data_encoding::BASE64;
    use sha2::{Digest as _, Sha256};

    let app = TestApp::new();
    let answer = page(&app, "en");
    let text = answer.text();
    let (_, rest) = text.split_once("<style>").unwrap();
    let (style, rest) = rest.split_once("</style>").unwrap();
    let hash = BASE64.encode(&Sha256::digest(style));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains(&format!("style-src 'sha256-{hash}';")), "{policy}");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(
        !rest.contains("<style") && !text.contains("style=") && !text.contains("<script"),
        "{text}"
    );
    let tag = answer.header("etag");
    let headers = [("accept", BROWSER), ("accept-language", "en"), ("if-none-match", tag)];
    let again = app.ask("GET", "/", &headers);
    assert_eq!((again.status, again.header("etag"), again.bytes.len()), (304, tag, 0));
    assert_eq!(
        again.header("content-security-policy"),
        policy,
        "a cache would take the one of JSON over"
    );
}

#[test]
fn each_form_of_the_page_has_its_own_tag() {
    let app = TestApp::new();
    let (english, polish) = (page(&app, "en"), page(&app, "pl"));
    let root = app.ask("GET", "/", &[("accept-language", "en")]);
    let tags = [&english, &polish, &root].map(|answer| answer.header("etag"));
    assert!(tags[0] != tags[1] && tags[0] != tags[2] && tags[1] != tags[2], "{tags:?}");
    for given in [tags[1], tags[2], "\"x\""] {
        let headers = [("accept", BROWSER), ("accept-language", "en"), ("if-none-match", given)];
        assert_eq!(app.ask("GET", "/", &headers).status, 200, "{given}");
    }
    let headers = [("accept", BROWSER), ("if-none-match", "*")];
    assert_eq!(app.ask("GET", "/", &headers).status, 304);
    let compressed = app.ask("GET", "/", &[("accept", BROWSER), ("accept-encoding", "br")]);
    assert_eq!(compressed.header("content-encoding"), "br");
    app.import(&made_up::partner("przyklad", json!({})));
    let changed = page(&app, "en");
    assert_ne!(changed.header("etag"), tags[0]);
    assert!(changed.text().contains("<b>5</b> <span>partners</span>"), "{}", changed.text());
}

#[test]
fn its_methods_are_those_of_an_address_that_is_read() {
    let app = TestApp::new();
    for path in ["/", "/favicon.ico", "/favicon.svg"] {
        let options = app.ask("OPTIONS", path, &[]);
        assert_eq!(
            (options.status, options.header("allow")),
            (204, "GET, HEAD, OPTIONS"),
            "{path}"
        );
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let refused = app.ask(method, path, &[]);
            assert_eq!(
                (refused.status, refused.header("allow")),
                (405, "GET, HEAD, OPTIONS"),
                "{path}"
            );
        }
        let get = app.ask("GET", path, &[("accept", BROWSER)]);
        let head = app.ask("HEAD", path, &[("accept", BROWSER)]);
        assert_eq!((head.status, head.bytes.len()), (200, 0), "{path}");
        for name in ["etag", "content-type", "content-length", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
            assert!(!get.header(name).is_empty(), "{path}: {name}");
        }
    }
}

#[test]
fn the_icons_are_images() {
    let app = TestApp::empty();
    let icon = app.ask("GET", "/favicon.ico", &[("accept", "image/*")]);
    assert_eq!(icon.header("content-type"), "image/vnd.microsoft.icon");
    assert!(icon.bytes.starts_with(&[0, 0, 1, 0, 3, 0]), "three pictures in an ICO");
    let scalable = app.ask("GET", "/favicon.svg", &[]);
    assert_eq!(scalable.header("content-type"), "image/svg+xml");
    assert!(scalable.text().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    for answer in [&icon, &scalable] {
        assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    }
    for path in ["/favicon.ico", "/favicon.svg"] {
        let tag = app.ask("GET", path, &[]).header("etag").to_owned();
        assert_eq!(app.ask("GET", path, &[("if-none-match", &tag)]).status, 304, "{path}");
    }
}
