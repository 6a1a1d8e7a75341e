//! Parts that several types of records have: dates, places, references, money.

use serde_json::{Value, json};

use super::node::Node;
use crate::formats::{list::ListAbout, record::ShownRecord};

/// A date with the type of its precision.
pub(super) fn typed_date(date: &str) -> Value {
    json!({"@value": date, "@type": format!("xsd:{}", precision(date))})
}

/// The type of a date as far as it is known.
fn precision(date: &str) -> &'static str {
    match date.len() {
        4 => "gYear",
        7 => "gYearMonth",
        _ => "date",
    }
}

/// An instant of the time ontology on a date.
fn instant(date: &str) -> Value {
    let property = match date.len() {
        4 => "time:inXSDgYear",
        7 => "time:inXSDgYearMonth",
        _ => "time:inXSDDate",
    };
    json!({"@type": "time:Instant", property: typed_date(date)})
}

/// The interval of an event.
pub(super) fn interval(start: &str, end: &str) -> Value {
    json!({
        "@type": ["time:TemporalEntity", "time:ProperInterval"],
        "time:hasBeginning": instant(start),
        "time:hasEnd": instant(end),
    })
}

/// A place with a name, an address and coordinates, as far as they are known.
pub(super) fn place(place: ShownRecord<'_>, name: Option<&str>) -> Node {
    let mut node = Node::of("Place");
    node.add("name", place.text("name").or(name));
    let mut address = Node::of("PostalAddress");
    address.add("streetAddress", place.text("address"));
    address.add("addressCountry", place.text("country"));
    address.add("addressRegion", place.text("region"));
    let address = address.into_map();
    node.add("address", (address.len() > 1).then_some(address));
    let coordinates = place.value("location").map(|location| {
        json!({
            "@type": "GeoCoordinates",
            "latitude": location["latitude"],
            "longitude": location["longitude"],
        })
    });
    node.add("geo", coordinates);
    node
}

/// A reference to another record: its id, a type and its name.
pub(super) fn reference(about: &ListAbout, target: ShownRecord<'_>, kind: &str) -> Value {
    json!({"@id": about.id_of(target.url()), "@type": kind, "name": target.text("name")})
}

/// References to the records of a list.
pub(super) fn references(
    about: &ListAbout,
    record: ShownRecord<'_>,
    field: &str,
    kind: &str,
) -> Vec<Value> {
    record.items(field).map(|target| reference(about, target, kind)).collect()
}

/// The ids of the records of a list.
pub(super) fn ids(about: &ListAbout, record: ShownRecord<'_>, field: &str) -> Vec<String> {
    record.items(field).map(|target| about.id_of(target.url())).collect()
}

/// The municipality, as who took part in what its own records tell.
pub(super) fn municipality(about: &ListAbout) -> Value {
    json!({
        "@id": format!("{}/municipality", about.id_base),
        "@type": "GovernmentOrganization",
        "name": about.publisher.name,
    })
}

/// An amount of money. The value is a text: a number could lose a cent.
pub(super) fn money(amount: ShownRecord<'_>) -> Option<Value> {
    let (currency, value) = (amount.text("currency")?, amount.text("amount")?);
    Some(json!({"@type": "MonetaryAmount", "currency": currency, "value": value}))
}

/// The amount at a path.
pub(super) fn money_at(record: ShownRecord<'_>, path: &str) -> Option<Value> {
    money(ShownRecord(record.value(path)?))
}

/// A person or an organisation that took part or signed, with the organisation that it spoke for.
pub(super) fn agent(about: &ListAbout, one: ShownRecord<'_>, organisation: &str) -> Option<Value> {
    let partner = one.value("partner");
    let affiliation = partner.map(|partner| reference(about, ShownRecord(partner), "Organization"));
    let named = one.text(organisation).map(|name| json!({"@type": "Organization", "name": name}));
    let affiliation = affiliation.or(named);
    let Some(name) = one.text("name") else { return affiliation };
    let mut person = Node::of("Person");
    person.set("name", name);
    person.add("jobTitle", one.text("role"));
    person.add("affiliation", affiliation);
    Some(person.into())
}
