//! Replaces faulty values of a document by valid ones, so that further faults can be found at the same time.
//!
//! A repaired document is never stored, and faults at repaired locations are not reported again.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::Bound,
};

use serde_json::{Map, Value};

use crate::model::json::{pointer::split, schema::SchemaNode};

/// A document that is being repaired.
pub(super) struct RepairedDocument<'s> {
    schema: SchemaNode<'s>,
    /// The document.
    pub value: Value,
    places: BTreeSet<String>,
}

impl<'s> RepairedDocument<'s> {
    /// Begins with a document that has faults at these locations.
    pub(super) fn new(
        schema: &'s Value,
        value: Value,
        places: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { schema: SchemaNode::root(schema), value, places: places.into_iter().collect() }
    }

    /// Checks whether this location, or one that contains it, was repaired.
    pub(super) fn covers(&self, pointer: &str) -> bool {
        let ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
        ends.into_iter().any(|end| self.places.contains(&pointer[..end]))
    }

    /// Checks whether a fault at this location may be caused by a repair: of the location, of one that
    /// contains it or of one inside it.
    pub(super) fn touches(&self, pointer: &str) -> bool {
        let below = format!("{pointer}/");
        let next =
            self.places.range::<String, _>((Bound::Included(&below), Bound::Unbounded)).next();
        self.covers(pointer) || next.is_some_and(|place| place.starts_with(&below))
    }

    /// Marks a location, so that no further fault of it is reported.
    pub(super) fn note(&mut self, pointer: &str) {
        self.places.insert(pointer.to_owned());
    }

    /// Repairs the values at these locations: optional values are removed, required ones replaced. All are
    /// removed first, so that no faulty value is used as a replacement.
    pub(super) fn repair(&mut self, pointers: &[String]) {
        for pointer in pointers {
            self.note(pointer);
        }
        self.take(pointers);
        for pointer in pointers {
            self.fill(pointer);
        }
    }

    /// Removes members of objects, and replaces items of arrays so that the others keep their positions.
    ///
    /// The members of an object are removed together, since each removal moves the following members.
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
            if let Some(Value::Object(members)) = self.value.pointer_mut(parent) {
                members.retain(|name, _| !names.contains(name.as_str()));
            }
        }
    }

    /// Adds a required member with a valid value.
    fn fill(&mut self, pointer: &str) {
        let Some((parent, name)) = split(pointer) else { return };
        let Some(schema) = self.schema.of_value(parent).filter(|schema| schema.requires(&name))
        else {
            return;
        };
        let Some(Value::Object(members)) = self.value.pointer(parent) else { return };
        let own = schema.property(&name);
        let value =
            beside(schema, members, own.map(SchemaNode::own)).unwrap_or_else(|| neutral(own));
        if let Some(Value::Object(members)) = self.value.pointer_mut(parent) {
            members.insert(name.into_owned(), value);
        }
    }
}

/// Returns a valid value.
fn neutral(schema: Option<SchemaNode<'_>>) -> Value {
    let Some(schema) = schema else { return Value::from("x") };
    let default = || Some(schema.keyword("default")).filter(|value| !value.is_null());
    if let Some(value) = schema.keyword("enum").get(0).or_else(|| schema.example()).or_else(default)
    {
        return value.clone();
    }
    match schema.keyword("type").as_str() {
        Some("object") => schema
            .required()
            .map(|name| (name.to_owned(), neutral(schema.property(name))))
            .collect(),
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

/// Returns the value of another member with the same schema, or the first item of one: equal dates are in
/// order, and the first of the languages is a valid default language.
fn beside(
    schema: SchemaNode<'_>,
    members: &Map<String, Value>,
    own: Option<&Value>,
) -> Option<Value> {
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

/// Returns a schema without descriptions and examples.
fn bare(schema: &Value) -> Option<Map<String, Value>> {
    let mut rules = schema.as_object()?.clone();
    for name in ["description", "example", "examples", "default"] {
        rules.shift_remove(name);
    }
    Some(rules)
}
