//! The columns of a collection: their names and the values of a record that they have.

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

/// The field with the texts by language.
pub(crate) const TRANSLATIONS: &str = "translations";
/// A step on the path from a record to one of its values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// To a field.
    Field(String),
    /// To an item of a list, counted from 0.
    Item(usize),
}

/// The content of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// The id of the record.
    Id,
    /// The type of the record, which must be that of the collection.
    Type,
    /// The revision of the record that the row is based on.
    Revision,
    /// A field that only the service sets. It is ignored.
    ReadOnly,
    /// Nothing: the name is a fault, and the cells are not read.
    Unknown,
    /// A value of the record.
    Value(Vec<Step>, Cell),
}

/// A column of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    /// The name in the header.
    pub name: String,
    /// The content.
    pub target: Target,
}

impl Column {
    /// Returns the JSON pointer to the value in the record; that of the id is `/id`.
    pub(crate) fn pointer(&self) -> String {
        match &self.target {
            Target::Id => "/id".to_owned(),
            Target::Type => "/type".to_owned(),
            Target::Revision => "/revision".to_owned(),
            Target::ReadOnly | Target::Unknown => member("", &self.name),
            Target::Value(steps, _) => pointer(steps),
        }
    }
}

/// Returns the JSON pointer of a path.
pub(crate) fn pointer(steps: &[Step]) -> String {
    let mut pointer = String::new();
    for step in steps {
        match step {
            Step::Field(name) => push_key(&mut pointer, name),
            Step::Item(at) => push_index(&mut pointer, *at),
        }
    }
    pointer
}

/// The possible columns of a collection.
#[derive(Clone, Copy)]
pub(crate) struct Columns {
    kind: RecordType,
    root: SchemaNode<'static>,
}

impl Columns {
    /// Makes the columns of a collection. An error is a fault of this program.
    pub(crate) fn of(kind: RecordType) -> Result<Self, String> {
        Ok(Self { kind, root: SchemaNode::root(registry::info(kind).schema()?.root()) })
    }

    /// Returns the collection.
    pub(crate) fn kind(self) -> RecordType {
        self.kind
    }

    /// Returns the schema of the record.
    pub(crate) fn root(self) -> SchemaNode<'static> {
        self.root
    }

    /// Returns the field with the name of a record: `title` or `name`.
    pub(crate) fn name_field(self) -> &'static str {
        registry::info(self.kind).texts.first().copied().unwrap_or_default()
    }
}

/// Returns the default languages of the template.
pub(crate) fn template_languages() -> Vec<Language> {
    ["pl", "en"].into_iter().filter_map(Language::read).collect()
}

/// Returns the value at the end of a path; `null` if it does not exist.
pub(crate) fn value_at<'v>(record: &'v Value, steps: &[Step]) -> &'v Value {
    steps.iter().fold(record, |value, step| match step {
        Step::Field(name) => &value[name],
        Step::Item(at) => &value[at],
    })
}
