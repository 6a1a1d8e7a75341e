//! Reads the three serialisations of the catalogue into sets of triples, as far as the service writes them.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::{Reader, events::Event};
use serde_json::Value;

/// A subject, a property and a value, with whole IRIs. A node without an IRI is the sorted list of its properties.
pub type Triples = BTreeSet<(String, String, String)>;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

fn iri(iri: &str) -> String {
    format!("<{iri}>")
}

fn text(value: &str, language: Option<&str>, datatype: Option<&str>) -> String {
    let language = language.map(|tag| format!("@{tag}")).unwrap_or_default();
    let datatype = datatype.map(|iri| format!("^^<{iri}>")).unwrap_or_default();
    format!("{value:?}{language}{datatype}")
}

fn blank(mut properties: Vec<(String, String)>) -> String {
    properties.sort();
    format!("{properties:?}")
}

fn expand(prefixes: &BTreeMap<String, String>, name: &str) -> String {
    let (prefix, local) = name.split_once(':').unwrap_or_else(|| panic!("{name} has no prefix"));
    format!("{}{local}", prefixes.get(prefix).unwrap_or_else(|| panic!("{prefix} is not declared")))
}

/// Reads JSON-LD.
pub fn of_json_ld(document: &str) -> Triples {
    let document: Value = serde_json::from_str(document).unwrap();
    let context = document["@context"].as_object().unwrap();
    let prefixes =
        context.iter().filter_map(|(name, iri)| Some((name.clone(), iri.as_str()?.to_owned())));
    let prefixes = prefixes.collect();
    let nodes = document["@graph"].as_array().unwrap();
    let triples = nodes.iter().flat_map(|node| {
        let subject = node["@id"].as_str().unwrap().to_owned();
        let properties = json_properties(&prefixes, node).into_iter();
        properties.map(move |(property, value)| (subject.clone(), property, value))
    });
    triples.collect()
}

fn json_properties(prefixes: &BTreeMap<String, String>, node: &Value) -> Vec<(String, String)> {
    let mut properties = Vec::new();
    for (key, value) in node.as_object().unwrap().iter().filter(|(key, _)| *key != "@id") {
        let each = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        if key == "@type" {
            let classes = each(value)
                .into_iter()
                .map(|class| iri(&expand(prefixes, class.as_str().unwrap())));
            properties.extend(classes.map(|class| (format!("{RDF}type"), class)));
            continue;
        }
        let property = expand(prefixes, key);
        for value in each(value) {
            let values = match &value {
                Value::String(plain) => vec![text(plain, None, None)],
                value if value.get("@value").is_some() => {
                    let datatype = value["@type"].as_str().map(|name| expand(prefixes, name));
                    vec![text(value["@value"].as_str().unwrap(), None, datatype.as_deref())]
                }
                value if value.get("@id").is_some() => vec![iri(value["@id"].as_str().unwrap())],
                value if value.get("@type").is_some() => {
                    vec![blank(json_properties(prefixes, value))]
                }
                by_language => {
                    let texts = by_language.as_object().unwrap().iter();
                    let texts = texts.flat_map(|(tag, texts)| {
                        each(texts).into_iter().map(move |one| (tag, one))
                    });
                    texts.map(|(tag, one)| text(one.as_str().unwrap(), Some(tag), None)).collect()
                }
            };
            properties.extend(values.into_iter().map(|value| (property.clone(), value)));
        }
    }
    properties
}

/// A property whose value is being read: its name, its text so far, its attributes and the node in it.
type OpenProperty = (String, String, BTreeMap<String, String>, Option<String>);

