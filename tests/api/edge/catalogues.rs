//! The addresses that describe the public data to programs: their bytes, tags and methods, and the DCAT-AP catalogue.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use twinning::http::state::AppState;

use crate::support::{
    TestApp,
    client::Answer,
    made_up,
    rdf::{self, Triples},
};

/// All of them, each with its media type.
const FILES: [(&str, &str); 11] = [
    ("/catalog", "text/turtle"),
    ("/catalog.ttl", "text/turtle"),
    ("/catalog.rdf", "application/rdf+xml"),
    ("/catalog.xml", "application/rdf+xml"),
    ("/catalog.jsonld", "application/ld+json"),
    ("/dane-gov-pl.xml", "application/xml; charset=utf-8"),
    ("/dane-gov-pl.md5", "text/plain; charset=utf-8"),
    ("/sitemap.xml", "application/xml; charset=utf-8"),
    ("/sitemap-1.xml", "application/xml; charset=utf-8"),
    ("/llms.txt", "text/plain; charset=utf-8"),
    (
        "/.well-known/api-catalog",
        "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"",
    ),
];

/// Those that caches ask for at every use.
const REVALIDATED: [&str; 2] = ["/dane-gov-pl.xml", "/dane-gov-pl.md5"];

fn get(app: &TestApp, path: &str) -> Answer {
    let answer = app.ask("GET", path, &[]);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer
}

fn turtle(app: &TestApp) -> Triples {
    rdf::of_turtle(&get(app, "/catalog.ttl").text())
}

/// The subjects of a graph that are nodes of the catalogue.
fn own_nodes(triples: &Triples, base: &str) -> BTreeSet<String> {
    triples
        .iter()
        .filter_map(|(subject, ..)| Some(subject.strip_prefix(base)?.to_owned()))
        .collect()
}

fn values<'a>(triples: &'a Triples, subject: &str, property: &str) -> Vec<&'a str> {
    let of = triples.iter().filter(|(node, name, _)| node == subject && name.ends_with(property));
    of.map(|(.., value)| value.as_str()).collect()
}

#[test]
fn the_same_state_is_the_same_bytes_for_everybody() {
    let app = TestApp::new();
    let editor = format!("Bearer {}", app.editor().token);
    let restarted = app.again(|service| service);
    let first: Vec<Answer> = FILES.map(|(path, _)| get(&app, path)).into();
    for ((path, media_type), first) in FILES.iter().zip(&first) {
        assert_eq!(first.header("content-type"), *media_type, "{path}");
        let cache = if REVALIDATED.contains(path) { "no-cache" } else { "public, max-age=60" };
        assert_eq!(first.header("cache-control"), cache, "{path}");
        assert!(first.header("vary").contains("Accept-Encoding"), "{path}");
        let text = first.text();
        for absent in ["127.0.0.1", "localhost", "<html", "<!doctype"] {
            assert!(!text.contains(absent), "{path} has {absent}");
        }
        for again in [
            get(&app, path),
            get(&restarted, path),
            app.ask("GET", path, &[("authorization", &editor)]),
            app.ask("GET", path, &[("authorization", "Bearer twn_wrong")]),
            app.ask("GET", path, &[("accept-language", "de")]),
        ] {
            assert_eq!((again.status, &again.bytes), (200, &first.bytes), "{path}");
            assert_eq!(again.header("etag"), first.header("etag"), "{path}");
        }
        let known = app.ask("GET", path, &[("if-none-match", first.header("etag"))]);
        assert_eq!((known.status, known.bytes.len()), (304, 0), "{path}");
        assert_eq!(known.header("cache-control"), cache, "{path}");
    }
    let tags: BTreeSet<_> = first.iter().map(|answer| answer.header("etag")).collect();
    assert_eq!(tags.len(), FILES.len(), "each address has tags of its own");

    app.import(&made_up::partner(
        "szkic",
        json!({ "state": "draft", "translations": { "pl": { "name": "Szkic" } } }),
    ));
    for ((path, _), before) in FILES.iter().zip(&first) {
        let with_draft = app.ask("GET", path, &[("authorization", &editor)]);
        assert_eq!(with_draft.bytes, before.bytes, "{path}: a draft changes nothing");
        assert_eq!(with_draft.header("etag"), before.header("etag"), "{path}");
    }
    app.import(&made_up::partner("jawny", json!({})));
    for ((path, _), before) in FILES.iter().zip(&first) {
        assert_ne!(get(&app, path).header("etag"), before.header("etag"), "{path}");
        assert!(!get(&app, path).text().to_lowercase().contains("szkic"), "{path}");
    }
    assert!(get(&app, "/sitemap.xml").text().contains("/partners/jawny<"));
}

