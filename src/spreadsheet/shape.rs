//! A record's schema, seen as what columns can name.

use serde_json::{Map, Value};

use super::cells::Cell;

/// A place in a schema.
#[derive(Clone, Copy)]
pub struct Node<'s> {
    root: &'s Value,
    /// What is said at the place itself, beside a reference to a shared schema.
    own: &'s Value,
    /// The schema, with the reference followed.
    schema: &'s Value,
}

impl<'s> Node<'s> {
    /// The record itself.
    pub fn of(root: &'s Value) -> Self {
        Self { root, own: root, schema: root }
    }

    fn at(self, own: &'s Value) -> Self {
        let pointer = own["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
        let schema = pointer.map_or(Some(own), |pointer| self.root.pointer(pointer)).unwrap_or(&Value::Null);
        Self { root: self.root, own, schema }
    }

    /// The fields that a writer sets, in their order.
    pub fn fields(self) -> impl Iterator<Item = (&'s str, Self)> {
        let fields = self.schema["properties"].as_object().into_iter().flat_map(Map::iter);
        fields
            .map(move |(name, own)| (name.as_str(), self.at(own)))
            .filter(|(_, node)| node.own["readOnly"] != Value::Bool(true))
    }

    /// One of them.
    pub fn field(self, name: &str) -> Option<Self> {
        self.fields().find_map(|(other, node)| (other == name).then_some(node))
    }

    /// Whether a field must be there.
    pub fn requires(self, name: &str) -> bool {
        self.schema["required"].as_array().is_some_and(|names| names.iter().any(|other| other == name))
    }

    /// What stands under each language, where the keys are languages.
    pub fn by_language(self) -> Option<Self> {
        let texts = &self.schema["additionalProperties"];
        (texts.is_object() && self.schema["propertyNames"].is_object()).then(|| self.at(texts))
    }

    /// What a list has.
    pub fn item(self) -> Option<Self> {
        self.schema.get("items").map(|items| self.at(items))
    }

    /// What the place, or the schema it refers to, says under a key of JSON schema.
    pub fn says(self, key: &str) -> &'s Value {
        self.own.get(key).or_else(|| self.schema.get(key)).unwrap_or(&Value::Null)
    }

    /// A real value, where the schema has one.
    pub fn example(self) -> Option<&'s Value> {
        [self.own, self.schema]
            .into_iter()
            .find_map(|schema| schema.get("example").or_else(|| schema["examples"].get(0)))
    }

    /// The values of a closed list.
    pub fn options(self) -> Vec<&'s str> {
        self.says("enum").as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// What one cell has when it stands for the whole of this place; `None` where it takes several columns.
    pub fn cell(self) -> Option<Cell> {
        match self.schema["type"].as_str()? {
            "integer" => Some(Cell::Whole),
            "number" => Some(Cell::Number),
            "boolean" => Some(Cell::Flag),
            "string" => Some(self.text()),
            "object" => match self.fields().map(|(name, _)| name).collect::<Vec<_>>()[..] {
                ["id"] => Some(Cell::Reference),
                ["scheme", "value"] => Some(Cell::Identifier),
                _ => None,
            },
            "array" => match self.item()?.cell()? {
                Cell::Code => Some(Cell::Codes),
                Cell::Reference => Some(Cell::References),
                Cell::Identifier => Some(Cell::Identifiers),
                _ => None,
            },
            _ => None,
        }
    }

    fn text(self) -> Cell {
        let has = |key| !self.says(key).is_null();
        let example = self.example().and_then(Value::as_str);
        match self.says("format").as_str() {
            Some("date") => Cell::Date,
            Some(_) => Cell::Code,
            None if has("pattern") && example.is_some_and(|example| example.parse::<f64>().is_ok()) => {
                Cell::Decimal
            }
            None if has("pattern") || has("enum") => Cell::Code,
            None => Cell::Text,
        }
    }
}
