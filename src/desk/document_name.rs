//! The name of a record that is not there any more, out of what is kept of it.

use serde_json::Value;

use crate::words::Words;

/// The name in a document: in the language of the reader, otherwise in any.
pub(super) fn name(words: Words, document: &str) -> Option<String> {
    let document: Value = serde_json::from_str(document).ok()?;
    let texts = document["translations"].as_object()?;
    let named = |text: &Value| {
        let name = text.get("title").or_else(|| text.get("name"))?;
        name.as_str().map(str::to_owned)
    };
    texts.get(words.tag()).and_then(named).or_else(|| texts.values().find_map(named))
}
