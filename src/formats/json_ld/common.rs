//! What every record has: names, topics, identifiers, sources, media, moments.

use serde_json::{Map, Value, json};

use super::node::Node;
use crate::{
    formats::{list::ListAbout, record::ShownRecord},
    values::labels::{self, LabelledCode, Vocabulary},
};

/// The prefixes of identifiers that are addresses of their own.
const LINKED_SCHEMES: [(&str, &str, &str); 2] = [
    ("wikidata", "http://www.wikidata.org/entity/", ""),
    ("geonames", "https://sws.geonames.org/", "/"),
];

/// Adds the properties of every record.
pub(super) fn add_common(node: &mut Node, about: &ListAbout, record: ShownRecord<'_>) {
    add_texts(node, record);
    add_topics(node, about, record);
    let identifiers = record.items("identifiers").map(|identifier| {
        json!({
            "@type": "PropertyValue",
            "propertyID": identifier.text("scheme"),
            "value": identifier.text("value"),
        })
    });
    node.add("identifier", Some(identifiers.collect::<Vec<_>>()));
    node.add("sameAs", Some(same_as(record)));
    node.set("dct:identifier", record.id());
    node.add("mainEntityOfPage", record.text("webPage"));
    node.add("image", Some(media(record, |kind| kind == "image")));
    node.add("associatedMedia", Some(media(record, |kind| kind != "image")));
    node.add("subjectOf", Some(record.items("sources").map(source).collect::<Vec<_>>()));
    for (property, field) in [("dct:issued", "createdAt"), ("dct:modified", "updatedAt")] {
        let moment = record.text(field);
        node.add(property, moment.map(|at| json!({"@value": at, "@type": "xsd:dateTime"})));
    }
}

/// Adds the name and the longer text: as they are served, and in every language.
fn add_texts(node: &mut Node, record: ShownRecord<'_>) {
    let is_organisation = matches!(record.text("type"), Some("partners" | "municipality"));
    let name = if is_organisation { "skos:prefLabel" } else { "dct:title" };
    node.set("name", record.name());
    node.set(name, by_language(record, record.name_field()));
    if let Some((field, text)) = record.about() {
        node.set("description", text);
        node.set("dct:description", by_language(record, field));
    }
}

/// A text in every language.
fn by_language(record: ShownRecord<'_>, field: &str) -> Map<String, Value> {
    let translations = record.value("translations").and_then(Value::as_object);
    let texts = translations.into_iter().flatten();
    texts
        .filter_map(|(language, texts)| Some((language.clone(), texts.get(field)?.clone())))
        .collect()
}

fn add_topics(node: &mut Node, about: &ListAbout, record: ShownRecord<'_>) {
    let set = format!("{}/topics", about.id_base);
    let (mut subjects, mut keywords) = (Vec::new(), Vec::new());
    for (code, name) in record.topics() {
        let id = format!("{set}#{code}");
        let known = labels::codes(Vocabulary::Topic).iter().find(|topic| topic.code == code);
        let names = known.into_iter().flat_map(LabelledCode::names);
        let labels: Map<String, Value> =
            names.map(|(language, name)| (language.to_owned(), Value::from(name))).collect();
        keywords.push(json!({
            "@id": id,
            "@type": ["DefinedTerm", "skos:Concept"],
            "name": name,
            "termCode": code,
            "inDefinedTermSet": set,
            "skos:prefLabel": labels,
        }));
        subjects.push(id);
    }
    node.add("dct:subject", Some(subjects));
    node.add("keywords", Some(keywords));
}

fn same_as(record: ShownRecord<'_>) -> Vec<String> {
    let identifiers = record.items("identifiers").filter_map(|one| {
        let (scheme, value) = (one.text("scheme")?, one.text("value")?);
        let (_, before, after) = LINKED_SCHEMES.into_iter().find(|(known, ..)| *known == scheme)?;
        Some(format!("{before}{value}{after}"))
    });
    identifiers.collect()
}

fn source(source: ShownRecord<'_>) -> Value {
    let mut node = Node::of("CreativeWork");
    node.add("name", source.text("title"));
    node.add("url", source.text("url"));
    node.add("datePublished", source.text("publishedOn"));
    let quotation = source.text("quote").map(|text| json!({"@type": "Quotation", "text": text}));
    node.add("hasPart", quotation);
    node.into()
}

/// The media of some kinds. The licence of a picture is an address where it is one, otherwise its name.
fn media(record: ShownRecord<'_>, is_wanted: fn(&str) -> bool) -> Vec<Value> {
    let wanted = record.items("media").filter(|one| one.text("kind").is_some_and(is_wanted));
    wanted
        .map(|one| {
            let kind = match one.text("kind") {
                Some("image") => "ImageObject",
                Some("video") => "VideoObject",
                _ => "MediaObject",
            };
            let mut node = Node::of(kind);
            node.add("contentUrl", one.text("url"));
            node.add("name", one.text("title"));
            node.add("caption", one.value("alt").cloned());
            node.add("creditText", one.text("author"));
            let licence = one.text("licence");
            let (address, name): (Option<&str>, Option<&str>) = match licence {
                Some(licence) if licence.starts_with("http") => (Some(licence), None),
                other => (None, other),
            };
            node.add("license", address);
            node.add("copyrightNotice", name);
            node.add("encodingFormat", one.text("mediaType"));
            node.add("inLanguage", one.text("language"));
            node.add("width", one.value("width").cloned());
            node.add("height", one.value("height").cloned());
            node.into()
        })
        .collect()
}
