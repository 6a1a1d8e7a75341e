//! Finds the column with a name, or explains why the name is not valid.

use super::{
    cells::Cell,
    columns::{Column, Columns, Step, TRANSLATIONS, Target, template_languages},
    listing,
    shape::ColumnShape as _,
};
use crate::{
    error::Fault,
    model::{json::schema::SchemaNode, registry, validation::READ_ONLY},
    text::{
        messages::{Message, message},
        suggest::nearest,
    },
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The maximum number of items of a list in columns.
const MOST_ITEMS: usize = 500;

impl Columns {
    /// Finds the column with a name.
    pub(crate) fn find(self, name: &str) -> Result<Column, Fault> {
        let target = match name {
            "id" => Target::Id,
            "type" => Target::Type,
            "revision" => Target::Revision,
            _ if READ_ONLY.contains(&name) => Target::ReadOnly,
            _ => {
                let (steps, cell) = self.value(name)?;
                Target::Value(steps, cell)
            }
        };
        Ok(Column { name: name.to_owned(), target })
    }

    fn value(self, name: &str) -> Result<(Vec<Step>, Cell), Fault> {
        let mut parts: Vec<&str> = name.split('.').collect();
        if let [text, rest @ ..] = &parts[..]
            && registry::info(self.kind()).texts.contains(text)
        {
            parts = match rest {
                [language] => vec![TRANSLATIONS, language, text],
                _ => {
                    return Err(unknown(message!(
                        "“{name}” needs one language after it, as in {text}.pl",
                        name,
                        text
                    )));
                }
            };
        }
        let (mut node, mut steps) = (self.root(), Vec::new());
        for (at, part) in parts.iter().enumerate() {
            let (step, below) = self.step(name, &parts[..at], node, part)?;
            steps.push(step);
            node = below;
        }
        let cell = node.cell().ok_or_else(|| self.incomplete(name, node))?;
        Ok((steps, cell))
    }

    fn step(
        self,
        name: &str,
        before: &[&str],
        node: SchemaNode<'static>,
        part: &str,
    ) -> Result<(Step, SchemaNode<'static>), Fault> {
        if let Some(texts) = node.by_language() {
            let detail = || {
                message!("“{part}” in “{name}” is not {valid}", part, name, valid = Language::VALID)
            };
            let language = Language::read(part).ok_or_else(|| unknown(detail()))?;
            return Ok((Step::Field(language.to_string()), texts));
        }
        if let Some(item) = node.items() {
            let number = part.parse().ok().filter(|number| (1..=MOST_ITEMS).contains(number));
            let list = before.join(".");
            let detail = || {
                message!(
                    "“{name}” needs a number from 1 to {most_items} after {list}, as in {list}.1",
                    name,
                    most_items = MOST_ITEMS,
                    list
                )
            };
            return number
                .map(|number: usize| (Step::Item(number - 1), item))
                .ok_or_else(|| unknown(detail()));
        }
        match node.field(part) {
            Some(field) => Ok((Step::Field(part.to_owned()), field)),
            None => Err(self.no_field(name, before, node, part)),
        }
    }

    fn no_field(self, name: &str, before: &[&str], node: SchemaNode<'static>, part: &str) -> Fault {
        let near = if before.is_empty() {
            let all = listing::all(self, &template_languages(), 1);
            nearest(name, all.iter().map(|described| described.column.name.as_str()))
                .map(str::to_owned)
        } else {
            let near = nearest(part, node.fields().map(|(name, _)| name));
            near.map(|near| format!("{}.{near}", before.join(".")))
        };
        let collection = self.kind().as_str();
        let beside: Vec<&str> = node.fields().map(|(name, _)| name).collect();
        unknown(match near {
            Some(near) => {
                message!(
                    "there is no column “{name}” in {collection}; did you mean “{near}”?",
                    name,
                    collection,
                    near
                )
            }
            None if !before.is_empty() && !beside.is_empty() => {
                let columns: Vec<String> =
                    beside.iter().map(|field| format!("{}.{field}", before.join("."))).collect();
                message!(
                    "there is no column “{name}” in {collection}; there are: {columns}",
                    name,
                    collection,
                    columns = columns.join(", ")
                )
            }
            None => message!(
                "there is no column “{name}” in {collection}; `twinning template {collection}` prints all columns",
                name,
                collection
            ),
        })
    }

    /// Makes the fault of a name whose value takes several columns.
    fn incomplete(self, name: &str, node: SchemaNode<'static>) -> Fault {
        let below = if name == TRANSLATIONS { Vec::new() } else { listing::below(name, node) };
        let columns: Vec<&str> =
            below.iter().map(|described| described.column.name.as_str()).collect();
        let columns = if columns.is_empty() {
            format!("{}.pl", self.name_field())
        } else {
            columns.join(", ")
        };
        unknown(message!("“{name}” takes more than one column: {columns}", name, columns))
    }
}

fn unknown(detail: Message) -> Fault {
    Fault::at("", "unknown-column", detail)
}
