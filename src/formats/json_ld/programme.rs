//! Programmes: `schema:FundingScheme`.

use serde_json::{Value, json};

use super::{node::Node, parts::money_at};
use crate::formats::{list::ListAbout, record::ShownRecord};

/// Describes a programme.
pub(super) fn describe(node: &mut Node, _: &ListAbout, programme: ShownRecord<'_>) {
    node.set("@type", "FundingScheme");
    node.add("alternateName", programme.text("code"));
    node.add("url", programme.text("website"));
    node.add("areaServed", programme.value("area").cloned());
    node.add("dct:temporal", period(programme));
    node.add("twn:instrument", programme.text("instrument"));
    node.add("twn:status", programme.text("status"));
    node.add("twn:totalBudget", money_at(programme, "budget.total"));
    node.add("twn:euContribution", money_at(programme, "budget.euContribution"));
}

fn period(programme: ShownRecord<'_>) -> Option<Value> {
    let year = |field| {
        let year = programme.value(field).and_then(Value::as_i64)?;
        Some(json!({"@value": format!("{year:04}"), "@type": "xsd:gYear"}))
    };
    let (start, end) = (year("periodStart"), year("periodEnd"));
    if start.is_none() && end.is_none() {
        return None;
    }
    let mut period = Node::of("dct:PeriodOfTime");
    period.add("dcat:startDate", start);
    period.add("dcat:endDate", end);
    Some(period.into())
}
