//! Writes a graph as JSON-LD. Its context is in the document, so that no reader depends on another host.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    graph::{Graph, Properties, TYPE, Term},
    vocabulary::{PREFIXES, TEXT_PROPERTIES},
};

/// Writes the graph.
pub(crate) fn write(graph: &Graph) -> serde_json::Result<Vec<u8>> {
    let nodes: Vec<Value> =
        graph.0.iter().map(|(iri, properties)| node(Some(iri), properties)).collect();
    serde_json::to_vec_pretty(&json!({ "@context": context(), "@graph": nodes }))
}

/// The prefixes, and the properties that have an object of texts by language.
fn context() -> Value {
    let prefixes =
        PREFIXES.iter().map(|(prefix, namespace)| ((*prefix).to_owned(), json!(namespace)));
    let texts = TEXT_PROPERTIES
        .iter()
        .map(|property| ((*property).to_owned(), json!({ "@container": "@language" })));
    Value::Object(prefixes.chain(texts).collect())
}

fn node(iri: Option<&str>, properties: &Properties) -> Value {
    let mut members = Map::new();
    if let Some(iri) = iri {
        members.insert("@id".to_owned(), json!(iri));
    }
    for (property, values) in &properties.0 {
        let (key, value) = match *property {
            TYPE => ("@type", one_or_all(values.iter().map(term).collect())),
            property if TEXT_PROPERTIES.contains(&property) => (property, by_language(values)),
            property => (property, one_or_all(values.iter().map(term).collect())),
        };
        members.insert(key.to_owned(), value);
    }
    Value::Object(members)
}

fn one_or_all(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}

/// The texts of each language.
fn by_language(values: &BTreeSet<Term>) -> Value {
    let mut texts: Map<String, Value> = Map::new();
    for value in values {
        let Term::Text { language, text } = value else { continue };
        match texts.get_mut(language) {
            Some(Value::Array(several)) => several.push(json!(text)),
            Some(one) => *one = json!([one.take(), text]),
            None => _ = texts.insert(language.clone(), json!(text)),
        }
    }
    Value::Object(texts)
}

fn term(term: &Term) -> Value {
    match term {
        Term::Class(name) => json!(name),
        Term::Iri(iri) => json!({ "@id": iri }),
        Term::Plain(value) => json!(value),
        Term::Text { language, text } => json!({ "@language": language, "@value": text }),
        Term::Typed { datatype, value } => json!({ "@type": datatype, "@value": value }),
        Term::Blank(properties) => node(None, properties),
    }
}