/// Reads RDF/XML.
pub fn of_rdf_xml(document: &str) -> Triples {
    let mut reader = Reader::from_str(document);
    let (mut prefixes, mut triples) = (BTreeMap::new(), Triples::new());
    // Of each open node its subject and properties, and of each open property what its value has so far.
    let mut nodes: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut open: Vec<OpenProperty> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let (name, attributes) = element(&start);
                match name.as_str() {
                    "rdf:RDF" => {
                        prefixes = attributes
                            .into_iter()
                            .filter_map(|(name, iri)| {
                                Some((name.strip_prefix("xmlns:")?.to_owned(), iri))
                            })
                            .collect();
                    }
                    "rdf:Description" => {
                        nodes.push((
                            attributes.get("rdf:about").cloned().unwrap_or_default(),
                            Vec::new(),
                        ));
                    }
                    _ => open.push((expand(&prefixes, &name), String::new(), attributes, None)),
                }
            }
            Event::Empty(empty) => {
                let (name, attributes) = element(&empty);
                let value = iri(&attributes["rdf:resource"]);
                nodes.last_mut().unwrap().1.push((expand(&prefixes, &name), value));
            }
            Event::Text(part) => {
                if let Some(property) = open.last_mut() {
                    property.1.push_str(&part);
                }
            }
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let character =
                    quick_xml::escape::unescape(&format!("&{name};")).unwrap().into_owned();
                open.last_mut().unwrap().1.push_str(&character);
            }
            Event::End(end) if end.name().0 == "rdf:Description" => {
                let (subject, properties) = nodes.pop().unwrap();
                match open.last_mut() {
                    Some(property) => property.3 = Some(blank(properties)),
                    None => triples.extend(
                        properties
                            .into_iter()
                            .map(|(property, value)| (subject.clone(), property, value)),
                    ),
                }
            }
            Event::End(end) if end.name().0 != "rdf:RDF" => {
                let (property, value, attributes, inside) = open.pop().unwrap();
                let attribute = |name: &str| attributes.get(name).map(String::as_str);
                let value = inside.unwrap_or_else(|| {
                    text(&value, attribute("xml:lang"), attribute("rdf:datatype"))
                });
                nodes.last_mut().unwrap().1.push((property, value));
            }
            Event::Eof => return triples,
            _ => {}
        }
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> (String, BTreeMap<String, String>) {
    let name = start.name().0.to_owned();
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
        (attribute.key.0.to_owned(), value)
    });
    (name, attributes.collect())
}

/// Reads Turtle.
pub fn of_turtle(document: &str) -> Triples {
    let mut tokens = Tokens { rest: document, prefixes: BTreeMap::new() };
    let mut triples = Triples::new();
    while let Some(token) = tokens.next() {
        if token == "@prefix" {
            let prefix = tokens.next().unwrap().trim_end_matches(':').to_owned();
            let namespace = tokens.next().unwrap();
            tokens.prefixes.insert(prefix, namespace[1..namespace.len() - 1].to_owned());
            assert_eq!(tokens.next().as_deref(), Some("."));
            continue;
        }
        let subject = token[1..token.len() - 1].to_owned();
        let properties = tokens.properties(".");
        triples.extend(
            properties.into_iter().map(|(property, value)| (subject.clone(), property, value)),
        );
    }
    triples
}

struct Tokens<'a> {
    rest: &'a str,
    prefixes: BTreeMap<String, String>,
}

impl Tokens<'_> {
    /// The next token: an IRI, a text with its quotation marks, a name, or a sign.
    fn next(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        let end = match first {
            '<' => self.rest.find('>')? + 1,
            '"' => 1 + closing(&self.rest[1..]) + 1,
            '.' | ',' | ';' | '[' | ']' => 1,
            '^' => 2,
            _ => self.rest.find([' ', '\n', ';', ',', '^'])?,
        };
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(token.to_owned())
    }

    /// The properties up to the sign that ends them.
    fn properties(&mut self, end: &str) -> Vec<(String, String)> {
        let mut properties = Vec::new();
        loop {
            let property = match self.next().unwrap().as_str() {
                "a" => format!("{RDF}type"),
                name => expand(&self.prefixes, name),
            };
            loop {
                properties.push((property.clone(), self.value()));
                match self.next().unwrap().as_str() {
                    "," => {}
                    ";" => break,
                    sign => {
                        assert_eq!(sign, end);
                        return properties;
                    }
                }
            }
        }
    }

    fn value(&mut self) -> String {
        let token = self.next().unwrap();
        if token.starts_with('<') {
            return token;
        }
        if token == "[" {
            return blank(self.properties("]"));
        }
        if !token.starts_with('"') {
            return iri(&expand(&self.prefixes, &token));
        }
        let value: String = serde_json::from_str(&token).unwrap();
        if self.rest.starts_with('@') {
            let tag = self.next().unwrap();
            return text(&value, Some(&tag[1..]), None);
        }
        if self.rest.starts_with("^^") {
            self.next();
            let datatype = self.next().unwrap();
            return text(&value, None, Some(&expand(&self.prefixes, &datatype)));
        }
        text(&value, None, None)
    }
}

/// Where a text ends, whose first quotation mark was read.
fn closing(text: &str) -> usize {
    let mut is_escaped = false;
    text.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })
    .unwrap()
}
