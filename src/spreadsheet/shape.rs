//! The form of columns for the values in the schema of a record.

use serde_json::Value;

use super::cells::Cell;
use crate::{
    model::json::schema::SchemaNode,
    values::{
        clock::ClockTime,
        country::Country,
        currency::Currency,
        labels::Vocabulary,
        percentage::Percentage,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The maximum number of items of a list whose schema states none.
const MOST_ITEMS: usize = 500;

/// A value in the schema of a record, as columns see it.
pub(crate) trait ColumnShape<'s>: Sized {
    /// Returns the fields that can be written, in their order.
    fn fields(self) -> impl Iterator<Item = (&'s str, Self)>;

    /// Returns a field that can be written.
    fn field(self, name: &str) -> Option<Self>;

    /// Returns the schema of the texts of one language, if the keys of this object are languages.
    fn by_language(self) -> Option<Self>;

    /// Returns the values of a closed list.
    fn options(self) -> Vec<&'s str>;

    /// Returns the form of a cell that has the whole value; `None` if the value takes several columns.
    fn cell(self) -> Option<Cell>;
}

impl<'s> ColumnShape<'s> for SchemaNode<'s> {
    fn fields(self) -> impl Iterator<Item = (&'s str, Self)> {
        self.properties().filter(|(_, node)| node.own()["readOnly"] != Value::Bool(true))
    }

    fn field(self, name: &str) -> Option<Self> {
        self.fields().find_map(|(other, node)| (other == name).then_some(node))
    }

    fn by_language(self) -> Option<Self> {
        self.additional().filter(|_| self.keyword("propertyNames").is_object())
    }

    fn options(self) -> Vec<&'s str> {
        self.keyword("enum").as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    fn cell(self) -> Option<Cell> {
        match self.keyword("type").as_str()? {
            "integer" => Some(Cell::Whole),
            "number" => Some(Cell::Number),
            "boolean" => Some(Cell::Flag),
            "string" => Some(text(self)),
            "object" => match self.fields().map(|(name, _)| name).collect::<Vec<_>>()[..] {
                ["id"] => Some(Cell::Reference),
                ["scheme", "value"] => Some(Cell::Identifier),
                _ => None,
            },
            "array" => match self.items()?.cell()? {
                Cell::Code => Some(Cell::Codes(most_items(self))),
                Cell::Labelled(codes) => Some(Cell::LabelledList(codes, most_items(self))),
                Cell::Reference => Some(Cell::References(most_items(self))),
                Cell::Identifier => Some(Cell::Identifiers(most_items(self))),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Returns the maximum number of items of a list.
fn most_items(list: SchemaNode<'_>) -> usize {
    let most = list.keyword("maxItems").as_u64();
    most.and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST_ITEMS)
}

/// Returns the vocabulary that the codes of a string are of: closed lists have the name of theirs.
fn vocabulary(node: SchemaNode<'_>) -> Option<Vocabulary> {
    match node.keyword("format").as_str() {
        Some(Country::FORMAT) => return Some(Vocabulary::Country),
        Some(Currency::FORMAT) => return Some(Vocabulary::Currency),
        _ => {}
    }
    let (_, name) = node.own()["$ref"].as_str()?.rsplit_once('/')?;
    Vocabulary::ALL.iter().find(|known| known.as_str().eq_ignore_ascii_case(name)).copied()
}

/// Returns the form of a cell for a string.
fn text(node: SchemaNode<'_>) -> Cell {
    if let Some(vocabulary) = vocabulary(node) {
        return Cell::Labelled(vocabulary);
    }
    let has = |keyword| !node.keyword(keyword).is_null();
    let is_number = || {
        node.example().and_then(Value::as_str).is_some_and(|example| example.parse::<f64>().is_ok())
    };
    match node.keyword("format").as_str() {
        Some("partial-date") => Cell::Date,
        Some("date") => Cell::Day,
        Some(Percentage::FORMAT) => Cell::Percentage,
        Some(ClockTime::FORMAT) => Cell::Clock,
        Some(_) => Cell::Code,
        None if has("pattern") && is_number() => Cell::Decimal,
        None if has("pattern") || has("enum") => Cell::Code,
        None => Cell::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::registry,
        spreadsheet::{
            columns::{Columns, Target, template_languages},
            listing,
        },
        values::labels,
    };

    #[test]
    fn every_closed_list_is_a_vocabulary_with_its_codes() {
        for info in registry::all() {
            let all = Columns::of(info.record_type).unwrap();
            for described in listing::all(all, &template_languages(), 1) {
                let name = &described.column.name;
                let (Target::Value(_, cell), Some(shown)) =
                    (&described.column.target, &described.node)
                else {
                    continue;
                };
                let options = shown.node.items().unwrap_or(shown.node).options();
                let (Cell::Labelled(codes) | Cell::LabelledList(codes, _)) = cell else {
                    assert!(options.is_empty(), "{name} {options:?}");
                    continue;
                };
                let named: Vec<_> = labels::codes(*codes).iter().map(|entry| entry.code).collect();
                assert!(options.is_empty() || options == named, "{name} {options:?} {named:?}");
            }
        }
    }
}
