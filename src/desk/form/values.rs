//! What stands in the fields of a form: the values of a record, or what was typed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::record_form::{FormFocus, FormShape, ID, MOST_ITEMS, RecordForm};
use crate::{
    desk::visitor::value,
    model::record_type::RecordType,
    spreadsheet::{
        cells::Cell,
        columns::{Columns, Step, Target, value_at},
        listing,
    },
    values::{language::Language, traits::TextValue as _},
    words::languages::of_name,
};

/// The fields with the shape of a form.
const LANGUAGES: &str = "desk.languages";
const ITEMS: &str = "desk.items.";

/// The buttons that add a language or an item, and that remove an item.
pub(in crate::desk) const ADD: &str = "desk.add";
pub(in crate::desk) const REMOVE: &str = "desk.remove";

/// The field with the language to add.
pub(in crate::desk) const NEW_LANGUAGE: &str = "desk.language";

impl RecordForm {
    /// Makes the form of a record, with texts in these languages and those of the record.
    pub(in crate::desk) fn of_record(
        kind: RecordType,
        record: &Value,
        languages: &[Language],
    ) -> Result<Self, String> {
        let shape = FormShape::of_record(kind, record, languages)?;
        let mut form = Self::new(kind, false, shape)?;
        let values = form.fields.iter().filter_map(|field| {
            let value = value_at(record, &field.steps);
            (!value.is_null()).then(|| (field.name.clone(), field.cell.write(value)))
        });
        form.values = values.collect();
        Ok(form)
    }

    /// Makes the form that was sent, as it was typed.
    pub(in crate::desk) fn of_posted(
        kind: RecordType,
        is_new: bool,
        posted: &[(String, String)],
    ) -> Result<Self, String> {
        let mut form = Self::new(kind, is_new, FormShape::of_posted(posted))?;
        let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, value) in posted.iter().filter(|(_, value)| !value.is_empty()) {
            values.entry(name.clone()).or_default().push(value);
        }
        let typed = |name: &str| values.get(name).map(|values| values.join(", "));
        let names = form.fields.iter().map(|field| field.name.clone()).chain([ID.to_owned()]);
        form.values = names.filter_map(|name| Some((name.clone(), typed(&name)?))).collect();
        Ok(form)
    }

    /// Does what a button asks: adds a language or an item, or removes an item. `None` if the form is to be sent.
    pub(in crate::desk) fn changed(
        self,
        posted: &[(String, String)],
    ) -> Result<Result<Self, Self>, String> {
        let (add, remove) = (value(posted, ADD), value(posted, REMOVE));
        if add.is_empty() && remove.is_empty() {
            return Ok(Err(self));
        }
        let Self { kind, is_new, mut shape, mut values, .. } = self;
        let (mut focus, mut unknown_language) = (None, None);
        if add == "language" {
            let typed = value(posted, NEW_LANGUAGE).trim();
            match of_name(typed).or_else(|| Language::read(typed)) {
                Some(language) => {
                    if !shape.languages.contains(&language) {
                        shape.languages.push(language.clone());
                    }
                    focus = Some(FormFocus::Texts(language));
                }
                None => unknown_language = Some(typed.to_owned()),
            }
        } else if !add.is_empty() {
            let count = shape.items.entry(add.to_owned()).or_default();
            *count = (*count + 1).min(MOST_ITEMS);
            focus = Some(FormFocus::Item(add.to_owned(), *count));
        }
        if let Some((list, number)) = remove.rsplit_once('.') {
            let number: usize = number.parse().unwrap_or_default();
            if let Some(count) = shape.items.get_mut(list)
                && (1..=*count).contains(&number)
            {
                values = without_item(&values, list, number);
                *count -= 1;
            }
            focus = Some(FormFocus::AddButton(list.to_owned()));
        }
        let form = Self::new(kind, is_new, shape)?;
        Ok(Ok(Self { values, focus, unknown_language, ..form }))
    }

    /// The fields that tell the shape of the form when it is sent.
    pub(in crate::desk) fn shape_fields(&self) -> Vec<(String, String)> {
        let tags: Vec<&str> = self.shape.languages.iter().map(Language::as_str).collect();
        let items = self.shape.items.iter();
        let items = items.map(|(list, count)| (format!("{ITEMS}{list}"), count.to_string()));
        [(LANGUAGES.to_owned(), tags.join(" "))].into_iter().chain(items).collect()
    }
}

