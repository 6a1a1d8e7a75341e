//! The order of media types: programs and pages take the first one unless they are told otherwise.

use serde_json::{Map, Value};

/// The media types that come first, in this order. The others follow in the order of the alphabet.
const FIRST: [&str; 2] = ["application/json", "application/x-ndjson"];

/// Puts the media types of a request body in their order.
pub(super) fn order(operation: &mut Value) {
    let Some(Value::Object(content)) = operation.pointer_mut("/requestBody/content") else {
        return;
    };
    let rank = |name: &String| FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len());
    let mut all: Vec<(String, Value)> = std::mem::take(content).into_iter().collect();
    all.sort_by_key(|(name, _)| (rank(name), name.clone()));
    *content = all.into_iter().collect::<Map<_, _>>();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_usual_media_type_comes_first() {
        let mut operation = json!({ "requestBody": { "content": {
            "application/vnd.x": 1, "application/x-ndjson": 2, "text/csv": 3, "application/json": 4,
        } } });
        order(&mut operation);
        let content = operation["requestBody"]["content"].as_object();
        let names: Vec<&String> = content.into_iter().flat_map(Map::keys).collect();
        assert_eq!(
            names,
            ["application/json", "application/x-ndjson", "application/vnd.x", "text/csv"]
        );
    }
}
