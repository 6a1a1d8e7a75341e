//! A node of linked data while it is put together.

use serde_json::{Map, Value};

/// A node.
#[derive(Default)]
pub(super) struct Node(Map<String, Value>);

impl Node {
    /// Sets a property.
    pub(super) fn set(&mut self, property: &str, value: impl Into<Value>) {
        self.0.insert(property.to_owned(), value.into());
    }

    /// Sets a property if there is a value, which is no empty list or object.
    pub(super) fn add(&mut self, property: &str, value: Option<impl Into<Value>>) {
        let value = value.map(Into::into);
        let is_empty = |value: &Value| match value {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            other => other.is_null(),
        };
        if let Some(value) = value.filter(|value| !is_empty(value)) {
            self.0.insert(property.to_owned(), value);
        }
    }

    /// Begins a node of a type.
    pub(super) fn of(kind: &str) -> Self {
        let mut node = Self::default();
        node.set("@type", kind);
        node
    }

    /// Returns the properties.
    pub(super) fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Self {
        Self::Object(node.0)
    }
}