#[test]
fn their_methods_are_those_of_addresses_that_are_read() {
    let app = TestApp::new();
    for (path, _) in FILES.into_iter().chain([("/robots.txt", ""), ("/sitemap-7.xml", "")]) {
        let options = app.ask("OPTIONS", path, &[]);
        assert_eq!(
            (options.status, options.header("allow")),
            (204, "GET, HEAD, OPTIONS"),
            "{path}"
        );
        for method in ["POST", "DELETE"] {
            let refused = app.ask(method, path, &[]);
            assert_eq!(
                (refused.status, refused.header("allow")),
                (405, "GET, HEAD, OPTIONS"),
                "{path}"
            );
        }
        let (head, get) = (app.ask("HEAD", path, &[]), app.ask("GET", path, &[]));
        assert_eq!((head.status, head.bytes.len()), (get.status, 0), "{path}");
        for name in ["etag", "content-type", "content-length", "cache-control", "vary"] {
            assert_eq!(head.header_if_any(name), get.header_if_any(name), "{path}: {name}");
        }
    }
    for (path, _) in FILES {
        let refused = app.ask("GET", &format!("{path}?page=2"), &[]);
        assert_eq!(refused.status, 400, "{path}");
        assert_eq!(refused.json()["errors"][0]["parameter"], "page", "{path}");
    }
}

#[test]
fn the_catalogue_is_negotiated() {
    let app = TestApp::new();
    for (accept, path) in [
        ("", "/catalog.ttl"),
        ("*/*", "/catalog.ttl"),
        ("text/turtle", "/catalog.ttl"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "/catalog.ttl"),
        ("application/rdf+xml", "/catalog.rdf"),
        ("application/rdf+xml, text/turtle;q=0.9", "/catalog.rdf"),
        ("application/ld+json", "/catalog.jsonld"),
        ("application/json", "/catalog.jsonld"),
        ("text/turtle;q=0, application/*", "/catalog.rdf"),
        ("text/csv", ""),
        ("text/html", ""),
    ] {
        let answer = app.ask("GET", "/catalog", &[("accept", accept)]);
        if path.is_empty() {
            assert_eq!(answer.status, 406, "{accept}");
            continue;
        }
        let fixed = get(&app, path);
        assert_eq!(
            answer.header("content-location"),
            format!("https://twinning.example{path}"),
            "{accept}"
        );
        assert_eq!(answer.header("content-type"), fixed.header("content-type"), "{accept}");
        assert_eq!(answer.bytes, fixed.bytes, "{accept}");
        assert!(answer.header("vary").starts_with("Accept,"), "{}", answer.header("vary"));
    }
}

#[test]
fn the_three_serialisations_are_one_graph() {
    let app = TestApp::with(&municipality(&json!({
        "translations": {
            "pl": { "name": "Gmina \"Ą\" & <Ę>\\\n'x'" },
            "be-tarask": { "name": "Гміна" },
        },
        "languages": ["pl", "de", "lt", "csb"],
        "website": "https://gmina.example/?a=1&b='x'",
        "licence": { "name": "CC BY-SA", "url": "https://creativecommons.org/licenses/by-sa/4.0/deed.pl" },
        "contact": { "email": "urzad+dane@gmina.example" },
        "identifiers": [{ "scheme": "regon", "value": "510743344" }],
    })));
    app.import(&made_up::event("wizyta", json!({ "startDate": "2015-02" })));
    let graph = turtle(&app);
    assert!(graph.len() > 600, "{}", graph.len());
    assert_eq!(graph, rdf::of_rdf_xml(&get(&app, "/catalog.rdf").text()));
    assert_eq!(graph, rdf::of_json_ld(&get(&app, "/catalog.jsonld").text()));
    let node = |name: &str| format!("https://twinning.example/catalog{name}");
    let title = values(&graph, &node(""), "/title");
    assert_eq!(title.len(), 3, "in Polish, German and Lithuanian: {title:?}");
    let languages = values(&graph, &node("#events"), "/language");
    assert_eq!(languages.len(), 3, "the table has no Kashubian: {languages:?}");
    let licence = "<http://publications.europa.eu/resource/authority/licence/CC_BYSA_4_0>";
    for name in ["", "#api", "#events-csv", "#all-ndjson"] {
        assert_eq!(values(&graph, &node(name), "/license"), [licence], "{name}");
    }
    assert_eq!(values(&graph, &node("#publisher"), "#regon"), ["\"510743344\""]);
    assert_eq!(
        values(&graph, &node("#contact"), "hasEmail"),
        ["<mailto:urzad+dane@gmina.example>"]
    );
    let [days] = values(&graph, &node("#events"), "/temporal")[..] else { panic!("no period") };
    assert!(days.contains("2015-02-01") && days.contains("2015-02-28"), "{days}");
}

#[test]
fn every_collection_is_a_data_set_also_while_it_is_empty() {
    let (full, empty) = (TestApp::new(), TestApp::with(&made_up::municipality()));
    let base = "https://twinning.example/catalog";
    let nodes = own_nodes(&turtle(&full), base);
    assert_eq!(nodes, own_nodes(&turtle(&empty), base));
    for (dataset, formats) in [
        ("partners", &["json", "csv", "ndjson", "geojson", "jsonld"][..]),
        ("events", &["json", "csv", "ndjson", "geojson", "ics", "jsonld"]),
        ("agreements", &["json", "csv", "ndjson", "jsonld"]),
        ("projects", &["json", "csv", "ndjson", "geojson", "jsonld"]),
        ("programmes", &["json", "csv", "ndjson", "jsonld"]),
        ("all", &["ndjson"]),
    ] {
        let prefix = format!("#{dataset}-");
        let found: BTreeSet<_> =
            nodes.iter().filter_map(|node| node.strip_prefix(&prefix)).collect();
        assert_eq!(found, formats.iter().copied().collect(), "{dataset}");
    }
    assert_eq!(values(&turtle(&full), &format!("{base}#events"), "/license"), Vec::<&str>::new());
}

