//! Events: `schema:Event` and `cv:PublicEvent` (CPEV 1.1.1).

use serde_json::{Value, json};

use super::{
    concept,
    node::Node,
    parts::{agent, interval, municipality, place, reference, references},
};
use crate::formats::{list::ListAbout, record::ShownRecord};

/// Describes an event.
pub(super) fn describe(node: &mut Node, about: &ListAbout, event: ShownRecord<'_>) {
    node.set("@type", json!(["Event", "cv:PublicEvent"]));
    add_times(node, event);
    let status = event.text("status").unwrap_or_default();
    node.set("eventStatus", format!("http://schema.org/{}", schema_status(status)));
    node.set("cv:eventStatus", concept("eventStatus", status));
    node.set("dct:type", concept("eventKind", event.text("kind").unwrap_or_default()));
    let direction = event.text("direction");
    let mode = match direction {
        Some("online") => "OnlineEventAttendanceMode",
        _ => "OfflineEventAttendanceMode",
    };
    node.add("eventAttendanceMode", direction.map(|_| format!("http://schema.org/{mode}")));
    node.add("twn:direction", direction);
    if let Some(where_it_is) = event.value("place").map(ShownRecord) {
        node.set("location", place(where_it_is, None));
        let named = where_it_is.text("address").or_else(|| where_it_is.text("name"));
        node.add("locn:address", named.map(full_address));
    }
    // No source says who organised it.
    let partners = references(about, event, "partners", "Organization");
    let contributors: Vec<Value> = [municipality(about)].into_iter().chain(partners).collect();
    node.set("contributor", contributors);
    let participants = || event.items("participants");
    let persons = participants().filter(|one| one.value("name").is_some());
    let attendees: Vec<Value> =
        persons.filter_map(|one| agent(about, one, "organisation")).collect();
    node.add("attendee", Some(attendees));
    node.add("cv:hasParticipation", Some(participants().map(participation).collect::<Vec<_>>()));
    let subjects =
        [("agreements", "CreativeWork"), ("projects", "Project"), ("programmes", "FundingScheme")];
    let subjects = subjects.map(|(field, kind)| references(about, event, field, kind));
    node.add("about", Some(subjects.concat()));
    let whole = event.value("partOf").map(|whole| reference(about, ShownRecord(whole), "Event"));
    node.add("superEvent", whole);
    node.add("url", event.text("registrationUrl"));
    node.add("twn:attendance", event.value("attendance.count").cloned());
    node.add("twn:attendanceIsApproximate", event.value("attendance.approximate").cloned());
}

fn add_times(node: &mut Node, event: ShownRecord<'_>) {
    let start = event.text("startDate").unwrap_or_default();
    let end = event.text("endDate").unwrap_or(start);
    node.set("startDate", event.text("startsAt").unwrap_or(start));
    node.set("endDate", event.text("endsAt").unwrap_or(end));
    node.set("time:hasTime", interval(start, end));
}

fn schema_status(status: &str) -> &'static str {
    match status {
        "cancelled" => "EventCancelled",
        "postponed" => "EventPostponed",
        _ => "EventScheduled",
    }
}

/// The language of a place or a role is not known.
fn full_address(address: &str) -> Value {
    let address = json!({"@value": address, "@language": "und"});
    json!({"@type": "locn:Address", "locn:fullAddress": address})
}

fn participation(one: ShownRecord<'_>) -> Value {
    let mut node = Node::of("cv:Participation");
    let language = one.text("language").unwrap_or("und");
    let role = one.text("role");
    let role =
        role.map(|role| json!({"@type": "skos:Concept", "skos:prefLabel": {language: role}}));
    node.add("cv:role", role);
    let organisation = one.text("organisation").or_else(|| one.text("partner.name"));
    let person = one.text("name");
    let kind = if person.is_some() { "foaf:Person" } else { "foaf:Organization" };
    let name = person.or(organisation).or_else(|| one.text("role"));
    node.set("cv:hasParticipant", json!({"@type": [kind, "foaf:Agent"], "foaf:name": name}));
    node.into()
}
