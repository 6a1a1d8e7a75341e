//! Lists by location: boxes on the map, and the surroundings of a point.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    app::path_of,
    made_up::{self, event, partner},
};

fn at(latitude: f64, longitude: f64) -> Value {
    json!({ "latitude": latitude, "longitude": longitude })
}

/// Partners around the world, and events that are at the same places.
fn lines() -> String {
    let places = [
        ("ketrzyn", 54.076_23, 21.374_67),
        ("oziersk", 54.410_56, 22.011_67),
        ("auckland", -36.848_5, 174.763_3),
        ("suva", -18.141_6, 178.441_9),
        ("apia", -13.833_3, -171.766_7),
        ("taveuni", -16.833_3, 180.0),
        ("greenwich", 51.48, 0.0),
        ("pole", 90.0, 0.0),
    ];
    let records = places.into_iter().flat_map(|(id, latitude, longitude)| {
        let place = json!({ "name": id, "location": at(latitude, longitude) });
        [
            partner(id, json!({ "location": at(latitude, longitude) })),
            event(&format!("in-{id}"), json!({ "place": place })),
        ]
    });
    let nowhere = [
        partner("nowhere", json!({})),
        event("in-nowhere", json!({})),
        event("in-a-name", json!({ "place": { "name": "Hall" } })),
    ];
    records.chain(nowhere).collect()
}

#[test]
fn records_are_found_by_where_they_are() {
    let app = TestApp::with(&lines());
    for (query, expected) in [
        ("bbox=21,54,23,55", vec!["ketrzyn", "oziersk"]),
        ("bbox=21.37467,54.07623,21.37467,54.07623", vec!["ketrzyn"]),
        ("bbox=21.374671,54.07623,22,55", vec![]),
        ("bbox=170,-40,-170,-10", vec!["apia", "auckland", "suva", "taveuni"]),
        ("bbox=170,-40,180,-10", vec!["auckland", "suva", "taveuni"]),
        ("bbox=-180,-40,-170,-10", vec!["apia", "taveuni"]),
        ("bbox=-170,-40,170,80", vec!["greenwich", "ketrzyn", "oziersk"]),
        (
            "bbox=-180,-90,180,90",
            vec!["apia", "auckland", "greenwich", "ketrzyn", "oziersk", "pole", "suva", "taveuni"],
        ),
        ("bbox=30,-90,40,90", vec![]),
        ("near=54.07623,21.37467&radius=0.001", vec!["ketrzyn"]),
        ("near=54.07623,21.37467&radius=55.5", vec!["ketrzyn"]),
        ("near=54.07623,21.37467&radius=56", vec!["ketrzyn", "oziersk"]),
        ("near=-17,-179.9&radius=250", vec!["suva", "taveuni"]),
        ("near=-17,179.9&radius=250", vec!["suva", "taveuni"]),
        ("near=89.9,180&radius=12", vec!["pole"]),
        ("near=0,0&radius=5730", vec!["greenwich"]),
        (
            "near=54,21&radius=20016",
            vec!["apia", "auckland", "greenwich", "ketrzyn", "oziersk", "pole", "suva", "taveuni"],
        ),
        ("near=54.41056,22.01167&radius=100&bbox=21,54,21.5,55", vec!["ketrzyn"]),
        ("near=54.41056,22.01167&radius=100&bbox=30,54,31,55", vec![]),
        ("bbox=21,54,23,55&q=oziersk", vec!["oziersk"]),
    ] {
        let found: BTreeSet<_> = app.ids(&format!("/partners?{query}")).into_iter().collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
        let events = app.json(&format!("/events?{}", query.replace("q=", "q=in-")));
        assert_eq!(events["pagination"]["total"], expected.len(), "{query}");
    }
}

