//! Lists the columns of a collection in the order of the record, for the template and for suggestions.

use super::{
    columns::{Column, Columns, Step, TRANSLATIONS, Target, template_languages},
    shape::ColumnShape as _,
};
use crate::{
    model::{json::schema::SchemaNode, record_type::RecordType, registry},
    values::language::Language,
};

/// A column of the template.
pub(crate) struct TemplateColumn {
    /// The column.
    pub column: Column,
    /// The value in the schema; `None` for the id.
    pub node: Option<SchemaPlace>,
}

/// A value in the schema, with the properties that the help shows.
pub(crate) struct SchemaPlace {
    /// The schema of the value.
    pub node: SchemaNode<'static>,
    /// The description; for an item without a description, that of the list.
    pub about: &'static str,
    /// Whether each record must have the value.
    pub is_required: bool,
    /// The field that must have the value if the field itself is present.
    pub is_required_in: Option<String>,
}

impl SchemaPlace {
    /// Makes an optional value.
    fn of(node: SchemaNode<'static>) -> Self {
        let about = node.keyword("description").as_str().unwrap_or_default();
        Self { node, about, is_required: false, is_required_in: None }
    }
}

/// Lists all columns, with texts in these languages and this many items of each list.
pub(crate) fn all(columns: Columns, languages: &[Language], items: usize) -> Vec<TemplateColumn> {
    let id = Column { name: "id".to_owned(), target: Target::Id };
    let mut walk = ColumnCollector {
        columns: vec![TemplateColumn { column: id, node: None }],
        languages,
        items,
    };
    let root = columns.root();
    for (name, node) in root.fields() {
        if name == TRANSLATIONS {
            walk.texts(columns.kind(), node);
        } else {
            let shown = SchemaPlace { is_required: root.requires(name), ..SchemaPlace::of(node) };
            walk.place(name, &[Step::Field(name.to_owned())], shown);
        }
    }
    walk.columns
}

/// Lists the columns of the value `name`, with one item of each list.
pub(crate) fn below(name: &str, node: SchemaNode<'static>) -> Vec<TemplateColumn> {
    let mut walk =
        ColumnCollector { columns: Vec::new(), languages: &template_languages(), items: 1 };
    walk.place(name, &[], SchemaPlace::of(node));
    walk.columns
}

/// Collects the columns of values in the schema.
struct ColumnCollector<'l> {
    columns: Vec<TemplateColumn>,
    languages: &'l [Language],
    items: usize,
}

impl ColumnCollector<'_> {
    /// Adds the columns of the texts in each language.
    fn texts(&mut self, kind: RecordType, translations: SchemaNode<'static>) {
        let Some(texts) = translations.by_language() else { return };
        for text in registry::info(kind).texts {
            let Some(node) = texts.field(text) else { continue };
            for language in self.languages {
                let steps = [TRANSLATIONS, language.as_str(), text]
                    .map(|step| Step::Field(step.to_owned()));
                let shown = SchemaPlace::of(node);
                self.place(&format!("{text}.{language}"), &steps, shown);
            }
        }
    }

    fn place(&mut self, name: &str, steps: &[Step], shown: SchemaPlace) {
        let SchemaPlace { node, about, is_required, .. } = shown;
        if let Some(cell) = node.cell() {
            let target = Target::Value(steps.to_vec(), cell);
            let column = Column { name: name.to_owned(), target };
            return self.columns.push(TemplateColumn { column, node: Some(shown) });
        }
        if let Some(item) = node.items() {
            for at in 0..self.items {
                let steps = [steps, &[Step::Item(at)]].concat();
                let own = SchemaPlace::of(item);
                let about = if own.about.is_empty() { about } else { own.about };
                let shown = SchemaPlace { about, ..own };
                self.place(&format!("{name}.{}", at + 1), &steps, shown);
            }
            return;
        }
        if let Some(text) = node.by_language() {
            for language in self.languages {
                let steps = [steps, &[Step::Field(language.to_string())]].concat();
                let shown = SchemaPlace { about, ..SchemaPlace::of(text) };
                self.place(&format!("{name}.{language}"), &steps, shown);
            }
            return;
        }
        for (field, below) in node.fields() {
            let steps = [steps, &[Step::Field(field.to_owned())]].concat();
            let needs = node.requires(field);
            let is_required_in = (needs && !is_required).then(|| name.to_owned());
            let shown = SchemaPlace {
                is_required: is_required && needs,
                is_required_in,
                ..SchemaPlace::of(below)
            };
            self.place(&format!("{name}.{field}"), &steps, shown);
        }
    }
}
