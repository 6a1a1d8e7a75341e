//! The columns of a collection: their names, and the place in the record that each stands for.

use serde_json::Value;

use super::{cells::Cell, listing, shape::Node};
use crate::{
    error::Fault,
    records::{
        checked::{READ_ONLY, escaped},
        kind::Kind,
    },
    registry,
    text::nearest::nearest,
    values::{
        language::Language,
        plumbing::{Choice as _, TextValue as _},
    },
};

/// The field that has the texts by language.
pub const TRANSLATIONS: &str = "translations";
/// The most items of a list that columns can name.
const MOST_ITEMS: usize = 500;

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
            Target::ReadOnly => format!("/{}", escaped(&self.name)),
            Target::Value(steps, _) => pointer(steps),
        }
    }
}

/// Steps as a JSON pointer.
pub fn pointer(steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Field(name) => format!("/{}", escaped(name)),
        Step::Item(at) => format!("/{at}"),
    };
    steps.iter().map(step).collect()
}

/// The columns that a collection can have.
#[derive(Clone, Copy)]
pub struct Columns {
    kind: Kind,
    root: Node<'static>,
}

impl Columns {
    /// Those of a collection. The error is a fault of this program.
    pub fn of(kind: Kind) -> Result<Self, String> {
        Ok(Self { kind, root: Node::of(registry::schema(kind)?.root()) })
    }

    /// The collection.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// The record in the schema.
    pub fn root(self) -> Node<'static> {
        self.root
    }

    /// The field that names a record: `title` or `name`.
    pub fn name_field(self) -> &'static str {
        registry::texts(self.kind).first().copied().unwrap_or_default()
    }

    /// Finds the column of a name.
    pub fn find(self, name: &str) -> Result<Column, Fault> {
        let target = match name {
            "id" => Target::Id,
            "type" => Target::Type,
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
            && registry::texts(self.kind).contains(text)
        {
            parts = match rest {
                [language] => vec![TRANSLATIONS, language, text],
                _ => return Err(unknown(format!("“{name}” needs one language behind it, as in {text}.pl"))),
            };
        }
        let (mut node, mut steps) = (self.root, Vec::new());
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
        node: Node<'static>,
        part: &str,
    ) -> Result<(Step, Node<'static>), Fault> {
        if let Some(texts) = node.by_language() {
            let detail = || format!("“{part}” in “{name}” is not {}", Language::VALID);
            let language = Language::read(part).ok_or_else(|| unknown(detail()))?;
            return Ok((Step::Field(language.to_string()), texts));
        }
        if let Some(item) = node.item() {
            let number = part.parse().ok().filter(|number| (1..=MOST_ITEMS).contains(number));
            let list = before.join(".");
            let detail =
                || format!("“{name}” needs a number from 1 to {MOST_ITEMS} behind {list}: {list}.1 …");
            return number
                .map(|number: usize| (Step::Item(number - 1), item))
                .ok_or_else(|| unknown(detail()));
        }
        match node.field(part) {
            Some(field) => Ok((Step::Field(part.to_owned()), field)),
            None => Err(self.no_field(name, before, node, part)),
        }
    }

    fn no_field(self, name: &str, before: &[&str], node: Node<'static>, part: &str) -> Fault {
        let near = if before.is_empty() {
            let all = listing::all(self, &template_languages(), 1);
            nearest(name, all.iter().map(|described| described.column.name.as_str())).map(str::to_owned)
        } else {
            let near = nearest(part, node.fields().map(|(name, _)| name));
            near.map(|near| format!("{}.{near}", before.join(".")))
        };
        let collection = self.kind.as_str();
        let beside: Vec<&str> = node.fields().map(|(name, _)| name).collect();
        unknown(match near {
            Some(near) => format!("there is no column “{name}” in {collection}; did you mean “{near}”?"),
            None if !before.is_empty() && !beside.is_empty() => {
                let columns: Vec<String> =
                    beside.iter().map(|field| format!("{}.{field}", before.join("."))).collect();
                format!("there is no column “{name}” in {collection}; there are: {}", columns.join(", "))
            }
            None => format!(
                "there is no column “{name}” in {collection}; `twinning template {collection}` prints all there are"
            ),
        })
    }

    /// The fault of a name that stops where there is no single value yet.
    fn incomplete(self, name: &str, node: Node<'static>) -> Fault {
        let below = listing::below(name, node);
        let columns: Vec<&str> = below.iter().map(|described| described.column.name.as_str()).collect();
        let columns =
            if columns.is_empty() { format!("{}.pl", self.name_field()) } else { columns.join(", ") };
        unknown(format!("“{name}” takes more than one column: {columns}"))
    }
}

/// The languages of the template where none are asked for.
pub fn template_languages() -> Vec<Language> {
    ["pl", "en"].into_iter().filter_map(Language::read).collect()
}

fn unknown(detail: String) -> Fault {
    Fault::at("", "unknown-column", detail)
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
