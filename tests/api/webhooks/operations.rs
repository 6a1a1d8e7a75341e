//! The operations of administrators.

use serde_json::{Value, json};
use twinning::auth::role::TokenRole;

use crate::support::{
    TestApp,
    receiver::Receiver,
    webhooks::{Sender, change, endpoint},
};

#[test]
fn an_endpoint_is_added_read_and_removed_and_its_secret_shown_once() {
    let app = TestApp::new();
    let admin = app.keeper(TokenRole::Admin);
    let url = "https://portal.example.org/twinning";
    let answer = admin.post("/webhooks", &json!({ "url": "https://PORTAL.example.org/twinning" }));
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    let (made, secret) = (&answer.json()["webhook"], answer.json()["secret"].clone());
    let (id, secret) = (made["id"].as_str().unwrap(), secret.as_str().unwrap());
    let address = format!("/webhooks/{id}");
    assert_eq!(answer.header("location"), format!("https://twinning.example/api/v1{address}"));
    assert_eq!((&made["url"], &made["state"]), (&json!(url), &json!("active")));
    assert_eq!((&made["acknowledged"], &made["failures"]), (&json!(21), &json!(0)));
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");

    let (one, list) = (admin.get(&address), admin.get("/webhooks"));
    assert_eq!(list.json()["data"], json!([one.json()]));
    assert_eq!(one.json()["url"], url);
    let again = admin.post("/webhooks", &json!({ "url": url }));
    assert_eq!(again.status, 409);
    assert!(again.details().contains(&format!("The webhook {id} has this address already")));
    let removed = admin.send("DELETE", &address, &[], &Value::Null);
    assert_eq!(removed.status, 204);
    for answer in [&one, &list, &again] {
        assert!(!answer.text().contains(&secret[6..]), "{}", answer.text());
    }
    for (method, path) in [("GET", ""), ("DELETE", ""), ("POST", "/test"), ("POST", "/secret")] {
        let answer = admin.send(method, &format!("{address}{path}"), &[], &Value::Null);
        assert_eq!(answer.status, 404, "{method} {path}");
        assert!(answer.details().contains(&format!("There is no webhook “{id}”")));
    }
}

#[test]
fn a_bad_address_is_named() {
    let app = TestApp::new();
    let admin = app.keeper(TokenRole::Admin);
    for (url, words) in [
        ("", "such as https://portal.example.org/twinning"),
        ("http://portal.example.org/", "by https only"),
        ("https://10.0.0.1/", "not an address of the public Internet"),
        ("https://localhost.example.org:25/", "port 25"),
    ] {
        let answer = admin.post("/webhooks", &json!({ "url": url }));
        assert_eq!((answer.status, answer.places()), (400, vec!["/url invalid-value".to_owned()]));
        assert!(answer.details().contains(words), "{}", answer.text());
    }
    for body in [json!({}), json!({"url": 1}), json!({"url": "https://a.example/", "secret": "x"})]
    {
        assert_eq!(admin.post("/webhooks", &body).status, 400, "{body}");
    }
    let polish = [("Accept-Language", "pl")];
    let answer = admin.send("POST", "/webhooks", &polish, &json!({ "url": "https://[::1]/" }));
    assert!(
        answer.details().contains("nie jest adresem publicznego Internetu"),
        "{}",
        answer.text()
    );
}

#[test]
fn a_request_with_a_key_adds_one_endpoint() {
    let app = TestApp::new();
    let admin = app.keeper(TokenRole::Admin);
    let key = [("Idempotency-Key", "0193a5f2")];
    let [one, other] = [(); 2]
        .map(|()| admin.send("POST", "/webhooks", &key, &json!({ "url": "https://a.example/" })));
    assert_eq!((one.status, one.text()), (201, other.text()));
    assert_eq!(admin.json("/webhooks")["data"].as_array().unwrap().len(), 1);
}

#[test]
fn the_old_secret_signs_beside_the_new_one() {
    let (app, receiver) = (TestApp::with_loopback(), Receiver::new());
    let admin = app.keeper(TokenRole::Admin);
    let made = admin.post("/webhooks", &json!({ "url": receiver.url("/") })).json();
    let address = format!("/webhooks/{}", made["webhook"]["id"].as_str().unwrap());
    let changed = admin.post(&format!("{address}/secret"), &Value::Null);
    assert_eq!(changed.status, 200, "{}", changed.text());
    let secret = changed.json()["secret"].clone();
    assert_ne!(secret, made["secret"]);
    change(&app, 1);
    Sender::new(&app.database).round();
    let [message] = receiver.taken().try_into().unwrap();
    let stored = endpoint(&app.database, made["webhook"]["id"].as_str().unwrap());
    let (old, _) = stored.previous.unwrap();
    assert_eq!(
        (json!(stored.secret.reveal()), json!(old.reveal())),
        (secret, made["secret"].clone())
    );
    let timestamp = message.header("webhook-timestamp").parse().unwrap();
    let sign = |secret: &twinning::webhooks::secret::SigningSecret| {
        secret.sign(message.header("webhook-id"), timestamp, &message.body)
    };
    let signatures = format!("{} {}", sign(&stored.secret), sign(&old));
    assert_eq!(message.header("webhook-signature"), signatures);
}

#[test]
fn a_test_says_what_the_endpoint_answered() {
    let (app, receiver) = (TestApp::with_loopback(), Receiver::new());
    let admin = app.keeper(TokenRole::Admin);
    let made = admin.post("/webhooks", &json!({ "url": receiver.url("/") })).json();
    let address = format!("/webhooks/{}", made["webhook"]["id"].as_str().unwrap());
    for (status, result, delivered) in [("500 Broken", "500", false), ("204 Ok", "204", true)] {
        receiver.answers(status, if delivered { "" } else { "Content-Length: 0\r\n" });
        let answer = admin.post(&format!("{address}/test"), &Value::Null);
        assert_eq!(answer.json(), json!({ "delivered": delivered, "result": result }));
        assert_eq!(admin.json(&address)["lastResult"], result);
        let [message] = receiver.taken().try_into().unwrap();
        let body: Value = serde_json::from_str(&message.body).unwrap();
        assert_eq!((&body["type"], &body["data"]["position"]), (&json!("test"), &json!("21")));
        assert!(!message.header("webhook-id").contains('.'));
    }
    assert_eq!(admin.json(&address)["failures"], 0, "a test is no message");
}
