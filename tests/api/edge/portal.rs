//! The file for the harvester of dane.gov.pl, and its hash.

use data_encoding::HEXLOWER;
use md5::{Digest as _, Md5};
use serde_json::json;
use twinning::http::state::AppState;

use crate::support::TestApp;

/// The contents of all elements of this name.
fn elements<'a>(file: &'a str, name: &str) -> Vec<&'a str> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    file.split(&start).skip(1).map(|rest| rest.split(&end).next().unwrap()).collect()
}

#[test]
fn the_hash_is_that_of_the_uncompressed_file() {
    let app = TestApp::new();
    for _state in 0..2 {
        let file = app.ask("GET", "/dane-gov-pl.xml", &[]);
        let compressed = app.ask("GET", "/dane-gov-pl.xml", &[("accept-encoding", "gzip")]);
        assert_eq!(compressed.header("content-encoding"), "gzip");
        let hash = app.ask("GET", "/dane-gov-pl.md5", &[]);
        assert_eq!(hash.text(), format!("{}\n", HEXLOWER.encode(&Md5::digest(&file.bytes))));
        let name = json!({ "translations": { "pl": { "name": "Ą".repeat(300) } } });
        assert_eq!(app.editor().change("PATCH", "/municipality", &name).status, 200);
    }
}

#[test]
fn resources_have_fixed_names_and_addresses_over_https() {
    let app = TestApp::new();
    let file = app.ask("GET", "/dane-gov-pl.xml", &[]).text();
    assert!(file.contains("<datasets xmlns=\"urn:otwarte-dane:harvester:1.10\">"), "{file}");
    let mut names = elements(&file, "extIdent");
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "agreements-csv",
            "api",
            "events-csv",
            "events-geojson",
            "events-jsonld",
            "partners-csv",
            "partners-geojson",
            "partners-jsonld",
            "programmes-csv",
            "projects-csv",
            "twinning",
        ]
    );
    assert!(elements(&file, "url").iter().all(|url| url.starts_with("https://twinning.example/")));
    assert_eq!(elements(&file, "terytIdent"), ["2808032"; 10]);
    assert!(elements(&file, "availability").iter().all(|word| *word == "remote"));
    assert!(file.contains("<polish>Współpraca zagraniczna: Gmina Kętrzyn</polish>"), "{file}");
    assert!(!file.contains("<conditions>"), "the municipality states no licence");

    for (url, word) in [
        ("https://creativecommons.org/licenses/by/4.0/", Some("CC BY 4.0")),
        ("https://creativecommons.org/publicdomain/zero/1.0/", None),
        ("https://gmina.example/licencja", None),
    ] {
        let licence = json!({ "licence": { "name": "Licencja <1>", "url": url } });
        assert_eq!(app.editor().change("PATCH", "/municipality", &licence).status, 200);
        let file = app.ask("GET", "/dane-gov-pl.xml", &[]).text();
        assert_eq!(
            elements(&file, "dbOrCopyrightedLicenseChosen"),
            word.into_iter().collect::<Vec<_>>()
        );
        let name = word.map(|_| format!("Licencja &lt;1&gt;: {url}"));
        assert_eq!(
            elements(&file, "dbOrCopyrighted"),
            name.iter().map(String::as_str).collect::<Vec<_>>()
        );
    }
}

#[test]
fn without_https_there_is_no_file() {
    let app = TestApp::new();
    let open = app
        .again(|service| AppState { base_url: "http://twinning.example/api/v1".into(), ..service });
    for path in ["/dane-gov-pl.xml", "/dane-gov-pl.md5"] {
        let answer = open.ask("GET", path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.contains("http://twinning.example") && detail.contains("--public-url"),
            "{detail}"
        );
    }
    assert_eq!(open.ask("GET", "/catalog.ttl", &[]).status, 200);
}
