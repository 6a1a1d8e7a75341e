//! The municipality and its partners: `schema:GovernmentOrganization` and `cv:PublicOrganisation` (CPOV 2.1.2).

use std::collections::BTreeMap;

use rust_iso3166::from_alpha2;
use serde_json::{Map, Value, json};

use super::{
    node::Node,
    parts::{ids, place, typed_date},
};
use crate::formats::{list::ListAbout, record::ShownRecord};

/// Where the countries of the European Union's own vocabularies are.
const COUNTRIES: &str = "http://publications.europa.eu/resource/authority/country/";

/// Describes the municipality or a partner.
pub(super) fn describe(node: &mut Node, about: &ListAbout, record: ShownRecord<'_>) {
    let is_public = !matches!(record.text("kind"), Some("association" | "organisation"));
    let kinds = if is_public {
        ["GovernmentOrganization", "cv:PublicOrganisation", "foaf:Agent"]
    } else {
        ["Organization", "org:Organization", "foaf:Agent"]
    };
    node.set("@type", json!(kinds));
    let aliases: Vec<&str> = record.items("aliases").filter_map(|one| one.text("name")).collect();
    node.add("alternateName", Some(json!(aliases)));
    node.add("skos:altLabel", Some(other_labels(record)));
    let website = record.text("website");
    node.add("url", website);
    let page = |url: &str| json!({"@id": url, "@type": "foaf:Document"});
    node.add("foaf:homepage", website.map(page));
    node.set("location", place(record, Some(record.name())));
    let country = record.text("country").and_then(from_alpha2);
    let country = country.map(|country| format!("{COUNTRIES}{}", country.alpha3));
    node.add("dct:spatial", country.map(|id| json!({"@id": id, "@type": "dct:Location"})));
    if record.text("type") == Some("partners") {
        node.add("twn:partnershipStatus", record.text("status"));
        node.add("twn:partnerSince", record.text("partnerSince").map(typed_date));
        node.add("twn:partnerUntil", record.text("partnerUntil").map(typed_date));
        node.add("dct:isReplacedBy", Some(ids(about, record, "successors")));
    } else {
        contact(node, record, website.map(page));
        node.add("license", record.text("licence.url"));
    }
}

/// Other names, one a language as CPOV wants: an official one before others, and none that is the name itself.
fn other_labels(record: ShownRecord<'_>) -> Map<String, Value> {
    let mut labels: BTreeMap<&str, (bool, &str)> = BTreeMap::new();
    for alias in record.items("aliases") {
        let (Some(name), Some(language)) = (alias.text("name"), alias.text("language")) else {
            continue;
        };
        let translations = record.value("translations");
        let known = translations.and_then(|all| all.get(language)?.get("name")?.as_str());
        let is_official = alias.text("kind") == Some("official");
        let is_better = labels.get(language).is_none_or(|(other, _)| is_official && !other);
        if known != Some(name) && is_better {
            labels.insert(language, (is_official, name));
        }
    }
    labels.into_iter().map(|(language, (_, name))| (language.to_owned(), name.into())).collect()
}

fn contact(node: &mut Node, record: ShownRecord<'_>, page: Option<Value>) {
    let of = |field: &str| record.text(&format!("contact.{field}"));
    node.add("address", of("address"));
    let (email, telephone) = (of("email"), of("phone"));
    if email.is_some() || telephone.is_some() {
        let mut point = Node::of("ContactPoint");
        point.add("email", email);
        point.add("telephone", telephone);
        node.set("contactPoint", point);
    }
    let mut point = Node::of("cv:ContactPoint");
    point.add("cv:email", email);
    point.add("cv:telephone", telephone);
    point.add("cv:contactPage", page);
    node.set("cv:contactPoint", point);
}
