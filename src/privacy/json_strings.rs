//! Replaces a name in the strings of a JSON document.

use serde_json::Value;

use crate::{
    model::json::walk::{Descend, top_down},
    text::phrase::Phrase,
};

/// A document in which a name was replaced.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct ReplacedDocument {
    /// The new document.
    pub json: String,
    /// The JSON pointers to the changed strings.
    pub places: Vec<String>,
}

/// Replaces a name in all strings of a document; `None` if it does not occur. `look` is called for each
/// string first.
pub(crate) fn replace(
    json: &str,
    phrase: &Phrase,
    replacement: &str,
    look: &mut dyn FnMut(&str),
) -> serde_json::Result<Option<ReplacedDocument>> {
    let mut value: Value = serde_json::from_str(json)?;
    let mut places = Vec::new();
    each_string(&mut value, &mut |pointer, text| {
        look(text);
        if let Some(replaced) = phrase.replace(text, replacement) {
            places.push(pointer.to_owned());
            *text = replaced;
        }
    });
    if places.is_empty() {
        return Ok(None);
    }
    Ok(Some(ReplacedDocument { json: serde_json::to_string(&value)?, places }))
}

/// Replaces a name in a text that may be JSON, such as a stored response, whose body is JSON in a string.
pub(crate) fn replace_anywhere(text: &str, phrase: &Phrase, replacement: &str) -> Option<String> {
    let Ok(mut value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) else {
        return phrase.replace(text, replacement);
    };
    let mut found = false;
    each_string(&mut value, &mut |_, inner| {
        if let Some(replaced) = replace_anywhere(inner, phrase, replacement) {
            *inner = replaced;
            found = true;
        }
    });
    found.then(|| value.to_string())
}

/// Visits each string, except the ids by which other records and readers know a record.
fn each_string(value: &mut Value, visit: &mut dyn FnMut(&str, &mut String)) {
    top_down(value, &mut |pointer, value| {
        if pointer.ends_with("/id") {
            return Descend::Past;
        }
        if let Value::String(text) = value {
            visit(pointer, text);
        }
        Descend::Into
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_replaced_and_keys_and_ids_are_not() {
        let phrase = Phrase::new("jan").unwrap();
        let json = r#"{"id":"jan","jan":["Jan i jan","b",{"x":1.50,"y":"JAN"}]}"#;
        let mut seen = 0;
        let replaced = replace(json, &phrase, "N", &mut |_| seen += 1).unwrap().unwrap();
        assert_eq!(replaced.json, r#"{"id":"jan","jan":["N i N","b",{"x":1.5,"y":"N"}]}"#);
        assert_eq!((replaced.places, seen), (vec!["/jan/0".to_owned(), "/jan/2/y".to_owned()], 3));
        assert_eq!(replace(r#"{"a":"b"}"#, &phrase, "N", &mut |_| ()).unwrap(), None);
    }

    #[test]
    fn a_stored_answer_has_json_in_a_string() {
        let phrase = Phrase::new("Jan Kow").unwrap();
        let answer = r#"{"status":201,"body":"{\"name\":\"Jan\\tKow\"}"}"#;
        assert_eq!(
            replace_anywhere(answer, &phrase, "N").unwrap(),
            r#"{"status":201,"body":"{\"name\":\"N\"}"}"#
        );
        assert_eq!(replace_anywhere("by Jan Kow", &phrase, "N").unwrap(), "by N");
        assert_eq!(replace_anywhere("{}", &phrase, "N"), None);
    }
}
