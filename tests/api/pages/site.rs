//! The site as a whole: every page, its frame, its links, the sitemap.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use twinning::http::state::AppState;

use super::{BROWSER, ask, crawled, is_of_page, page, path_of};
use crate::support::{TestApp, made_up};

/// The attributes that make a browser do something, and elements that pages must not have.
const FORBIDDEN: [&str; 9] = [
    "[style]",
    "style",
    "script:not([type='application/ld+json'])",
    "[onclick]",
    "[onload]",
    "[onerror]",
    "iframe",
    "img",
    "[href^='javascript:']",
];

#[test]
fn every_page_is_whole() {
    let app = TestApp::new();
    let pages = crawled(&app);
    assert!(pages.len() > 80, "{:?}", pages.keys());
    for (path, page) in &pages {
        assert!(page.text.starts_with("<!DOCTYPE html><html lang=\""), "{path}");
        for selector in FORBIDDEN {
            // The page that offers frames to other sites shows one.
            let frames = usize::from(selector == "iframe" && path[3..].starts_with("/widget"));
            assert_eq!(page.all(selector).len(), frames, "{path}: {selector}");
        }
        for selector in
            ["h1", "main", "header.top", "footer.foot", "head > title", "a.skip", "nav.nav"]
        {
            page.one(selector);
        }
        let language = if path.starts_with("/pl/") { "pl" } else { "en" };
        assert_eq!(page.one("html").attr("lang"), Some(language), "{path}");
        let ids = page.attributes("[id]", "id");
        let different: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), different.len(), "{path}: an id stands twice in {ids:?}");
        for attribute in ["aria-labelledby", "for"] {
            for target in page.attributes(&format!("[{attribute}]"), attribute) {
                assert!(ids.contains(&target), "{path}: {attribute} {target}");
            }
        }
        let levels: Vec<usize> = page
            .all("h1, h2, h3, h4")
            .iter()
            .map(|heading| heading.value().name()[1..].parse().unwrap())
            .collect();
        let skips = levels.windows(2).filter(|pair| pair[1] > pair[0] + 1).count();
        assert_eq!((levels[0], skips), (1, 0), "{path}: {levels:?}");
        assert!(page.all("section:not([aria-labelledby]):not([aria-label])").iter().all(
            |section| { section.select(&scraper::Selector::parse("h2").unwrap()).next().is_none() }
        ));
    }
}

#[test]
fn every_link_leads_somewhere() {
    let app = TestApp::new();
    let pages = crawled(&app);
    let links: BTreeSet<String> = pages.values().flat_map(super::Page::links).collect();
    for link in links.iter().filter(|link| !pages.contains_key(*link)) {
        let link = link.split('#').next().unwrap();
        let answer = app.ask("GET", link, &[("accept", "*/*")]);
        assert!([200, 303].contains(&answer.status), "{link}: {}", answer.status);
    }
    for address in pages.values().flat_map(|page| page.attributes("head link[href]", "href")) {
        let path = if address.starts_with('/') { &address } else { path_of(&address) };
        let answer = app.ask("GET", path, &[("accept", "*/*")]);
        assert!([200, 303].contains(&answer.status), "{address}: {}", answer.status);
    }
}

#[test]
fn a_page_names_itself_and_its_other_languages() {
    let app = TestApp::new();
    for (path, page) in crawled(&app) {
        let canonical = page.attributes("link[rel=canonical]", "href");
        assert_eq!(canonical.iter().map(|one| path_of(one)).collect::<Vec<_>>(), [&path]);
        let (language, below) = path[1..].split_at(2);
        let other = if language == "pl" { "en" } else { "pl" };
        let named: Vec<(String, String)> = page
            .all("link[rel=alternate][hreflang]")
            .iter()
            .map(|link| (link.attr("hreflang").unwrap(), path_of(link.attr("href").unwrap())))
            .map(|(language, path)| (language.to_owned(), path.to_owned()))
            .collect();
        let expected = [
            ("pl", format!("/pl{below}")),
            ("en", format!("/en{below}")),
            ("x-default", below.to_owned()),
        ]
        .map(|(language, path)| (language.to_owned(), path));
        assert_eq!(named, expected, "{path}");
        let switch = page.one("nav.lang a");
        assert_eq!(switch.attr("href"), Some(&*format!("/{other}{below}")), "{path}");
        assert_eq!(switch.attr("lang"), Some(other), "{path}");
    }
}

