//! JSON-LD: schema.org for search engines, European vocabularies for registers.

use serde_json::{Value, json};

use crate::support::{TestApp, made_up};

/// The node of a record.
fn node(app: &TestApp, path: &str) -> Value {
    let node = app.get(&format!("{path}?format=jsonld&lang=pl")).json();
    let first = node.as_object().unwrap().keys().next().map(String::as_str);
    assert_eq!(first, Some("@context"));
    assert_eq!(node["@context"]["@vocab"], "http://schema.org/", "no reader asks a third host");
    node
}

#[test]
fn records_are_nodes_of_their_types() {
    let app = TestApp::new();
    for (path, kind) in [
        ("/municipality", json!(["GovernmentOrganization", "cv:PublicOrganisation", "foaf:Agent"])),
        (
            "/partners/oziersk",
            json!(["GovernmentOrganization", "cv:PublicOrganisation", "foaf:Agent"]),
        ),
        (
            "/events/2017-05-20-wizyta-delegacji-oziersk-rietavas",
            json!(["Event", "cv:PublicEvent"]),
        ),
        ("/agreements/umowa-o-partnerstwie-oziersk-2015", json!("CreativeWork")),
        ("/projects/zdrowie-jest-najwazniejsze", json!(["Project", "foaf:Project"])),
        ("/programmes/pl-ru-2014-2020", json!("FundingScheme")),
    ] {
        let (node, record) = (node(&app, path), app.json(&format!("{path}?lang=pl")));
        assert_eq!((&node["@id"], &node["@type"]), (&record["url"], &kind), "{path}");
        let name = record.get("title").or(record.get("name")).unwrap();
        assert_eq!((&node["name"], &node["dct:identifier"]), (name, &record["id"]));
        let named = node.get("dct:title").or(node.get("skos:prefLabel")).unwrap();
        assert_eq!(named["pl"], *name, "{path}");
        assert_eq!(node["dct:modified"]["@value"], record["updatedAt"]);
    }
}

#[test]
fn the_fields_of_records_have_their_places() {
    let app = TestApp::new();
    let event = node(&app, "/events/2017-05-20-wizyta-delegacji-oziersk-rietavas");
    assert_eq!(event["eventStatus"], "http://schema.org/EventScheduled");
    assert_eq!(event["cv:eventStatus"]["@id"], "urn:twinning:eventStatus:held");
    assert_eq!(event["contributor"].as_array().unwrap().len(), 3);
    assert_eq!(event["attendee"][0]["jobTitle"], "mer Ozierska");
    assert_eq!(event["keywords"][0]["skos:prefLabel"]["de"], "Wasser");
    assert_eq!(event["subjectOf"][0]["hasPart"]["@type"], "Quotation");
    app.import(&made_up::partner(
        "other",
        json!({"country": "RU", "identifiers": [{"scheme": "wikidata", "value": "Q175795"}]}),
    ));
    let partner = node(&app, "/partners/other");
    assert_eq!(partner["sameAs"][0], "http://www.wikidata.org/entity/Q175795");
    assert_eq!(
        partner["dct:spatial"]["@id"],
        "http://publications.europa.eu/resource/authority/country/RUS"
    );
    let project = node(&app, "/projects/zdrowie-jest-najwazniejsze");
    assert_eq!(project["funding"]["amount"]["value"], "195988.10", "no cent is lost");
    assert_eq!(project["twn:lead"][0]["name"], "Gmina Kętrzyn");
    let programme = node(&app, "/programmes/pl-ru-2014-2020");
    assert_eq!(programme["dct:temporal"]["dcat:startDate"]["@type"], "xsd:gYear");
}

#[test]
fn dates_have_the_type_of_what_is_known() {
    let lines = ["2027-06-16", "2028-02", "2027"].map(|date| {
        made_up::event(&format!("e{date}"), json!({"startDate": date, "status": "cancelled"}))
    });
    let app = TestApp::with(&lines.concat());
    for (date, property, kind) in [
        ("2027-06-16", "time:inXSDDate", "xsd:date"),
        ("2028-02", "time:inXSDgYearMonth", "xsd:gYearMonth"),
        ("2027", "time:inXSDgYear", "xsd:gYear"),
    ] {
        let event = node(&app, &format!("/events/e{date}"));
        assert_eq!((&event["startDate"], &event["endDate"]), (&json!(date), &json!(date)));
        let beginning = &event["time:hasTime"]["time:hasBeginning"][property];
        assert_eq!(*beginning, json!({"@value": date, "@type": kind}));
        assert_eq!(event["eventStatus"], "http://schema.org/EventCancelled");
    }
}

#[test]
fn pictures_have_their_licence_and_their_words() {
    let media = json!([
        {"kind": "image", "url": "https://gmina.example/a.jpg", "author": "Gmina", "alt": {"pl": "Ratusz"},
         "licence": "https://creativecommons.org/licenses/by/4.0/"},
        {"kind": "document", "url": "https://gmina.example/a.pdf", "licence": "CC0"},
    ]);
    let app = TestApp::with(&made_up::event("a", json!({ "media": media })));
    let event = node(&app, "/events/a");
    let image = json!([{"@type": "ImageObject", "contentUrl": "https://gmina.example/a.jpg",
        "caption": {"pl": "Ratusz"}, "creditText": "Gmina",
        "license": "https://creativecommons.org/licenses/by/4.0/"}]);
    assert_eq!(event["image"], image);
    let other = json!([{"@type": "MediaObject", "contentUrl": "https://gmina.example/a.pdf", "copyrightNotice": "CC0"}]);
    assert_eq!(event["associatedMedia"], other);
}

#[test]
fn a_list_is_a_page_of_nodes_with_the_number_of_all() {
    let app = TestApp::new();
    let answer = app.get("/events?format=jsonld&lang=pl&limit=2&partner=oziersk");
    let (list, page) = (answer.json(), app.json("/events?limit=2&partner=oziersk"));
    assert_eq!(list["@type"], "ItemList");
    assert_eq!(list["numberOfItems"], page["pagination"]["total"]);
    assert_eq!(list["itemListElement"].as_array().unwrap().len(), 2);
    assert!(list["@id"].as_str().unwrap().ends_with("/events?partner=oziersk"), "{}", list["@id"]);
    assert!(answer.header("link").contains("rel=\"next\""));
}
