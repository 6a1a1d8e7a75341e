//! The help of the template for each column, derived from the schema.

use serde_json::Value;

use super::{
    cells::Cell,
    columns::{Columns, Target},
    filled::STATE,
    listing::TemplateColumn,
    references::referred,
    shape::ColumnShape as _,
};
use crate::{
    model::json::schema::SchemaNode,
    values::{
        record_id::RecordId,
        traits::{ClosedList, TextValue as _},
    },
};

/// Returns the line of help for a column.
pub(crate) fn line(all: Columns, described: &TemplateColumn) -> String {
    let name = &described.column.name;
    let text = match (&described.column.target, &described.node) {
        (Target::Value(steps, cell), Some(shown)) => {
            let mut text = sentence(shown.about);
            if name.split('.').next() == Some(all.name_field()) {
                text.push_str(" Required in at least one language.");
            } else if shown.is_required {
                text.push_str(" Required.");
            } else if let Some(group) = &shown.is_required_in {
                text =
                    format!("{text} Required if any other {group} column of the row is filled in.");
            }
            if described.column.pointer() == STATE {
                text.push_str(" An empty cell leaves it as it is; a new record is published.");
            }
            let referred = referred(all.kind(), steps, *cell).map(ClosedList::as_str);
            text + " " + &valid(*cell, shown.node, referred.unwrap_or_default())
        }
        _ => format!(
            "The name of the record in addresses: {}. Where it is empty, it is made from the {}; a record that has \
             this id already is changed, any other is new.",
            RecordId::VALID,
            all.name_field()
        ),
    };
    format!("{name}: {}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns a description without Markdown marks of code.
fn sentence(description: &str) -> String {
    description.replace('`', "").trim().to_owned()
}

/// Describes the valid values of a cell, with an example.
fn valid(cell: Cell, node: SchemaNode<'_>, referred: &str) -> String {
    let item = node.items().unwrap_or(node);
    let options = item.options();
    let example = item
        .example()
        .map(|example| example.as_str().map_or_else(|| example.to_string(), str::to_owned));
    let such_as = example.map(|example| format!(" Example: {example}")).unwrap_or_default();
    match cell {
        Cell::Date => {
            "A day, a month or a year, written 2015-06-16 or 16.06.2015, 2015-06 or 06.2015, 2015."
                .to_owned()
        }
        Cell::Flag => "tak or nie, true or false, 1 or 0.".to_owned(),
        Cell::Reference => format!("An id, or a full name or title, of a record in {referred}."),
        Cell::References(_) => format!(
            "Ids of records in {referred}, separated by commas or spaces, or full names or titles, separated by \
             semicolons or commas."
        ),
        Cell::Identifier | Cell::Identifiers(_) => {
            "The register and the value, several separated by commas. Example: wikidata:Q175795"
                .to_owned()
        }
        Cell::Codes(_) if options.is_empty() => {
            format!("Several, separated by commas or spaces.{such_as}")
        }
        Cell::Codes(_) | Cell::LabelledList(..) => {
            format!("Any of these or their names, separated by commas: {}", options.join(", "))
        }
        _ if !options.is_empty() => format!("One of, or its name: {}", options.join(", ")),
        Cell::Whole | Cell::Number => format!("A number{}.{such_as}", range(node)),
        Cell::Labelled(_) => format!("A code or its name.{such_as}"),
        Cell::Text | Cell::Code | Cell::Decimal => {
            format!("{}{such_as}", length(node)).trim().to_owned()
        }
    }
}

fn range(node: SchemaNode<'_>) -> String {
    match (node.keyword("minimum"), node.keyword("maximum")) {
        (Value::Null, _) | (_, Value::Null) => String::new(),
        (minimum, maximum) => format!(" from {minimum} to {maximum}"),
    }
}

fn length(node: SchemaNode<'_>) -> String {
    node.keyword("maxLength")
        .as_u64()
        .map(|most| format!("At most {most} characters."))
        .unwrap_or_default()
}
