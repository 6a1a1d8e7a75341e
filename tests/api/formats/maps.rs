//! `GeoJSON`: the longitude first, and no record left out.

use serde_json::json;

use crate::support::{TestApp, made_up};

#[test]
fn records_are_features_with_the_longitude_first() {
    let lines = [
        made_up::partner("here", json!({"location": {"latitude": 54.5, "longitude": -21.25}})),
        made_up::partner("nowhere", json!({})),
    ];
    let app = TestApp::with(&lines.concat());
    let map = app.get("/partners?format=geojson&sort=name").json();
    assert_eq!(map["type"], "FeatureCollection");
    assert_eq!(map.as_object().unwrap().len(), 2, "no crs, no bbox: {map}");
    let expected = app.json("/partners?sort=name")["data"].clone();
    let geometry = json!({"type": "Point", "coordinates": [-21.25, 54.5]});
    for (at, geometry) in [geometry, json!(null)].into_iter().enumerate() {
        let feature = &map["features"][at];
        assert_eq!(feature["type"], "Feature");
        assert_eq!(feature["id"], expected[at]["url"]);
        assert_eq!(feature["geometry"], geometry);
        assert_eq!(feature["properties"], expected[at]);
    }
    let one = app.get("/partners/here?format=geojson").json();
    assert_eq!(one, map["features"][0]);
    let slim = app.get("/partners?format=geojson&fields=name").json();
    let names: Vec<_> = slim["features"][0]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "type", "url", "name"]);
    assert_eq!(
        app.get("/events?format=geojson").text(),
        "{\"type\":\"FeatureCollection\",\"features\":[]}\n"
    );
}
