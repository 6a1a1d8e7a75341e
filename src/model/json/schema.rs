//! JSON schemas: navigation that follows references, and the removal of `null`.

use serde_json::{Map, Value};

use super::{
    pointer::{steps, unescaped},
    walk::bottom_up,
};

/// A place in a JSON schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchemaNode<'s> {
    root: &'s Value,
    /// The schema at this place, which can be a reference with keywords of its own.
    own: &'s Value,
    /// The schema that `own` refers to, or `own` itself.
    target: &'s Value,
}

impl<'s> SchemaNode<'s> {
    /// Begins at the root of a schema; references are looked up in it.
    pub(crate) fn root(root: &'s Value) -> Self {
        Self { root, own: root, target: root }
    }

    fn at(self, own: &'s Value) -> Self {
        let reference = own["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
        let target = reference.map_or(Some(own), |pointer| self.root.pointer(pointer));
        Self { root: self.root, own, target: target.unwrap_or(&Value::Null) }
    }

    /// The schema as it is written at this place, where a reference is not followed.
    pub(crate) fn own(self) -> &'s Value {
        self.own
    }

    /// The value of a keyword, here or in the schema referred to; `null` if it has none.
    pub(crate) fn keyword(self, name: &str) -> &'s Value {
        self.own.get(name).or_else(|| self.target.get(name)).unwrap_or(&Value::Null)
    }

    /// The properties of an object, in their order.
    pub(crate) fn properties(self) -> impl Iterator<Item = (&'s str, Self)> {
        let properties = self.target["properties"].as_object().into_iter().flat_map(Map::iter);
        properties.map(move |(name, own)| (name.as_str(), self.at(own)))
    }

    /// A property of an object.
    pub(crate) fn property(self, name: &str) -> Option<Self> {
        self.target["properties"].get(name).map(|own| self.at(own))
    }

    /// The schema of all other members of an object, if there is one.
    pub(crate) fn additional(self) -> Option<Self> {
        let additional = &self.target["additionalProperties"];
        additional.is_object().then(|| self.at(additional))
    }

    /// The schema of the items of an array.
    pub(crate) fn items(self) -> Option<Self> {
        self.target.get("items").map(|items| self.at(items))
    }

    /// The names of the properties that an object must have.
    pub(crate) fn required(self) -> impl Iterator<Item = &'s str> {
        self.target["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    /// Checks whether an object must have a property.
    pub(crate) fn requires(self, name: &str) -> bool {
        self.required().any(|required| required == name)
    }

    /// An example, here or in the schema referred to.
    pub(crate) fn example(self) -> Option<&'s Value> {
        let example =
            |schema: &'s Value| schema["examples"].get(0).or_else(|| schema.get("example"));
        example(self.own).or_else(|| example(self.target))
    }

    /// The schema of the value that this pointer (RFC 6901) leads to in a document.
    pub(crate) fn of_value(self, pointer: &str) -> Option<Self> {
        steps(pointer).try_fold(self, |node, step| {
            node.property(&unescaped(step)).or_else(|| node.additional()).or_else(|| node.items())
        })
    }

    /// The schema that has the keyword at this location, as a validator reports it: a pointer with a step `$ref`
    /// wherever a reference was followed.
    pub(crate) fn of_keyword(self, location: &str) -> Self {
        let steps: Vec<&str> = steps(location).collect();
        let parents = steps.split_last().map_or(&[][..], |(_, parents)| parents);
        let schema = parents.iter().fold(self.root, |schema, step| match *step {
            "$ref" => self.at(schema).target,
            step => schema.pointer(&format!("/{step}")).unwrap_or(&Value::Null),
        });
        self.at(schema)
    }
}

/// Removes `null` from a schema.
///
/// A field that is unknown is left out of an answer and never sent as `null`, so clients need not provide for both.
/// (Writers may send `null` for "unknown": it is removed before a body is checked.)
pub(crate) fn without_null(schema: &mut Value) {
    bottom_up(schema, &mut |_, part| {
        if let Value::Object(object) = part {
            drop_null_alternative(object);
            drop_null_type(object);
        }
    });
}

/// Replaces `oneOf: [{type: null}, X]` by `X`.
fn drop_null_alternative(object: &mut Map<String, Value>) {
    let Some(Value::Array(alternatives)) = object.get_mut("oneOf") else { return };
    alternatives.retain(|alternative| alternative["type"] != "null");
    if alternatives.len() == 1
        && let Some(Value::Object(only)) = alternatives.pop()
    {
        object.remove("oneOf");
        for (key, value) in only {
            object.entry(key).or_insert(value);
        }
    }
}

/// Replaces `type: [X, null]` by `type: X`.
fn drop_null_type(object: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = object.get_mut("type") else { return };
    types.retain(|name| name != "null");
    if types.len() == 1
        && let Some(only) = types.pop()
    {
        object.insert("type".to_owned(), only);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        json!({
            "required": ["list"],
            "properties": {
                "list": {"type": "array", "items": {"$ref": "#/defs/item"}},
                "a/b": {"type": "string", "description": "own"},
                "one": {"$ref": "#/defs/item", "description": "own"},
                "map": {"additionalProperties": {"type": "integer"}},
            },
            "defs": {"item": {"description": "shared", "properties": {"id": {"examples": ["x"]}}}},
        })
    }

    #[test]
    fn references_are_followed_and_keywords_beside_them_count() {
        let schema = schema();
        let root = SchemaNode::root(&schema);
        let one = root.property("one").unwrap();
        assert_eq!(
            (one.keyword("description"), one.keyword("type")),
            (&json!("own"), &json!(null))
        );
        assert_eq!(one.property("id").unwrap().example(), Some(&json!("x")));
        assert_eq!(
            root.property("list").unwrap().items().unwrap().keyword("description"),
            "shared"
        );
        assert_eq!((root.requires("list"), root.requires("one")), (true, false));
        assert!(root.property("map").unwrap().additional().is_some());
    }

    #[test]
    fn a_value_and_a_keyword_lead_to_their_schema() {
        let schema = schema();
        let root = SchemaNode::root(&schema);
        for (pointer, own) in [
            ("", &schema),
            ("/list/7/id", &schema["defs"]["item"]["properties"]["id"]),
            ("/a~1b", &schema["properties"]["a/b"]),
            ("/map/any", &schema["properties"]["map"]["additionalProperties"]),
        ] {
            assert_eq!(root.of_value(pointer).map(SchemaNode::own), Some(own), "{pointer}");
        }
        assert!(root.of_value("/none").is_none());
        for (location, own) in [
            ("/required", &schema),
            ("/properties/a~1b/type", &schema["properties"]["a/b"]),
            (
                "/properties/list/items/$ref/properties/id/type",
                &schema["defs"]["item"]["properties"]["id"],
            ),
        ] {
            assert_eq!(root.of_keyword(location).own(), own, "{location}");
        }
    }

    #[test]
    fn null_is_removed_and_nothing_else() {
        let mut schema = json!({"properties": {
            "a": {"type": ["string", "null"], "maxLength": 3},
            "b": {"oneOf": [{"type": "null"}, {"$ref": "#/x"}], "description": "B"},
            "c": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        }});
        without_null(&mut schema);
        assert_eq!(
            schema["properties"],
            json!({
                "a": {"type": "string", "maxLength": 3},
                "b": {"description": "B", "$ref": "#/x"},
                "c": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            })
        );
    }
}