#[test]
fn the_sitemap_has_the_pages() {
    let app = TestApp::new();
    let sitemap = app.ask("GET", "/sitemap.xml", &[]).text();
    let listed: BTreeSet<String> = sitemap
        .split("<loc>")
        .skip(1)
        .map(|rest| path_of(rest.split("</loc>").next().unwrap()).to_owned())
        .collect();
    let plain = |path: &&String| !path.contains('?') && !path.ends_with("/search");
    let mut found: BTreeSet<String> = crawled(&app).keys().filter(plain).cloned().collect();
    // A topic of no record has a page that nothing links to.
    for path in listed.iter().filter(|path| path.contains("/topics/")) {
        if found.insert(path.clone()) {
            page(&app, path);
        }
    }
    assert_eq!(listed, found);
}

#[test]
fn a_reader_is_led_to_their_language() {
    let app = TestApp::new();
    for (path, accepted, location) in [
        ("/", "en", "/en/"),
        ("/", "pl", "/pl/"),
        ("/", "de, en-GB;q=0.8", "/en/"),
        ("/", "de", "/pl/"),
        ("/", "", "/pl/"),
        ("/?utm_source=x", "en", "/en/?utm_source=x"),
        ("/events", "en", "/en/events"),
        ("/events?kind=visit", "en", "/en/events?kind=visit"),
        ("/partners/oziersk", "pl", "/pl/partners/oziersk"),
        ("/search?q=stadion", "en", "/en/search?q=stadion"),
        ("/topics/sport", "en", "/en/topics/sport"),
        ("/accessibility", "en", "/en/accessibility"),
    ] {
        let headers = [("accept", BROWSER), ("accept-language", accepted)];
        let answer = app.ask("GET", path, &headers);
        assert_eq!(answer.status, 303, "{path}");
        assert_eq!(path_of(answer.header("location")), location, "{path} {accepted}");
        assert_eq!(answer.header("vary"), "Accept, Accept-Language", "{path}");
    }
    let slash = ask(&app, "/pl");
    assert_eq!((slash.status, path_of(slash.header("location"))), (301, "/pl/"));
}

#[test]
fn programs_get_the_api_root_at_the_root() {
    let app = TestApp::new();
    for (accept, is_page) in [
        (BROWSER, true),
        ("text/html", true),
        ("TEXT/HTML;q=0.2", true),
        ("text/html, application/json;q=0.9", true),
        ("application/json;q=0, */*;q=0.1", true),
        ("", false),
        ("*/*", false),
        ("application/json, text/plain, */*", false),
        ("text/html, application/json", false),
        ("text/html;q=0.1, */*;q=0.5", false),
    ] {
        let answer = app.ask("GET", "/", &[("accept", accept)]);
        assert_eq!(answer.status, if is_page { 303 } else { 200 }, "{accept:?}");
    }
    for accept in ["text/html;q=0", "image/png, application/xml", "???"] {
        let answer = app.ask("GET", "/", &[("accept", accept)]);
        assert_eq!(answer.status, 406, "{accept:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{accept:?}");
    }
    let root = app.ask("GET", "/", &[]);
    assert_eq!((root.json(), root.header("etag")), (app.json(""), app.get("/").header("etag")));
}

