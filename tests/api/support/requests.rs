//! A request for each operation of the document, made of what the document says: examples of bodies, ids of records
//! that are there, tags of their state. An operation for which none can be made fails the suite: teach this file.

use serde_json::{Value, json};
use twinning::auth::role::TokenRole;

use super::{
    TestApp,
    client::Answer,
    keeper::Keeper,
    made_up,
    oracle::{self, DOCUMENT},
    webhooks,
};

/// An operation of the document.
#[derive(Clone, Copy)]
pub struct Operation {
    /// Its address, such as `/partners/{id}`.
    pub template: &'static str,
    /// Its method, in capital letters.
    pub method: Method,
    /// What the document says of it.
    pub described: &'static Value,
}

/// A method, as the document and as a request write it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Method(pub &'static str);

/// A request that an operation answers, without a token.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Below `/api/v1`, with its query.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// Every operation of the document.
pub fn operations() -> Vec<Operation> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(template, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, described)| Operation {
            template,
            method: Method(method),
            described,
        })
    });
    operations.collect()
}

impl Method {
    /// In capital letters.
    pub fn as_sent(self) -> String {
        self.0.to_uppercase()
    }
}

impl Operation {
    /// As it is named when a test fails.
    pub fn name(&self) -> String {
        format!("{} {}", self.method.as_sent(), self.template)
    }

    /// Whether what it changes is what the requests for others are made of.
    pub fn spoils_others(&self) -> bool {
        self.template.starts_with("/municipality") && self.method.0 != "get"
    }

    /// A request for it. Changes what has to be another way first.
    pub fn request(&self, app: &TestApp) -> Request {
        let admin = app.keeper(TokenRole::Admin);
        if self.template == "/municipality" && self.method.0 == "post" {
            assert_eq!(admin.change("DELETE", "/municipality", &Value::Null).status, 204);
        }
        if self.template == "/webhooks" && self.method.0 == "post" {
            webhooks::remove_all(app);
        }
        let path = self.path(app, &admin);
        let (media_type, body) = self.body();
        let mut headers = Vec::new();
        if let Some(media_type) = media_type {
            headers.push(("Content-Type", media_type.to_owned()));
        }
        if self.has_parameter("If-Match") {
            let record = path.trim_end_matches("/restore");
            headers.push(("If-Match", admin.tag(record)));
        }
        Request { method: self.method.as_sent(), path: path + &self.query(), headers, body }
    }

    fn parameters(&self) -> impl Iterator<Item = &'static Value> {
        oracle::parameters(self.described)
    }

    fn has_parameter(&self, name: &str) -> bool {
        self.parameters().any(|parameter| parameter["name"] == name)
    }

    /// The address with an id: the one of the example; where something is deleted, that of one made for it.
    fn path(&self, app: &TestApp, admin: &Keeper<'_>) -> String {
        if self.template.contains("{batch}") {
            return self.template.replace("{batch}", &made_batch(app).to_string());
        }
        if self.template.contains("{webhook}") {
            return self.template.replace("{webhook}", &webhooks::unreachable(app));
        }
        if !self.template.contains('{') {
            return self.template.to_owned();
        }
        let list = self.template.split("/{").next().unwrap();
        let example = self.parameters().find(|one| one["in"] == "path").map(|one| &one["example"]);
        let id = match example.and_then(Value::as_str) {
            Some(id) if self.method.0 != "delete" => id.to_owned(),
            _ => made(admin, list),
        };
        let path = self.template.replace("{id}", &id).replace("{type}", &id);
        assert!(!path.contains('{'), "{}: no request can be made", self.name());
        path
    }

    /// What has to be in the query.
    fn query(&self) -> String {
        let required =
            self.parameters().filter(|one| one["in"] == "query" && one["required"] == true);
        let values = required.map(|one| match (one["name"].as_str(), one["example"].as_str()) {
            (Some(name), Some(example)) => format!("{name}={example}"),
            (other, _) => panic!("{}: no value for {other:?}", self.name()),
        });
        let query = values.collect::<Vec<_>>().join("&");
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The media type and the example of the body.
    pub fn body(&self) -> (Option<&'static str>, Vec<u8>) {
        let Some(content) = self.described["requestBody"]["content"].as_object() else {
            return (None, Vec::new());
        };
        // Files that are no text have none.
        let example = content.iter().find_map(|(name, one)| Some((name, oracle::example(one)?)));
        let (media_type, example) =
            example.unwrap_or_else(|| panic!("{}: the body has no example", self.name()));
        let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        (Some(media_type), text.into_bytes())
    }
}

impl Request {
    /// Sends it with these headers too.
    pub fn send(&self, app: &TestApp, more: &[(&str, &str)]) -> Answer {
        let own = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        let headers: Vec<_> = own.chain(more.iter().copied()).collect();
        app.send(&self.method, &format!("/api/v1{}", self.path), &headers, &self.body)
    }
}

/// Makes one like the example of the list; its id.
fn made(admin: &Keeper<'_>, list: &str) -> String {
    let operation =
        operations().into_iter().find(|one| one.template == list && one.method.0 == "post");
    let operation = operation.unwrap_or_else(|| panic!("nothing can be made in {list}"));
    let body = serde_json::from_slice(&operation.body().1).unwrap();
    let answer = admin.post(list, &body);
    assert_eq!(answer.status, 201, "{list}: {}", answer.text());
    answer.json()["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{list}: what was made has no id"))
        .to_owned()
}

/// Imports a new record; its batch.
fn made_batch(app: &TestApp) -> i64 {
    let id = format!("of-revision-{}", app.json("")["revision"]);
    app.import(&made_up::event(&id, json!({}))).batch.unwrap()
}