#[test]
fn distances_are_those_on_a_sphere() {
    let lines: String = (0..=90)
        .flat_map(|step| {
            let (latitude, longitude) = (f64::from(step), f64::from(step * 37 % 180) - 90.0);
            [(0, latitude), (1, -latitude)].map(|(half, latitude)| {
                partner(&format!("p{half}-{step}"), json!({ "location": at(latitude, longitude) }))
            })
        })
        .collect();
    let app = TestApp::with(&lines);
    let all = app.json("/partners?limit=100&fields=location");
    for (latitude, longitude) in [(54.1_f64, 21.4_f64), (-12.3, 179.0), (88.0, -45.0)] {
        for radius in [100.0, 1_500.0, 9_000.0] {
            let page = app
                .json(&format!("/partners?limit=100&near={latitude},{longitude}&radius={radius}"));
            let found: BTreeSet<String> = crate::support::app::ids(&page).into_iter().collect();
            for record in all["data"].as_array().unwrap() {
                let place = &record["location"];
                let degrees = |name: &str| place[name].as_f64().unwrap().to_radians();
                let (north, east) = (degrees("latitude"), degrees("longitude"));
                let (to_north, to_east) = (latitude.to_radians(), longitude.to_radians());
                let half = ((to_north - north) / 2.0).sin().powi(2)
                    + north.cos() * to_north.cos() * ((to_east - east) / 2.0).sin().powi(2);
                let distance = 2.0 * 6_371.008_8 * half.sqrt().asin();
                let id = record["id"].as_str().unwrap();
                assert_eq!(found.contains(id), distance <= radius, "{id}: {distance} {radius}");
            }
        }
    }
}

#[test]
fn a_location_that_changes_is_found_where_it_is() {
    let app = TestApp::with(&lines());
    let editor = app.editor();
    let ids = |query: &str| app.ids(&format!("/partners?{query}"));
    let moved = editor.change("PATCH", "/partners/pole", &json!({ "location": at(10.0, 10.0) }));
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(ids("bbox=9,9,11,11"), ["pole"]);
    let gone = editor.change("PATCH", "/partners/pole", &json!({ "location": null }));
    assert_eq!((gone.status, ids("bbox=9,9,11,11").len()), (200, 0));
    assert_eq!(editor.change("DELETE", "/partners/greenwich", &Value::Null).status, 204);
    assert_eq!(ids("bbox=-1,51,1,52").len(), 0);
}

#[test]
fn pages_and_drafts_are_as_in_every_list() {
    let draft = partner("secret", json!({ "state": "draft", "location": at(54.2, 21.5) }));
    let app = TestApp::with(&[lines(), draft].concat());
    let first = app.json("/partners?bbox=21,54,23,55&limit=1");
    assert_eq!(first["pagination"]["total"], 2);
    let next = app.json(&path_of(&first["links"]["next"]).unwrap());
    assert_eq!(crate::support::app::ids(&next), ["oziersk"]);
    assert_eq!(app.editor().json("/partners?bbox=21,54,23,55")["pagination"]["total"], 3);
}

#[test]
fn what_is_no_part_of_the_map_is_refused() {
    let app = TestApp::with(&made_up::partner("p", json!({})));
    for (query, faults, says) in [
        ("bbox=1,2,3", vec![("bbox", "invalid-value")], "west,south,east,north"),
        ("bbox=0,55,1,54", vec![("bbox", "invalid-value")], "south not north of north"),
        ("bbox=1,2,3,4&bbox=1,2,3,4", vec![("bbox", "repeated")], "once"),
        ("near=54", vec![("near", "invalid-value"), ("radius", "missing")], "latitude,longitude"),
        ("near=54,21", vec![("radius", "missing")], "radius=50"),
        ("radius=5", vec![("near", "missing")], "near=54.08,21.37"),
        ("near=95,21&radius=5", vec![("near", "invalid-value")], "from -90 to 90"),
        ("near=54,21&radius=0", vec![("radius", "invalid-value")], "kilometres from 0.001"),
        ("near=54,21&radius=5km", vec![("radius", "invalid-value")], "kilometres from 0.001"),
    ] {
        for list in ["/partners", "/events"] {
            let answer = app.refused(&format!("{list}?{query}"));
            let named = answer.faults();
            let named: Vec<(&str, &str)> =
                named.iter().map(|(name, code)| (name.as_str(), code.as_str())).collect();
            assert_eq!(named, faults, "{list}?{query}");
            assert!(answer.details().contains(says), "{query}: {}", answer.details());
        }
    }
    for list in ["/agreements", "/projects", "/programmes", "/search"] {
        let answer = app.refused(&format!("{list}?q=a&bbox=1,2,3,4"));
        assert_eq!(answer.faults(), [("bbox".to_owned(), "unknown-parameter".to_owned())]);
    }
}