#[test]
fn nodes_keep_their_iris_when_names_and_addresses_change() {
    let app = TestApp::new();
    let moved = app.again(|service| AppState {
        base_url: "https://new.example/data/api/v1".into(),
        id_base: "https://twinning.example/api/v1".into(),
        ..service
    });
    let (before, after) = (turtle(&app), turtle(&moved));
    let base = "https://twinning.example/catalog";
    assert_eq!(own_nodes(&before, base), own_nodes(&after, base));
    let address = values(&after, &format!("{base}#events-csv"), "accessURL");
    assert_eq!(address, ["<https://new.example/data/api/v1/events?format=csv>"]);
    assert!(
        get(&moved, "/robots.txt").text().contains("Sitemap: https://new.example/data/sitemap.xml")
    );
    let names = json!({ "translations": { "pl": { "name": "Miasto Inne" }, "en": { "name": "Another Town" } } });
    assert_eq!(app.editor().change("PATCH", "/municipality", &names).status, 200);
    let renamed = turtle(&app);
    assert_eq!(own_nodes(&before, base), own_nodes(&renamed, base));
    assert!(
        values(&renamed, base, "/title")
            .iter()
            .all(|title| title.contains("Another") || title.contains("Inne"))
    );
}

#[test]
fn without_a_municipality_there_is_no_catalogue_and_no_empty_one() {
    let app = TestApp::with(&municipality(&json!({ "state": "draft" })));
    let editor = format!("Bearer {}", app.editor().token);
    for (path, _) in FILES {
        let answer = app.ask("GET", path, &[("authorization", &editor)]);
        let is_catalogue =
            path.starts_with("/catalog") || path.starts_with("/dane") || path == "/sitemap-1.xml";
        assert_eq!(
            answer.status,
            if is_catalogue { 404 } else { 200 },
            "{path}: {}",
            answer.text()
        );
        assert!(!answer.text().contains("Przykład"), "{path}");
    }
    let polish = app.ask("GET", "/catalog", &[("accept-language", "pl")]);
    assert!(polish.json()["detail"].as_str().unwrap().starts_with("Nie ma katalogu"));
}

#[test]
fn programs_find_the_catalogues_from_the_api_root() {
    let app = TestApp::new();
    let own = "<https://twinning.example/.well-known/api-catalog>; rel=\"api-catalog\"";
    for path in ["/api/v1", "/"] {
        let link = get(&app, path).header("link").to_owned();
        assert_eq!(
            link,
            format!("{own}, <https://twinning.example/catalog.ttl>; rel=\"describedby\""),
            "{path}"
        );
    }
    let answer = get(&app, "/.well-known/api-catalog");
    assert_eq!(answer.header("link"), own);
    let links = answer.json();
    let [catalogue, api] = links["linkset"].as_array().unwrap().as_slice() else {
        panic!("{links}")
    };
    assert_eq!(catalogue["item"][0]["href"], api["anchor"]);
    for relation in ["service-desc", "service-doc", "service-meta", "status"] {
        for target in api[relation].as_array().unwrap() {
            let path =
                target["href"].as_str().unwrap().strip_prefix("https://twinning.example").unwrap();
            let found = app.ask("GET", path, &[]);
            let media_type = found.header("content-type").split(';').next().unwrap();
            assert_eq!(
                (found.status, media_type),
                (200, target["type"].as_str().unwrap()),
                "{path}"
            );
        }
    }
}

#[test]
fn language_models_read_of_every_collection() {
    let app = TestApp::new();
    let text = get(&app, "/llms.txt").text();
    assert!(
        text.starts_with(
            "# Gmina Kętrzyn: international cooperation\n\n> Open data of what Gmina Kętrzyn does"
        ),
        "{text}"
    );
    assert!(
        text.contains("4 partners, 6 events, 4 agreements, 2 projects, 4 programmes."),
        "{text}"
    );
    for heading in ["\n## API\n\n- ", "\n## Data\n\n- ", "\n## Optional\n\n- "] {
        assert!(text.contains(heading), "{text}");
    }
    assert!(
        text.contains("[calendar](https://twinning.example/api/v1/events?format=ics)"),
        "{text}"
    );
    let named = TestApp::with(&municipality(
        &json!({ "translations": { "pl": { "name": "Gmina\n## X" } } }),
    ));
    assert!(get(&named, "/llms.txt").text().starts_with("# Gmina ## X: international"));
}

/// A municipality with these fields.
fn municipality(own: &Value) -> String {
    let mut record: Value = serde_json::from_str(&made_up::municipality()).unwrap();
    record.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    format!("{record}\n")
}
