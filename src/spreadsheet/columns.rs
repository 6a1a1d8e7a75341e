//! The columns of a collection: their names, and the place in the record that each stands for.

use serde_json::Value;

use super::cells::Cell;
use crate::{
    model::{
        json::{
            pointer::{member, push_index, push_key},
            schema::SchemaNode,
        },
        record_type::RecordType,
        registry,
    },
    values::{language::Language, traits::TextValue as _},
};

/// The field that has the texts by language.
pub const TRANSLATIONS: &str = "translations";
/// One step on the way from a record to a value of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Into a field.
    Field(String),
    /// Into an item of a list, from 0.
    Item(usize),
}

/// What a column stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// The id of the record.
    Id,
    /// The type of the record, which the reader of the file knows already.
    Type,
    /// A field that only the service sets: passed over.
    ReadOnly,
    /// A value of the record.
    Value(Vec<Step>, Cell),
}

/// A column of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name, as the header has it.
    pub name: String,
    /// What it stands for.
    pub target: Target,
}

impl Column {
    /// The place of its value in the record, as a JSON pointer; that of the id is `/id`.
    pub fn pointer(&self) -> String {
        match &self.target {
            Target::Id => "/id".to_owned(),
            Target::Type => "/type".to_owned(),
            Target::ReadOnly => member("", &self.name),
            Target::Value(steps, _) => pointer(steps),
        }
    }
}

/// Steps as a JSON pointer.
pub fn pointer(steps: &[Step]) -> String {
    let mut pointer = String::new();
    for step in steps {
        match step {
            Step::Field(name) => push_key(&mut pointer, name),
            Step::Item(at) => push_index(&mut pointer, *at),
        }
    }
    pointer
}

/// The columns that a collection can have.
#[derive(Clone, Copy)]
pub struct Columns {
    kind: RecordType,
    root: SchemaNode<'static>,
}

impl Columns {
    /// Those of a collection. The error is a fault of this program.
    pub fn of(kind: RecordType) -> Result<Self, String> {
        Ok(Self { kind, root: SchemaNode::root(registry::info(kind).schema()?.root()) })
    }

    /// The collection.
    pub fn kind(self) -> RecordType {
        self.kind
    }

    /// The record in the schema.
    pub fn root(self) -> SchemaNode<'static> {
        self.root
    }

    /// The field that names a record: `title` or `name`.
    pub fn name_field(self) -> &'static str {
        registry::info(self.kind).texts.first().copied().unwrap_or_default()
    }
}

/// The languages of the template where none are asked for.
pub fn template_languages() -> Vec<Language> {
    ["pl", "en"].into_iter().filter_map(Language::read).collect()
}

/// Whether two columns stand for the same value, or one for a part of the other.
pub fn overlap(one: &Column, other: &Column) -> bool {
    match (&one.target, &other.target) {
        (Target::Value(one, _), Target::Value(other, _)) => {
            one.iter().zip(other).all(|(one, other)| one == other)
        }
        (one, other) => one == other && *one != Target::ReadOnly,
    }
}

/// A value of a record at the end of these steps.
pub fn value_at<'v>(record: &'v Value, steps: &[Step]) -> &'v Value {
    steps.iter().fold(record, |value, step| match step {
        Step::Field(name) => &value[name],
        Step::Item(at) => &value[at],
    })
}
