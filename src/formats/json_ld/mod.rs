//! JSON-LD 1.1: records as linked data, for search engines (schema.org) and European registers (CPOV, CPEV, DCAT).
//!
//! Keys without a prefix are schema.org as search engines read it, with plain texts in the language of the reader; keys
//! with a prefix are the European vocabularies, with every language. What neither can say is `urn:twinning:term:`. The
//! context stands in the document, so that no reader depends on a third host.

mod agreement;
mod common;
mod event;
mod node;
mod organisation;
mod parts;
mod programme;
mod project;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use self::{common::add_common, node::Node};
use super::{
    list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter},
    record::ShownRecord,
    words::FormatWords,
};
use crate::model::record_type::RecordType;

/// The context of every document.
static CONTEXT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("context.json")).unwrap_or_default() // a test reads it
});

/// JSON-LD.
pub(crate) struct JsonLd;

impl RecordFormat for JsonLd {
    fn media_type(&self) -> &'static str {
        "application/ld+json"
    }

    fn extent(&self) -> Extent {
        Extent::Page
    }

    fn has_record(&self, _: RecordType) -> bool {
        true
    }

    fn list<'l>(
        &self,
        about: &'l ListAbout,
        _: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError> {
        Ok(Box::new(ItemList { about, items: Vec::new() }))
    }

    fn record(&self, about: &ListAbout, record: &Value) -> Result<Vec<u8>, FormatError> {
        Ok(serde_json::to_vec(&in_context(described(about, record)))?)
    }
}

/// The nodes of a list.
struct ItemList<'l> {
    about: &'l ListAbout,
    items: Vec<Value>,
}

impl RecordWriter for ItemList<'_> {
    fn write(&mut self, record: &Value, _: &mut Vec<u8>) -> Result<(), FormatError> {
        self.items.push(Value::Object(described(self.about, record)));
        Ok(())
    }

    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let Self { about, items } = *self;
        let words = FormatWords::of(&about.languages);
        let name = format!("{}: {}", about.publisher.name, words.collection(about.kind));
        let mut list = Node::default();
        list.set("@id", about.id_of(&about.urls.list));
        list.set("@type", "ItemList");
        list.set("name", name);
        list.set("numberOfItems", about.total);
        list.set("itemListElement", items);
        Ok(serde_json::to_writer(out, &in_context(list.into_map()))?)
    }
}

/// Puts the context before a node.
fn in_context(node: Map<String, Value>) -> Value {
    let context = [("@context".to_owned(), CONTEXT.clone())];
    Value::Object(context.into_iter().chain(node).collect())
}

/// Describes a record as a node.
fn described(about: &ListAbout, record: &Value) -> Map<String, Value> {
    let shown = ShownRecord(record);
    let mut node = Node::default();
    node.set("@id", about.id_of(shown.url()));
    match shown.text("type") {
        Some("events") => event::describe(&mut node, about, shown),
        Some("agreements") => agreement::describe(&mut node, about, shown),
        Some("projects") => project::describe(&mut node, about, shown),
        Some("programmes") => programme::describe(&mut node, about, shown),
        _ => organisation::describe(&mut node, about, shown),
    }
    add_common(&mut node, about, shown);
    node.into_map()
}

/// A code as a concept of its own: `urn:twinning:eventKind:visit`.
fn concept(vocabulary: &str, code: &str) -> Value {
    json!({"@id": format!("urn:twinning:{vocabulary}:{code}"), "@type": "skos:Concept"})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_is_json() {
        assert_eq!(CONTEXT["@vocab"], "http://schema.org/");
    }
}
