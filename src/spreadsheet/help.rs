//! The help of the template for each column, derived from the schema.

use serde_json::Value;

use super::{
    cells::Cell,
    columns::{Columns, Target},
    filled::STATE,
    listing::{SchemaPlace, TemplateColumn},
    references::referred,
    shape::ColumnShape as _,
};
use crate::{
    model::json::schema::SchemaNode,
    text::messages::{Message, MessageLanguage, MessageText, message},
    values::{
        record_id::RecordId,
        traits::{ClosedList, TextValue as _},
    },
};

/// Returns the line of help for a column in a language.
pub(crate) fn line(all: Columns, described: &TemplateColumn, language: MessageLanguage) -> String {
    let sentences = match (&described.column.target, &described.node) {
        (Target::Value(steps, cell), Some(shown)) => {
            let referred = referred(all.kind(), steps, *cell).map(ClosedList::as_str);
            of_value(all, described, shown, valid(*cell, shown.node, referred.unwrap_or_default()))
        }
        _ => vec![message!(
            "The name of the record in addresses: {valid}. Where it is empty, it is made from the {field}; a record that has \
             this id already is changed, any other is new.",
            valid = RecordId::VALID,
            field = all.name_field()
        )],
    };
    let told = |sentence: &Message| sentence.in_language(language).replace('`', "");
    let text = sentences.iter().map(told).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = text.split_whitespace().collect();
    format!("{}: {}", described.column.name, words.join(" "))
}

/// Returns the sentences about a value: what it is, whether it is required, and what is valid.
fn of_value(
    all: Columns,
    described: &TemplateColumn,
    shown: &SchemaPlace,
    valid: Vec<Message>,
) -> Vec<Message> {
    let name = &described.column.name;
    let mut sentences = vec![MessageText(shown.about).into()];
    if name.split('.').next() == Some(all.name_field()) {
        sentences.push(message!("Required in at least one language."));
    } else if shown.is_required {
        sentences.push(message!("Required."));
    } else if let Some(group) = &shown.is_required_in {
        sentences
            .push(message!("Required if any other {group} column of the row is filled in.", group));
    }
    if described.column.pointer() == STATE {
        sentences.push(message!("An empty cell leaves it as it is; a new record is published."));
    }
    sentences.extend(valid);
    sentences
}

/// Describes the valid values of a cell, with an example.
fn valid(cell: Cell, node: SchemaNode<'_>, referred: &str) -> Vec<Message> {
    let item = node.items().unwrap_or(node);
    let options = item.options();
    let with_example = |text: Message| [text].into_iter().chain(example(item)).collect();
    match cell {
        Cell::Date => vec![message!(
            "A day, a month or a year, written 2015-06-16 or 16.06.2015, 2015-06 or 06.2015, 2015."
        )],
        Cell::Day => vec![message!("A day, written 2015-06-16 or 16.06.2015.")],
        Cell::Flag => vec![message!("tak or nie, true or false, 1 or 0.")],
        Cell::Reference => {
            vec![message!("An id, or a full name or title, of a record in {referred}.", referred)]
        }
        Cell::References(_) => vec![message!(
            "Ids of records in {referred}, separated by commas or spaces, or full names or titles, separated by \
             semicolons or commas.",
            referred
        )],
        Cell::Identifier | Cell::Identifiers(_) => vec![message!(
            "The register and the value, several separated by commas. Example: wikidata:Q175795"
        )],
        Cell::Codes(_) if options.is_empty() => {
            with_example(message!("Several, separated by commas or spaces."))
        }
        Cell::Codes(_) | Cell::LabelledList(..) => vec![message!(
            "Any of these or their names, separated by commas: {options}",
            options = options.join(", ")
        )],
        _ if !options.is_empty() => {
            vec![message!("One of, or its name: {options}", options = options.join(", "))]
        }
        Cell::Labelled(_) => with_example(message!("A code or its name.")),
        Cell::Whole | Cell::Number => with_example(number(node)),
        Cell::Text | Cell::Code | Cell::Clock | Cell::Decimal | Cell::Percentage => {
            length(node).into_iter().chain(example(item)).collect()
        }
    }
}

fn example(item: SchemaNode<'_>) -> Option<Message> {
    let example = item.example()?;
    let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
    Some(message!("Example: {text}", text))
}

fn number(node: SchemaNode<'_>) -> Message {
    match (node.keyword("minimum"), node.keyword("maximum")) {
        (Value::Null, _) | (_, Value::Null) => message!("A number."),
        (minimum, maximum) => message!("A number from {minimum} to {maximum}.", minimum, maximum),
    }
}

fn length(node: SchemaNode<'_>) -> Option<Message> {
    let most = node.keyword("maxLength").as_u64()?;
    Some(message!("At most {most} characters.", most))
}
