//! The document as text: two spaces for each level, and short lists and objects on one line.

use serde_json::Value;

/// The longest line that a list or an object is put on.
const WIDTH: usize = 110;

/// Writes the value, without a line break at its end.
pub(crate) fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0, 0);
    text
}

/// Writes the value after so many columns of its line.
fn write(text: &mut String, value: &Value, depth: usize, columns: usize) {
    let line = on_one_line(value);
    if columns + line.chars().count() <= WIDTH || !(value.is_object() || value.is_array()) {
        text.push_str(&line);
        return;
    }
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (format!("{}: ", Value::from(name.as_str())), value))
            .collect(),
        other => other.as_array().into_iter().flatten().map(|item| (String::new(), item)).collect(),
    };
    let indent = "  ".repeat(depth + 1);
    text.push(if value.is_object() { '{' } else { '[' });
    for (at, (name, value)) in members.into_iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&indent);
        text.push_str(&name);
        write(text, value, depth + 1, indent.len() + name.chars().count());
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(if value.is_object() { '}' } else { ']' });
}

fn on_one_line(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members = members.iter().map(|(name, value)| {
                format!("{}: {}", Value::from(name.as_str()), on_one_line(value))
            });
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(on_one_line).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_lists_and_objects_are_on_one_line_and_nothing_is_lost() {
        let long = "x".repeat(WIDTH);
        let value = json!({"a": {"$ref": "#/b"}, "c": ["d", 1, true], "e": {}, "f": [], "g": [{"h": [1]}], "i": [long]});
        let text = pretty(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
        assert!(
            text.starts_with(
                "{\n  \"a\": { \"$ref\": \"#/b\" },\n  \"c\": [\"d\", 1, true],\n  \"e\": {},"
            ),
            "{text}"
        );
        assert!(text.contains("\"g\": [{ \"h\": [1] }],\n  \"i\": [\n    \"xxx"), "{text}");
    }
}
