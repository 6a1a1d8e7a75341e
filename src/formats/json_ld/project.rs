//! Projects: `schema:Project` and `foaf:Project`.

use serde_json::{Value, json};

use super::{
    node::Node,
    parts::{money_at, municipality, place, reference},
};
use crate::formats::{list::ListAbout, record::ShownRecord};

/// Describes a project.
pub(super) fn describe(node: &mut Node, about: &ListAbout, project: ShownRecord<'_>) {
    node.set("@type", json!(["Project", "foaf:Project"]));
    node.add("alternateName", project.text("acronym"));
    node.add("url", project.text("website"));
    node.add("twn:status", project.text("status"));
    node.add("foundingDate", project.text("startDate"));
    node.add("dissolutionDate", project.text("endDate"));
    let organisations = || project.items("organisations");
    let with_role = |roles: &'static [&'static str]| {
        organisations()
            .filter(move |one| one.text("role").is_some_and(|role| roles.contains(&role)))
    };
    let members = with_role(&["lead", "partner", "associated", "beneficiary"]);
    node.add("member", Some(members.map(|one| organisation(about, one)).collect::<Vec<_>>()));
    let leads = with_role(&["lead"]).map(|one| organisation(about, one));
    node.add("twn:lead", Some(leads.collect::<Vec<_>>()));
    let funders = with_role(&["funder"]).map(|one| organisation(about, one));
    node.add("funder", Some(funders.collect::<Vec<_>>()));
    node.add("funding", funding(about, project));
    node.add("twn:totalBudget", money_at(project, "budget.total"));
    let rate = project.value("budget.euRate");
    let rate = rate.map(|rate| json!({"@value": plain(rate), "@type": "xsd:decimal"}));
    node.add("twn:euRate", rate);
    node.add("location", project.value("place").map(|value| place(ShownRecord(value), None)));
}

/// An organisation: a record of the data set, or a name alone.
fn organisation(about: &ListAbout, one: ShownRecord<'_>) -> Value {
    if one.value("own") == Some(&Value::Bool(true)) {
        return municipality(about);
    }
    match one.value("partner") {
        Some(partner) => reference(about, ShownRecord(partner), "Organization"),
        None => json!({"@type": "Organization", "name": one.text("name")}),
    }
}

/// The part of the European Union, given by the programme.
fn funding(about: &ListAbout, project: ShownRecord<'_>) -> Option<Value> {
    let programme = project.value("programme").map(ShownRecord);
    let amount = money_at(project, "budget.euContribution");
    if programme.is_none() && amount.is_none() {
        return None;
    }
    let mut grant = Node::of("MonetaryGrant");
    grant.add("funder", programme.map(|one| reference(about, one, "FundingScheme")));
    grant.add("amount", amount);
    Some(grant.into())
}

fn plain(number: &Value) -> String {
    number.as_str().map_or_else(|| number.to_string(), str::to_owned)
}
