//! What other sites show: frames, the map as a picture, the script, and oEmbed.

use serde_json::{Value, json};

use super::{Page, ask, page, path_of};
use crate::support::{TestApp, app::PUBLIC_URL, client::Answer, made_up};

/// The address of a page as a parameter.
fn oembed(app: &TestApp, address: &str, more: &[(&str, &str)]) -> Answer {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let query = query.append_pair("url", address).extend_pairs(more).finish();
    app.ask("GET", &format!("/oembed?{query}"), &[])
}

#[test]
fn frames_are_for_every_site_and_have_no_script() {
    let app = TestApp::new();
    for path in [
        "/embed/events",
        "/embed/events?lang=en&limit=2&partner=oziersk",
        "/embed/events?topic=sport&theme=light",
        "/embed/partners?lang=en",
        "/embed/map",
        "/embed/partners/oziersk?lang=pl",
        "/embed/agreements/umowa-o-partnerstwie-rietavas",
    ] {
        let answer = ask(&app, path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors *"), "{path}: {policy}");
        assert!(!policy.contains("script-src") && policy.starts_with("default-src 'none'"));
        assert_eq!(answer.header_if_any("x-frame-options"), None, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        let page = Page::of(path, &answer);
        assert_eq!(page.all("script, header.top, nav.nav").len(), 0, "{path}");
        let language = if path.contains("lang=en") { "en" } else { "pl" };
        assert_eq!(page.one("html").attr("lang"), Some(language), "{path}");
        let links = page.attributes("main a[href]", "href");
        assert!(!links.is_empty(), "{path}");
        for target in page.attributes("main a[href]", "target") {
            assert!(["_top", "_blank"].contains(&&*target), "{path}: {target}");
        }
    }
}

#[test]
fn frames_refuse_what_they_do_not_know() {
    let app = TestApp::new();
    for (path, parameter) in [
        ("/embed/events?theme=dark", "theme"),
        ("/embed/events?lang=polski!", "lang"),
        ("/embed/events?limit=x", "limit"),
        ("/embed/events?colour=red", "colour"),
        ("/embed/partners?type=sister", "type"),
    ] {
        let answer = app.ask("GET", path, &[("accept", "*/*")]);
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        let problem = answer.json();
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{path}");
    }
    for path in ["/embed/events/none", "/embed/other", "/embed", "/embed/partners/oziersk/more"] {
        assert_eq!(ask(&app, path).status, 404, "{path}");
    }
}

#[test]
fn a_frame_without_a_language_follows_the_reader() {
    let app = TestApp::new();
    for (accepted, expected) in [("en", "en"), ("pl", "pl"), ("de, en;q=0.5", "en"), ("de", "pl")] {
        let headers = [("accept", "text/html"), ("accept-language", accepted)];
        let answer = app.ask("GET", "/embed/events", &headers);
        assert!(answer.header("vary").contains("Accept-Language"));
        let page = Page::of("/embed/events", &answer);
        assert_eq!(page.one("html").attr("lang"), Some(expected), "{accepted}");
    }
    let named = app.ask("GET", "/embed/events?lang=pl", &[("accept", "text/html")]);
    assert!(!named.header("vary").contains("Accept-Language"));
}

#[test]
fn the_map_is_a_picture_of_its_own() {
    let app = TestApp::new();
    for path in ["/embed/map.svg", "/embed/map.svg?lang=en", "/embed/map.svg?lang=lt&theme=light"] {
        let answer = app.ask("GET", path, &[]);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "image/svg+xml", "{path}");
        let text = answer.text();
        assert!(text.starts_with("<svg ") && text.contains("viewBox="), "{path}: {text:.200}");
        assert!(text.contains("xmlns=\"http://www.w3.org/2000/svg\"") && text.contains("<title"));
        assert!(!text.contains("<script"), "{path}");
    }
    assert_eq!(TestApp::empty().ask("GET", "/embed/map.svg", &[]).status, 404);
}

#[test]
fn the_script_is_the_same_at_both_addresses_and_small() {
    let app = TestApp::new();
    let [first, second] = ["/embed/twinning.js", "/embed/v1/twinning.js"].map(|path| {
        let answer = app.ask("GET", path, &[("accept-encoding", "gzip")]);
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(answer.header("content-encoding"), "gzip");
        assert!(answer.header("cache-control").contains("max-age="));
        assert!(answer.bytes.len() <= 5 * 1024, "{path}: {} bytes", answer.bytes.len());
        let tag = answer.header("etag").to_owned();
        let again = [("accept-encoding", "gzip"), ("if-none-match", &*tag)];
        assert_eq!(app.ask("GET", path, &again).status, 304);
        answer.bytes
    });
    assert_eq!(first, second);
}

#[test]
fn every_page_that_can_be_embedded_says_how() {
    let app = TestApp::new();
    for (path, frame) in [
        ("/pl/", "/embed/events?lang=pl"),
        ("/en/events", "/embed/events?lang=en"),
        ("/en/events?partner=oziersk", "/embed/events?lang=en&partner=oziersk"),
        ("/en/events?utm_source=mail&fbclid=x", "/embed/events?lang=en"),
        ("/pl/?fbclid=x", "/embed/events?lang=pl"),
        ("/pl/partners", "/embed/partners?lang=pl"),
        ("/pl/partners/oziersk", "/embed/partners/oziersk?lang=pl"),
    ] {
        let answer = oembed(&app, &format!("{PUBLIC_URL}{path}"), &[("maxwidth", "300")]);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json");
        let body = answer.json();
        assert_eq!(body["version"], "1.0");
        assert_eq!((&body["type"], body["width"].as_u64()), (&Value::from("rich"), Some(300)));
        let html = scraper::Html::parse_fragment(body["html"].as_str().unwrap());
        let found = html.select(&scraper::Selector::parse("iframe[title]").unwrap()).next();
        let source = found.unwrap().attr("src").unwrap();
        assert_eq!(path_of(source), frame, "{path}");
        assert_eq!(ask(&app, path_of(source)).status, 200, "{path}");
        let links = page(&app, path).attributes("link[type='application/json+oembed']", "href");
        let [link] = links.as_slice() else { panic!("{path}: {links:?}") };
        for reader in ["pl", "en"] {
            let answer = app.ask("GET", path_of(link), &[("accept-language", reader)]);
            assert_eq!(answer.json()["title"], body["title"], "{path}");
        }
    }
    // The title is in the language of the page, whoever asks.
    for (path, title) in [
        ("/pl/partners/oziersk", "Oziersk"),
        ("/en/partners/oziersk", "Ozyorsk"),
        ("/pl/events", "Wydarzenia – Gmina Kętrzyn"),
        ("/en/partners", "Partners – Gmina Kętrzyn"),
    ] {
        let url = format!("/oembed?url={PUBLIC_URL}{path}");
        for reader in ["pl", "en"] {
            let answer = app.ask("GET", &url, &[("accept-language", reader)]).json();
            assert_eq!(answer["title"], title, "{path} for {reader}");
            assert!(answer["html"].as_str().unwrap().contains(&format!("title=\"{title}\"")));
        }
    }
}

#[test]
fn a_frame_of_events_to_come_begins_with_the_next() {
    let event = |id: &str, day: &str| {
        made_up::event(id, json!({ "startDate": day, "status": "scheduled" }))
    };
    let records =
        [made_up::municipality(), event("far", "2190-05-01"), event("next", "2180-05-01")].concat();
    let app = TestApp::with(&records);
    for (query, first) in [
        ("period=current,upcoming", "next"),
        ("period=upcoming&limit=1", "next"),
        ("period=upcoming&sort=-startDate", "far"),
        ("", "far"),
    ] {
        let frame = page(&app, &format!("/embed/events?lang=pl&{query}"));
        let links = frame.attributes("main a[href]", "href");
        assert!(links[0].ends_with(first), "{query}: {links:?}");
    }
    let home = page(&app, "/pl/");
    assert!(home.attributes("section[aria-labelledby=coming] h3 a", "href")[0].ends_with("next"));
}

#[test]
fn the_three_ways_show_what_was_chosen() {
    let app = TestApp::new();
    for (query, title, has) in [
        ("", "Wydarzenia z partnerami", &["limit=5"][..]),
        (
            "partner=oziersk&topic=sport&period=past&limit=3",
            "Minione wydarzenia",
            &["partner=oziersk", "topic=sport", "period=past", "limit=3"],
        ),
        (
            "period=current,upcoming",
            "Najbliższe wydarzenia",
            &["period=current%2Cupcoming", "limit=5"],
        ),
    ] {
        let shown = page(&app, &format!("/pl/widget?{query}"));
        let codes = shown.texts("pre code");
        let [script, frame, address] = codes.as_slice() else { panic!("{codes:?}") };
        assert!(script.contains(title) && frame.contains(&format!("title=\"{title}\"")), "{query}");
        for one in has {
            assert!(frame.contains(one) && address.contains(one), "{one}: {frame} {address}");
            let (name, value) = one.split_once('=').unwrap();
            let attribute = format!("{name}=\"{}\"", value.replace("%2C", ","));
            assert!(script.contains(&attribute), "{attribute}: {script}");
        }
        let answer = oembed(&app, address, &[]);
        assert_eq!(answer.status, 200, "{address}: {}", answer.text());
        let answer = ask(&app, path_of(address));
        assert_eq!(answer.status, 200, "{address}");
    }
}

#[test]
fn oembed_is_for_own_pages_alone() {
    let app = TestApp::new();
    for address in [
        "https://other.example/pl/events",
        "https://twinning.example.evil.example/pl/events",
        "https://twinning.example",
        "https://twinning.example/de/events",
        "https://twinning.example/pl/agreements",
        "https://twinning.example/pl/events?limit=1e9",
        "https://twinning.example/pl/events?year=2016",
        "https://twinning.example/pl/partners?kind=nothing",
        "https://twinning.example/pl/data",
        "https://twinning.example/pl/partners/none",
        "https://twinning.example/pl/partners/oziersk/more",
        "https://twinning.example/api/v1/events",
        "javascript:alert(1)",
        "x",
    ] {
        assert_eq!(oembed(&app, address, &[]).status, 404, "{address}");
    }
    let own = format!("{PUBLIC_URL}/pl/events");
    assert_eq!(oembed(&app, &own, &[("format", "json")]).status, 200);
    assert_eq!(oembed(&app, &own, &[("format", "xml")]).status, 501);
    assert_eq!(oembed(&app, &own, &[("maxwidth", "0")]).status, 400);
    assert_eq!(app.ask("GET", "/oembed", &[]).status, 400);
}
