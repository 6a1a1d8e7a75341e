//! Ids: chosen or made from a name, never changed, never used again.

use serde_json::{Value, json};

use crate::support::{TestApp, keeper::Keeper, made_up::partner};

fn named(name: &str) -> Value {
    json!({"translations": {"pl": {"name": name}}, "kind": "county", "status": "active", "country": "LT"})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn id_of(editor: &Keeper<'_>, body: &Value) -> String {
    let answer = editor.post("/partners", body);
    assert_eq!(answer.status, 201, "{body}: {}", answer.text());
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("https://twinning.example/api/v1/partners/{id}"));
    assert_eq!(editor.get(&format!("/partners/{id}")).bytes, answer.bytes);
    id
}

#[test]
fn an_id_is_made_from_the_name_in_any_script() {
    let app = TestApp::empty();
    let editor = app.editor();
    for (name, id) in [
        ("Gmina Kętrzyn", "gmina-ketrzyn"),
        ("Łódź", "lodz"),
        ("Озёрск", "oziorsk"),
        ("Saint-Étienne (Loire)", "saint-etienne-loire"),
        ("  A – B / C  ", "a-b-c"),
    ] {
        let made = id_of(&editor, &named(name));
        if name == "Озёрск" {
            assert!(made.is_ascii() && made.starts_with("oz"), "{made}");
        } else {
            assert_eq!(made, id, "{name}");
        }
    }
    let long = id_of(&editor, &named(&"Bardzo długa nazwa ".repeat(10)));
    assert!(long.len() <= 64 && !long.ends_with('-'), "{long}");
    let nameless = editor.post("/partners", &named("!!!"));
    let place = "/translations/pl/name empty".to_owned();
    assert_eq!((nameless.status, nameless.places()), (400, vec![place]));
}

#[test]
fn an_id_is_made_from_the_name_in_the_default_language() {
    let app = TestApp::new();
    let mut body = named("Wilno");
    body["translations"]["en"] = json!({"name": "Vilnius"});
    assert_eq!(id_of(&app.editor(), &body), "wilno");
}

#[test]
fn records_of_the_same_name_are_numbered() {
    let app = TestApp::empty();
    let editor = app.editor();
    for expected in ["nowe-miasto", "nowe-miasto-2", "nowe-miasto-3"] {
        assert_eq!(id_of(&editor, &named("Nowe Miasto")), expected);
    }
    assert_eq!(editor.change("DELETE", "/partners/nowe-miasto-2", &Value::Null).status, 204);
    assert_eq!(id_of(&editor, &named("Nowe Miasto")), "nowe-miasto-4", "2 is not used again");
    let long = "a".repeat(80);
    let (first, second) = (id_of(&editor, &named(&long)), id_of(&editor, &named(&long)));
    assert!(second.ends_with("-2") && second.len() == 64, "{first} {second}");
}

#[test]
fn an_id_can_be_chosen_once() {
    let app = TestApp::empty();
    let editor = app.editor();
    let chosen = |id: Value| editor.post("/partners", &with(named("X"), "id", id));
    assert_eq!(chosen(json!("my-id")).json()["id"], "my-id");
    let taken = chosen(json!("my-id"));
    assert_eq!(taken.status, 409);
    assert!(
        taken.details().contains("my-id") && taken.details().contains("PUT"),
        "{}",
        taken.text()
    );
    assert_eq!(chosen(Value::Null).json()["id"], "x", "null is no choice");
    assert_eq!(editor.change("DELETE", "/partners/my-id", &Value::Null).status, 204);
    let gone = chosen(json!("my-id"));
    assert_eq!(gone.status, 409);
    assert!(gone.details().contains("restore"), "{}", gone.text());
    let long = "a".repeat(65);
    for bad in [
        json!(""),
        json!("Ab"),
        json!("a--b"),
        json!("ą"),
        json!("a/b"),
        json!(7),
        json!(["a"]),
        json!(long),
    ] {
        let answer = chosen(bad.clone());
        assert_eq!(
            (answer.status, answer.places()),
            (400, vec!["/id invalid-value".to_owned()]),
            "{bad}"
        );
    }
    assert_eq!(app.json("/partners")["pagination"]["total"], 1);
}

#[test]
fn a_body_does_not_contradict_its_address() {
    let app = TestApp::with(&partner("a", json!({})));
    let editor = app.editor();
    for (field, value) in
        [("id", json!("b")), ("type", json!("events")), ("id", json!(1)), ("type", json!({}))]
    {
        let expected = vec![format!("/{field} conflict")];
        for path in ["/partners/a", "/partners/new"] {
            let headers: &[(&str, &str)] =
                if path.ends_with('a') { &[("If-Match", "*")] } else { &[] };
            let answer = editor.send("PUT", path, headers, &with(named("X"), field, value.clone()));
            assert_eq!(
                (answer.status, answer.places()),
                (400, expected.clone()),
                "{path} {field} {value}"
            );
        }
    }
    let typed = editor.post("/partners", &with(named("X"), "type", json!("events")));
    assert_eq!((typed.status, typed.places()), (400, vec!["/type conflict".to_owned()]));
    let both = with(with(named("X"), "type", json!("events")), "id", json!("b"));
    let both = editor.send("PUT", "/partners/new", &[], &with(both, "kind", json!("conty")));
    assert_eq!(both.places(), ["/id conflict", "/kind invalid-value", "/type conflict"]);
    let same = with(with(named("X"), "type", json!("partners")), "id", json!("new"));
    assert_eq!(editor.put("/partners/new", &same).status, 201);
    for path in ["/partners/No-Id", "/partners/a--b", "/partners/%C4%85"] {
        assert_eq!(editor.put(path, &named("X")).status, 404, "{path}");
    }
}
