//! Writes a graph as RDF/XML.

use super::{
    graph::{Graph, Name, Properties, Term},
    vocabulary::{PREFIXES, expanded},
};
use crate::formats::xml::XmlWriter;

/// A node: its class is one of its properties.
const NODE: &str = "rdf:Description";

/// Writes the graph.
pub(crate) fn write(graph: &Graph) -> String {
    let mut xml = XmlWriter::new();
    let prefixes = PREFIXES.map(|(prefix, namespace)| (format!("xmlns:{prefix}"), namespace));
    let attributes: Vec<(&str, &str)> =
        prefixes.iter().map(|(name, namespace)| (&**name, *namespace)).collect();
    xml.open("rdf:RDF", &attributes);
    for (iri, properties) in &graph.0 {
        xml.open(NODE, &[("rdf:about", iri)]);
        write_properties(&mut xml, properties);
        xml.close();
    }
    xml.finish()
}

fn write_properties(xml: &mut XmlWriter, properties: &Properties) {
    for (property, values) in &properties.0 {
        for value in values {
            write_term(xml, property, value);
        }
    }
}

fn write_term(xml: &mut XmlWriter, property: Name, term: &Term) {
    match term {
        Term::Class(name) => xml.empty(property, &[("rdf:resource", &expanded(name))]),
        Term::Iri(iri) => xml.empty(property, &[("rdf:resource", iri)]),
        Term::Plain(value) => xml.text_element(property, &[], value),
        Term::Text { language, text } => {
            xml.text_element(property, &[("xml:lang", language)], text);
        }
        Term::Typed { datatype, value } => {
            xml.text_element(property, &[("rdf:datatype", &expanded(datatype))], value);
        }
        Term::Blank(properties) => {
            xml.open(property, &[]);
            xml.open(NODE, &[]);
            write_properties(xml, properties);
            xml.close();
            xml.close();
        }
    }
}