#[test]
fn a_page_is_kept_and_tagged_like_an_answer_of_the_api() {
    let app = TestApp::new();
    for path in ["/pl/", "/pl/events", "/en/partners/oziersk", "/pl/search?q=stadion", "/pl/data"] {
        let first = ask(&app, path);
        let (tag, policy) = (first.header("etag"), first.header("content-security-policy"));
        assert_eq!(first.header("cache-control"), "public, max-age=60", "{path}");
        assert_eq!(first.header("vary"), "Accept-Encoding", "{path}");
        assert_eq!(first.header("content-language"), &path[1..3], "{path}");
        let known = [("accept", BROWSER), ("accept-language", "pl"), ("if-none-match", tag)];
        let again = app.ask("GET", path, &known);
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        assert_eq!(ask(&app, path).bytes, first.bytes, "{path}");
        let packed = app.ask(
            "GET",
            path,
            &[("accept", BROWSER), ("accept-encoding", "br"), ("accept-language", "pl")],
        );
        assert_eq!(packed.header("content-encoding"), "br", "{path}");
        assert_eq!(packed.header("content-security-policy"), policy, "{path}");
        let head = app.ask("HEAD", path, &[("accept", BROWSER), ("accept-language", "pl")]);
        assert_eq!((head.status, head.bytes.len()), (200, 0), "{path}");
    }
    let before = ask(&app, "/pl/").header("etag").to_owned();
    app.import(&made_up::partner("przyklad", json!({})));
    let after = ask(&app, "/pl/");
    assert_ne!(after.header("etag"), before);
    assert!(after.text().contains("<b>5</b>"), "the page shows what was published");
}

#[test]
fn the_style_sheet_is_kept_for_ever() {
    let app = TestApp::new();
    let styles = page(&app, "/pl/").attributes("link[rel=stylesheet]", "href");
    let [path] = styles.as_slice() else { panic!("{styles:?}") };
    let answer = app.ask("GET", path, &[("accept", "text/css"), ("accept-encoding", "gzip")]);
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(app.ask("GET", "/assets/site.00000000.css", &[]).status, 404);
}

#[test]
fn a_service_without_data_has_its_pages() {
    let app = TestApp::empty();
    let languages: Vec<Value> = app.json("")["languages"].as_array().unwrap().clone();
    let language = languages[0].as_str().unwrap();
    for path in
        ["/", "/events", "/partners", "/search?q=x", "/topics/sport", "/accessibility", "/data"]
    {
        let answer = ask(&app, &format!("/{language}{path}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
    let home = page(&app, &format!("/{language}/"));
    assert_eq!(home.all("figure.map").len(), 0, "without a partner there is no map");
    assert_eq!(home.all("svg.strip").len(), 0);
}

#[test]
fn the_api_can_be_alone() {
    let whole = TestApp::new();
    let app = whole.again(|service| AppState { has_pages: false, ..service });
    let root = ask(&app, "/");
    assert_eq!((root.status, path_of(root.header("location"))), (303, "/swagger-ui/"));
    for path in ["/pl/", "/pl/events", "/events", "/accessibility"] {
        let answer = ask(&app, path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    let feed = app.json("/events?format=jsonfeed");
    let addresses =
        feed["items"].as_array().unwrap().iter().map(|item| item["url"].as_str().unwrap());
    assert!(addresses.clone().any(|address| address.contains("/api/v1/events/")));
    assert!(
        addresses.clone().all(|address| !address.contains("/pl/")),
        "no page that is not there"
    );
    let sitemap = app.ask("GET", "/sitemap.xml", &[]).text();
    assert!(
        sitemap.contains("/api/v1/partners/oziersk<") && !sitemap.contains("/pl/"),
        "{sitemap}"
    );
}

#[test]
fn pages_only_read() {
    let app = TestApp::new();
    for path in ["/", "/pl/", "/pl/events", "/pl/partners/oziersk", "/events"] {
        assert!(path == "/" || !is_of_page(path) || page(&app, path).all("main").len() == 1);
        let options = app.ask("OPTIONS", path, &[]);
        assert_eq!(
            (options.status, options.header("allow")),
            (204, "GET, HEAD, OPTIONS"),
            "{path}"
        );
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            assert_eq!(app.ask(method, path, &[]).status, 405, "{method} {path}");
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