/// The values without the item of a list; those after it move up.
fn without_item(
    values: &BTreeMap<String, String>,
    list: &str,
    gone: usize,
) -> BTreeMap<String, String> {
    let beginning = format!("{list}.");
    let moved = values.iter().filter_map(|(name, value)| {
        let Some(rest) = name.strip_prefix(&beginning) else {
            return Some((name.clone(), value.clone()));
        };
        let (number, field) = rest.split_once('.').map_or((rest, None), |(n, f)| (n, Some(f)));
        let number: usize = number.parse().ok()?;
        let number = match number {
            same if same == gone => return None,
            later if later > gone => later - 1,
            earlier => earlier,
        };
        let field = field.map(|field| format!(".{field}")).unwrap_or_default();
        Some((format!("{beginning}{number}{field}"), value.clone()))
    });
    moved.collect()
}

impl FormShape {
    /// The shape of a new record: no list has an item.
    pub(in crate::desk) fn empty(kind: RecordType, languages: &[Language]) -> Result<Self, String> {
        Self::of_record(kind, &Value::Null, languages)
    }

    fn of_record(kind: RecordType, record: &Value, languages: &[Language]) -> Result<Self, String> {
        let mut shape = Self { languages: languages.to_vec(), items: BTreeMap::new() };
        let texts = record["translations"].as_object().into_iter().flat_map(|texts| texts.keys());
        for language in texts.filter_map(|tag| Language::read(tag)) {
            if !shape.languages.contains(&language) {
                shape.languages.push(language);
            }
        }
        for listed in listing::all(Columns::of(kind)?, &[], 1) {
            let Target::Value(steps, _) = listed.column.target else { continue };
            shape.count(record, &steps);
        }
        Ok(shape)
    }

    /// Notes the length of the list that a path goes through.
    fn count(&mut self, record: &Value, steps: &[Step]) {
        let Some(at) = steps.iter().position(|step| matches!(step, Step::Item(_))) else { return };
        let names = steps[..at].iter().filter_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            Step::Item(_) => None,
        });
        let list = names.collect::<Vec<_>>().join(".");
        let length = value_at(record, &steps[..at]).as_array().map_or(0, Vec::len);
        self.items.insert(list, length.min(MOST_ITEMS));
    }

    fn of_posted(posted: &[(String, String)]) -> Self {
        let languages = value(posted, LANGUAGES).split_whitespace();
        let items = posted.iter().filter_map(|(name, count)| {
            let count: usize = count.parse().ok()?;
            Some((name.strip_prefix(ITEMS)?.to_owned(), count.min(MOST_ITEMS)))
        });
        Self {
            languages: languages.filter_map(Language::read).take(40).collect(),
            items: items.collect(),
        }
    }
}

/// Whether the values of a cell are several, each chosen by itself.
pub(super) fn is_several(cell: Cell) -> bool {
    matches!(cell, Cell::LabelledList(..) | Cell::References(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_goes_and_those_after_it_move_up() {
        let values = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let before = values(&[
            ("participants.1.name", "a"),
            ("participants.2.name", "b"),
            ("participants.3.name", "c"),
            ("participants.3.role", "d"),
            ("title.pl", "t"),
            ("area.2", "x"),
        ]);
        assert_eq!(
            without_item(&before, "participants", 2),
            values(&[
                ("participants.1.name", "a"),
                ("participants.2.name", "c"),
                ("participants.2.role", "d"),
                ("title.pl", "t"),
                ("area.2", "x"),
            ])
        );
    }
}
