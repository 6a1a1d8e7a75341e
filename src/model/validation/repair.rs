//! Making the faulty places of a document harmless, so that what else is wrong with it can be found at the same time.
//!
//! What was mended is never stored, and nothing is told about it: its fault is known already.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::Bound,
};

use serde_json::{Map, Value};

use crate::model::json::{pointer::split, schema::SchemaNode};

/// A document that is being mended.
pub struct RepairedDocument<'s> {
    schema: SchemaNode<'s>,
    /// The document.
    pub value: Value,
    places: BTreeSet<String>,
}

impl<'s> RepairedDocument<'s> {
    /// A document of which these places are known to be faulty.
    pub fn new(schema: &'s Value, value: Value, places: impl IntoIterator<Item = String>) -> Self {
        Self { schema: SchemaNode::root(schema), value, places: places.into_iter().collect() }
    }

    /// Whether this place was mended, or is below one that was.
    pub fn covers(&self, pointer: &str) -> bool {
        let ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
        ends.into_iter().any(|end| self.places.contains(&pointer[..end]))
    }

    /// Whether what is told of this place may come from mending: of the place itself, above it or below it.
    pub fn touches(&self, pointer: &str) -> bool {
        let below = format!("{pointer}/");
        let next = self.places.range::<String, _>((Bound::Included(&below), Bound::Unbounded)).next();
        self.covers(pointer) || next.is_some_and(|place| place.starts_with(&below))
    }

    /// Notes that nothing is to be told of this place.
    pub fn note(&mut self, pointer: &str) {
        self.places.insert(pointer.to_owned());
    }

    /// Makes these places harmless: what may be missing is left out, what has to be there gets a value. What was
    /// there is taken away first, so that no faulty value is taken for another.
    pub fn mend(&mut self, pointers: &[String]) {
        for pointer in pointers {
            self.note(pointer);
        }
        self.take(pointers);
        for pointer in pointers {
            self.fill(pointer);
        }
    }

    /// Takes members away; an item of a list gets another value, so that the others keep their places.
    ///
    /// All members of one object go at once: each alone would move those behind it.
    fn take(&mut self, pointers: &[String]) {
        let mut members: BTreeMap<&str, HashSet<Cow<'_, str>>> = BTreeMap::new();
        for pointer in pointers {
            let Some((parent, name)) = split(pointer) else { continue };
            match self.value.pointer(parent) {
                Some(Value::Object(_)) => {
                    members.entry(parent).or_default().insert(name);
                }
                Some(Value::Array(_)) => {
                    let neutral = neutral(self.schema.of_value(pointer));
                    if let Some(item) = self.value.pointer_mut(pointer) {
                        *item = neutral;
                    }
                }
                _ => {}
            }
        }
        for (parent, names) in members {
            if let Some(Value::Object(there)) = self.value.pointer_mut(parent) {
                there.retain(|name, _| !names.contains(name.as_str()));
            }
        }
    }

    /// Gives a value to a member that has to be there.
    fn fill(&mut self, pointer: &str) {
        let Some((parent, name)) = split(pointer) else { return };
        let Some(schema) = self.schema.of_value(parent).filter(|schema| schema.requires(&name)) else {
            return;
        };
        let Some(Value::Object(members)) = self.value.pointer(parent) else { return };
        let own = schema.property(&name);
        let value = beside(schema, members, own.map(SchemaNode::own)).unwrap_or_else(|| neutral(own));
        if let Some(Value::Object(members)) = self.value.pointer_mut(parent) {
            members.insert(name.into_owned(), value);
        }
    }
}

/// A value that keeps the rules.
fn neutral(schema: Option<SchemaNode<'_>>) -> Value {
    let Some(schema) = schema else { return Value::from("x") };
    let default = || Some(schema.keyword("default")).filter(|value| !value.is_null());
    if let Some(value) = schema.keyword("enum").get(0).or_else(|| schema.example()).or_else(default) {
        return value.clone();
    }
    match schema.keyword("type").as_str() {
        Some("object") => {
            schema.required().map(|name| (name.to_owned(), neutral(schema.property(name)))).collect()
        }
        Some("array") => {
            let least = schema.keyword("minItems").as_u64().unwrap_or(0);
            (0..least).map(|_| neutral(schema.items())).collect()
        }
        Some("integer" | "number") => Some(schema.keyword("minimum"))
            .filter(|least| least.is_number())
            .cloned()
            .unwrap_or(Value::from(0)),
        Some("boolean") => Value::Bool(false),
        _ => Value::from("x"),
    }
}

/// The value of another member, or of its first item, that has the same rules: between two dates that are the same
/// there is no wrong order, and the first of the languages is one of them.
fn beside(schema: SchemaNode<'_>, members: &Map<String, Value>, own: Option<&Value>) -> Option<Value> {
    if members.is_empty() {
        return None;
    }
    let rules = own.and_then(bare);
    let has_rules = |node: Option<SchemaNode<'_>>| node.and_then(|node| bare(node.own())) == rules;
    members.iter().find_map(|(name, value)| {
        let other = schema.property(name);
        if has_rules(other) {
            Some(value.clone())
        } else {
            value.get(0).filter(|_| has_rules(other.and_then(SchemaNode::items))).cloned()
        }
    })
}

/// A schema without what only describes.
fn bare(schema: &Value) -> Option<Map<String, Value>> {
    let mut rules = schema.as_object()?.clone();
    for name in ["description", "example", "examples", "default"] {
        rules.shift_remove(name);
    }
    Some(rules)
}
