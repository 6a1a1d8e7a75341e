//! Everything that is not collected from the handlers: what several operations share, as components that they refer to.

use serde_json::{Map, Value, json};

use super::{
    bodies, errors,
    examples::{self, Problems},
    headers, parameters, patches, responses, schemas, security,
};
use crate::model::json::schema::without_null;

/// Completes the document that was collected from the routes. Public operations keep the marker of [`security`].
pub(crate) fn complete(document: &mut Value) {
    without_null(document);
    security::describe(document);
    schemas::complete(document);
    patches::add(document);
    parameters::complete(document);
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            bodies::order(operation);
            responses::describe(method, operation);
            errors::describe(path, method, operation);
        }
    }
    let problems = Problems::read();
    examples::attach(document, &problems);
    document["components"]["headers"] = headers::components();
    let mut shared: Map<String, Value> = responses::components();
    shared.extend(errors::components(&problems));
    document["components"]["responses"] = Value::Object(shared);
    responses::share(document);
    parameters::share(document);
    let description = document["info"]["description"].as_str().unwrap_or_default();
    let description = description
        .replace("{headers}", &headers::of_every_answer())
        .replace("{errors}", &errors::of_every_operation());
    document["info"]["description"] = json!(description);
}
