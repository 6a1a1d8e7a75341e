//! Agreements: `schema:CreativeWork`, since schema.org has no agreement.

use serde_json::Value;

use super::{
    node::Node,
    parts::{agent, municipality, place, references},
};
use crate::formats::{list::ListAbout, record::ShownRecord};

/// Describes an agreement.
pub(super) fn describe(node: &mut Node, about: &ListAbout, agreement: ShownRecord<'_>) {
    node.set("@type", "CreativeWork");
    node.add("genre", agreement.text("kind"));
    node.add("creativeWorkStatus", agreement.text("status"));
    node.add("dateCreated", agreement.text("signedOn"));
    let where_it_is = agreement.value("place").map(|value| place(ShownRecord(value), None));
    node.add("locationCreated", where_it_is);
    let (from, until) = (agreement.text("validFrom"), agreement.text("validUntil"));
    let coverage = (from.is_some() || until.is_some())
        .then(|| format!("{}/{}", from.unwrap_or(".."), until.unwrap_or("..")));
    node.add("temporalCoverage", coverage);
    node.add("expires", agreement.text("terminatedOn"));
    let partners = references(about, agreement, "partners", "Organization");
    let contributors: Vec<Value> = [municipality(about)].into_iter().chain(partners).collect();
    node.set("contributor", contributors);
    let signatories = agreement.items("signatories").filter_map(|one| agent(about, one, "party"));
    node.add("author", Some(signatories.collect::<Vec<_>>()));
    let one = |field: &str| agreement.text(&format!("{field}.url")).map(|url| about.id_of(url));
    node.add("dct:replaces", one("renews"));
    node.add("dct:isPartOf", one("annexTo"));
}
