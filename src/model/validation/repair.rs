//! Making the faulty places of a document harmless, so that what else is wrong with it can be found at the same time.
//!
//! What was mended is never stored, and nothing is told about it: its fault is known already.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::Bound,
};

use serde_json::{Map, Value};

use crate::model::json::pointer::escaped;

/// A document that is being mended.
pub struct RepairedDocument<'s> {
    schema: &'s Value,
    /// The document.
    pub value: Value,
    places: BTreeSet<String>,
}

impl<'s> RepairedDocument<'s> {
    /// A document of which these places are known to be faulty.
    pub fn new(schema: &'s Value, value: Value, places: impl IntoIterator<Item = String>) -> Self {
        Self { schema, value, places: places.into_iter().collect() }
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
        let mut members: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
        for pointer in pointers {
            let Some((parent, name)) = split(pointer) else { continue };
            match self.value.pointer(parent) {
                Some(Value::Object(_)) => {
                    members.entry(parent).or_default().insert(name);
                }
                Some(Value::Array(_)) => {
                    let neutral = self.neutral(self.schema_at(pointer));
                    if let Some(item) = self.value.pointer_mut(pointer) {
                        *item = neutral;
                    }
                }
                _ => {}
            }
        }
        for (parent, names) in members {
            if let Some(Value::Object(there)) = self.value.pointer_mut(parent) {
                there.retain(|name, _| !names.contains(name));
            }
        }
    }

    /// Gives a value to a member that has to be there.
    fn fill(&mut self, pointer: &str) {
        let Some((parent, name)) = split(pointer) else { return };
        let schema = self.resolved(self.schema_at(parent));
        let Some(Value::Object(members)) = self.value.pointer(parent) else { return };
        let is_required =
            schema["required"].as_array().is_some_and(|names| names.iter().any(|one| *one == name));
        if !is_required {
            return;
        }
        let own = &schema["properties"][&name];
        let value = beside(schema, members, own).unwrap_or_else(|| self.neutral(own));
        if let Some(Value::Object(members)) = self.value.pointer_mut(parent) {
            members.insert(name, value);
        }
    }

    /// The rules for what is at a place.
    fn schema_at(&self, pointer: &str) -> &'s Value {
        let mut schema = self.schema;
        for step in pointer.split('/').skip(1) {
            let whole = self.resolved(schema);
            let name = unescaped(step);
            schema = [&whole["properties"][&name], &whole["additionalProperties"], &whole["items"]]
                .into_iter()
                .find(|part| part.is_object())
                .unwrap_or(&Value::Null);
        }
        schema
    }

    fn resolved(&self, schema: &'s Value) -> &'s Value {
        match schema["$ref"].as_str() {
            Some(pointer) => self.schema.pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null),
            None => schema,
        }
    }

    /// A value that keeps the rules.
    fn neutral(&self, schema: &'s Value) -> Value {
        let known = |schema: &Value| {
            let given = [&schema["enum"][0], &schema["examples"][0], &schema["example"], &schema["default"]];
            given.into_iter().find(|value| !value.is_null()).cloned()
        };
        let whole = self.resolved(schema);
        if let Some(value) = known(schema).or_else(|| known(whole)) {
            return value;
        }
        match whole["type"].as_str() {
            Some("object") => {
                let names = whole["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                names.map(|name| (name.to_owned(), self.neutral(&whole["properties"][name]))).collect()
            }
            Some("array") => {
                let least = whole["minItems"].as_u64().unwrap_or(0);
                (0..least).map(|_| self.neutral(&whole["items"])).collect()
            }
            Some("integer" | "number") => whole.get("minimum").cloned().unwrap_or_else(|| Value::from(0)),
            Some("boolean") => Value::Bool(false),
            _ => Value::from("x"),
        }
    }
}

/// The value of another member, or of its first item, that has the same rules: between two dates that are the same
/// there is no wrong order, and the first of the languages is one of them.
fn beside(schema: &Value, members: &Map<String, Value>, own: &Value) -> Option<Value> {
    let rules = bare(own);
    members.iter().find_map(|(name, value)| {
        let other = &schema["properties"][name];
        if bare(other) == rules {
            Some(value.clone())
        } else {
            value.get(0).filter(|_| bare(&other["items"]) == rules).cloned()
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

/// A pointer to a member, as one to what has it and its name.
fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, name) = pointer.rsplit_once('/')?;
    Some((parent, unescaped(name)))
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The place of a member.
pub fn member(place: &str, name: &str) -> String {
    format!("{place}/{}", escaped(name))
}
