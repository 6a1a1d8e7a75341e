//! What the document names, the service reads: every operation, every parameter, every value; and nothing else.

use serde_json::Value;

use crate::support::{
    TestApp,
    app::{ids, path_of},
    oracle::{self, DOCUMENT},
};

/// An operation of the document with a request that it answers.
struct Operation {
    template: &'static str,
    parameters: Vec<&'static Value>,
    /// A path with a real id.
    path: String,
    /// The parameters that must be there.
    query: String,
}

/// Every operation that reads what is public. One for which no request can be made fails the suite: teach this function.
fn operations(app: &TestApp) -> Vec<Operation> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let reading = paths
        .iter()
        .filter(|(_, item)| item["get"].is_object() && item["get"].get("security").is_none());
    reading.map(|(template, item)| operation(app, template, item)).collect()
}

fn operation(app: &TestApp, template: &'static str, item: &'static Value) -> Operation {
    let parameters: Vec<_> = oracle::parameters(&item["get"]).collect();
    let path = match template.strip_suffix("/{id}") {
        Some(list) => format!("{list}/{}", ids(&app.json(&format!("{list}?limit=1")))[0]),
        None => template.replace("{type}", "events"),
    };
    assert!(!path.contains('{'), "{template}: no request can be made");
    let required = parameters.iter().filter(|one| one["in"] == "query" && one["required"] == true);
    let query = required.map(|one| match (one["name"].as_str(), one["example"].as_str()) {
        (Some(name), Some(example)) => format!("{name}={example}"),
        (other, _) => panic!("{template}: no value for {other:?}"),
    });
    let query = query.collect();
    Operation { template, parameters, path, query }
}

impl Operation {
    fn query_parameters(&self) -> impl Iterator<Item = (&'static str, &'static Value)> {
        let named = |one: &&'static Value| (one["name"].as_str().unwrap(), &one["schema"]);
        self.parameters.iter().filter(|one| one["in"] == "query").map(named)
    }

    /// Asks with one more parameter.
    fn with(&self, name: &str, value: &str) -> String {
        let required =
            if self.query.starts_with(&format!("{name}=")) { "" } else { self.query.as_str() };
        let and = if required.is_empty() { "" } else { "&" };
        format!(
            "{}?{required}{and}{name}={}",
            self.path,
            value.replace('+', "%2B").replace(' ', "%20")
        )
    }

    /// Values that the document says are valid: all of a closed list, the bounds of a number, the example.
    fn values(&self, app: &TestApp, name: &str, schema: &Value) -> Vec<String> {
        let schema = if schema["type"] == "array" { &schema["items"] } else { schema };
        let schema = match schema["$ref"].as_str() {
            Some(pointer) => DOCUMENT.pointer(pointer.trim_start_matches('#')).unwrap(),
            None => schema,
        };
        let closed = schema["enum"].as_array().into_iter().flatten();
        let examples = schema["examples"].as_array().into_iter().flatten();
        let texts = closed.chain(examples).map(|value| value.as_str().unwrap().to_owned());
        let bounds =
            [&schema["minimum"], &schema["maximum"]].into_iter().filter(|bound| bound.is_number());
        let values: Vec<String> = texts.chain(bounds.map(Value::to_string)).collect();
        match name {
            "q" => vec!["Oziersk".to_owned()],
            "identifier" => vec!["wikidata:Q175795".to_owned()],
            "after" | "before" => vec![self.cursor(app)],
            "near" => vec![format!("{}&radius=50", values[0])],
            "radius" => vec![format!("{}&near=54.08,21.37", values[0])],
            _ => values,
        }
    }

    /// A cursor of this list.
    fn cursor(&self, app: &TestApp) -> String {
        let next = path_of(&app.json(&self.with("limit", "1"))["links"]["next"]).unwrap();
        next.rsplit_once('=').unwrap().1.to_owned()
    }
}

#[test]
fn every_operation_of_the_document_answers() {
    let app = TestApp::new();
    let operations = operations(&app);
    assert!(operations.len() >= 15);
    for operation in operations {
        let path = if operation.query.is_empty() {
            operation.path.clone()
        } else {
            format!("{}?{}", operation.path, operation.query)
        };
        assert_eq!(oracle::template(&format!("/api/v1{path}")), Some(operation.template));
        for method in ["GET", "HEAD"] {
            assert_eq!(
                app.ask(method, &format!("/api/v1{path}"), &[]).status,
                200,
                "{method} {path}"
            );
        }
    }
}

#[test]
fn every_parameter_and_value_of_the_document_is_read() {
    let app = TestApp::new();
    let editor = app.editor();
    let mut asked = 0;
    for operation in operations(&app) {
        for (name, schema) in operation.query_parameters() {
            let values = operation.values(&app, name, schema);
            assert!(
                !values.is_empty(),
                "{}: the document has no value for {name}",
                operation.template
            );
            // Only CSV has one.
            let format = if name == "delimiter" { "&format=csv" } else { "" };
            for value in &values {
                let path = operation.with(name, value) + format;
                // Only those who send a token may ask for drafts.
                let answer = if name == "state" { editor.get(&path) } else { app.get(&path) };
                assert_eq!(
                    answer.status,
                    200,
                    "{}: {}",
                    operation.with(name, value),
                    answer.text()
                );
                asked += 1;
            }
            if schema["type"] == "array" && name != "sort" {
                let path = operation.with(name, &values.join(","));
                assert_eq!(app.get(&path).status, 200, "{path}");
            }
        }
    }
    assert!(asked > 300, "only {asked} values");
}

#[test]
fn no_operation_reads_what_the_document_does_not_name() {
    let app = TestApp::new();
    let operations = operations(&app);
    let all = operations.iter().flat_map(Operation::query_parameters);
    let mut names: Vec<&str> = all.map(|(name, _)| name).collect();
    names.extend(["format", "page", "offset", "cursor", "id", "type", "search"]);
    names.sort_unstable();
    names.dedup();
    for operation in &operations {
        for name in names
            .iter()
            .filter(|name| operation.query_parameters().all(|(known, _)| known != **name))
        {
            let answer = app.refused(&operation.with(name, "x"));
            assert_eq!(
                answer.faults(),
                [((*name).to_owned(), "unknown-parameter".to_owned())],
                "{}",
                operation.path
            );
        }
    }
}

#[test]
fn every_value_that_is_not_in_a_closed_list_is_refused() {
    let app = TestApp::new();
    for operation in operations(&app) {
        for (name, schema) in operation.query_parameters() {
            let closed = schema["items"].get("enum").or(schema.get("enum"));
            let closed = closed.or_else(|| {
                let pointer = schema["items"]["$ref"].as_str().or(schema["$ref"].as_str())?;
                DOCUMENT.pointer(pointer.trim_start_matches('#'))?.get("enum")
            });
            if closed.is_some() {
                let answer = app.refused(&operation.with(name, "zzzz"));
                assert_eq!(
                    answer.faults(),
                    [(name.to_owned(), "invalid-value".to_owned())],
                    "{}",
                    operation.path
                );
            }
        }
    }
}
