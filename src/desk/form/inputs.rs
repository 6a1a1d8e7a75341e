//! The inputs of a form, with the faults beside them.

use maud::{Markup, html};

use super::{
    faults::{FormFaults, ReferenceNames},
    fields::{hint, label},
    record_form::{FormField, FormFocus, RecordForm},
    values::is_several,
};
use crate::{
    desk::visitor::Visitor,
    model::{record_type::RecordType, registry},
    spreadsheet::{cells::Cell, references::referred, shape::ColumnShape as _},
    values::{
        labels::{self, Vocabulary},
        language::Language,
        traits::ClosedList as _,
    },
    words::{Words, desk_table::DeskWord},
};

/// The most choices that are shown beside each other.
const MOST_RADIOS: usize = 4;

/// The most references that are shown as chips.
const MOST_CHIPS: usize = 200;

/// The length of a text from which it gets several lines.
const LONG: u64 = 500;

/// What an input needs to know.
pub(super) struct InputContext<'c> {
    /// Who fills the form.
    pub visitor: &'c Visitor,
    /// The form.
    pub form: &'c RecordForm,
    /// Its faults.
    pub faults: &'c FormFaults,
    /// The names of the records that it refers to.
    pub names: &'c ReferenceNames,
}

/// The id of an input.
pub(in crate::desk) fn id_of(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

/// A field with its label, hint, fault and input. `language` is that of its text.
pub(super) fn field(
    context: &InputContext<'_>,
    field: &FormField,
    language: Option<&Language>,
) -> Markup {
    let words = context.visitor.words;
    let name = name_without_language(&field.name, language);
    let (id, fault) = (id_of(&field.name), context.faults.of(&field.name));
    let about = FieldAbout {
        label: label(words, &name).to_owned(),
        hint: hint(words, &name),
        required: match field.place.is_required {
            true => Some(DeskWord::Required),
            // A record has a name in at least one language: the first of its texts.
            false if registry::info(context.form.kind).texts.first() == Some(&&*name) => {
                Some(DeskWord::RequiredOnce)
            }
            false => None,
        },
        language: language.map(|language| words.language(language).to_owned()),
        id,
        fault,
    };
    let is_group = is_radios(field) || matches!(field.cell, Cell::LabelledList(..));
    if is_group {
        return group(words, &about, is_radios(field), &choices(context, field));
    }
    if field.cell == Cell::Flag {
        return flag(context, field, &about);
    }
    html! {
        div class=(class(fault)) {
            label for=(about.id) { (about.label_line(words)) }
            (about.notes())
            (input(context, field, &about, language))
        }
    }
}

fn class(fault: Option<&str>) -> &'static str {
    if fault.is_some() { "field bad" } else { "field" }
}

/// What is said about a field.
struct FieldAbout<'f> {
    label: String,
    hint: &'static str,
    required: Option<DeskWord>,
    language: Option<String>,
    id: String,
    fault: Option<&'f str>,
}

impl FieldAbout<'_> {
    fn label_line(&self, words: Words) -> Markup {
        html! {
            (self.label)
            @if let Some(language) = &self.language { span.hide { " (" (language) ")" } }
            @if let Some(required) = self.required {
                " " span.must { "(" (words.text(required)) ")" }
            }
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if !self.hint.is_empty() { p.hint id={ (self.id) "-hint" } { (self.hint) } }
            @if let Some(fault) = self.fault { p.fault id={ (self.id) "-fault" } { (fault) } }
        }
    }

    /// The ids of the notes, for `aria-describedby`.
    fn described(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let fault = self.fault.map(|_| format!("{}-fault", self.id));
        let ids: Vec<String> = hint.into_iter().chain(fault).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// The name of a field without the language at its end.
fn name_without_language(name: &str, language: Option<&Language>) -> String {
    let end = language.map(|language| format!(".{language}"));
    end.and_then(|end| name.strip_suffix(&end)).unwrap_or(name).to_owned()
}

/// Buttons of which one or several are pressed; ARIA lets only a group of radio buttons be invalid.
fn group(words: Words, about: &FieldAbout<'_>, is_single: bool, choices: &Markup) -> Markup {
    let invalid = (is_single && about.fault.is_some()).then_some("true");
    html! {
        fieldset class=(class(about.fault)) id=(about.id) tabindex="-1" role=[is_single.then_some("radiogroup")]
            aria-invalid=[invalid] aria-describedby=[about.described()] {
            legend { (about.label_line(words)) }
            (about.notes())
            div.choices { (choices) }
        }
    }
}

fn flag(context: &InputContext<'_>, field: &FormField, about: &FieldAbout<'_>) -> Markup {
    let is_set = context.form.value(&field.name) == "true";
    html! {
        div class=(class(about.fault)) {
            (about.notes())
            div.choices {
                label {
                    input type="checkbox" id=(about.id) name=(field.name) value="true" checked[is_set]
                        aria-describedby=[about.described()] aria-invalid=[about.fault.map(|_| "true")];
                    (about.label)
                }
            }
        }
    }
}

/// The codes of a field with their names.
fn options(
    words: Words,
    vocabulary: Vocabulary,
    field: &FormField,
) -> Vec<(&'static str, &'static str)> {
    let item = field.place.node.items().unwrap_or(field.place.node);
    let valid = item.options();
    let known = labels::codes(vocabulary).iter();
    let mut options: Vec<(&str, &str)> = known
        .filter(|entry| valid.is_empty() || valid.contains(&entry.code))
        .map(|entry| (entry.code, entry.name(words.tag())))
        .collect();
    if vocabulary == Vocabulary::Country || vocabulary == Vocabulary::Currency {
        options.sort_by_key(|(_, name)| crate::text::fold::fold(name));
    }
    options
}

fn vocabulary(field: &FormField) -> Option<Vocabulary> {
    match field.cell {
        Cell::Labelled(vocabulary) | Cell::LabelledList(vocabulary, _) => Some(vocabulary),
        _ => None,
    }
}

fn is_radios(field: &FormField) -> bool {
    matches!(field.cell, Cell::Labelled(codes) if labels::codes(codes).len() <= MOST_RADIOS)
}

/// The choices of a closed list, all to be seen.
fn choices(context: &InputContext<'_>, field: &FormField) -> Markup {
    let Some(vocabulary) = vocabulary(field) else { return Markup::default() };
    let several = is_several(field.cell);
    let chosen: Vec<&str> = context.form.value(&field.name).split(',').map(str::trim).collect();
    let kind = if several { "checkbox" } else { "radio" };
    html! {
        @for (code, name) in options(context.visitor.words, vocabulary, field) {
            label {
                input type=(kind) name=(field.name) value=(code) checked[chosen.contains(&code)];
                (name)
            }
        }
    }
}

fn input(
    context: &InputContext<'_>,
    field: &FormField,
    about: &FieldAbout<'_>,
    language: Option<&Language>,
) -> Markup {
    let value = context.form.value(&field.name);
    let (described, invalid) = (about.described(), about.fault.map(|_| "true"));
    let most = field.place.node.keyword("maxLength").as_u64();
    let is_long = field.cell == Cell::Text && most.is_some_and(|most| most > LONG);
    if let Some(vocabulary) = vocabulary(field) {
        let options = options(context.visitor.words, vocabulary, field);
        let is_known = options.iter().any(|(code, _)| *code == value);
        return html! {
            select id=(about.id) name=(field.name) aria-describedby=[described] aria-invalid=[invalid] {
                option value="" { "—" }
                @if !value.is_empty() && !is_known { option value=(value) selected { (value) } }
                @for (code, name) in options {
                    option value=(code) selected[code == value] { (name) }
                }
            }
        };
    }
    if matches!(field.cell, Cell::Reference | Cell::References(_)) {
        return picker(context, field, about);
    }
    html! {
        @if is_long {
            textarea id=(about.id) name=(field.name) lang=[language] aria-describedby=[described]
                aria-invalid=[invalid] { "\n" (value) }
        } @else {
            input type="text" id=(about.id) name=(field.name) value=(value) lang=[language]
                aria-describedby=[described] aria-invalid=[invalid];
        }
    }
}

/// References, chosen by typing; without the script their ids are typed.
fn picker(context: &InputContext<'_>, field: &FormField, about: &FieldAbout<'_>) -> Markup {
    let words = context.visitor.words;
    let referred = referred(context.form.kind, &field.steps, field.cell);
    let ids = context.form.value(&field.name).split(',').map(str::trim);
    let mut ids: Vec<&str> = ids.filter(|id| !id.is_empty()).collect();
    // A fault tells of so many; what does not fit stays as it was typed.
    let typed = ids.split_off(ids.len().min(MOST_CHIPS)).join(", ");
    let suggest = referred.map(|kind| context.visitor.at(&format!("/suggest/{}", kind.as_str())));
    let is_single = field.cell == Cell::Reference;
    let has_focus = context.form.focus == Some(FormFocus::Field(field.name.clone()));
    html! {
        div.pick data-single=[is_single.then_some("true")] {
            ul.chosen {
                @for id in &ids { (chosen(context, field, referred, id)) }
            }
            input type="text" id=(about.id) name=(field.name) value=[Some(typed).filter(|typed| !typed.is_empty())] data-pick=[suggest] autofocus[has_focus]
                data-remove=(words.with(DeskWord::Remove, &["{0}"]))
                data-found=(words.with(DeskWord::Suggestions, &["{0}"]))
                data-none=(words.text(DeskWord::NoSuggestions))
                aria-describedby=[about.described()] aria-invalid=[about.fault.map(|_| "true")];
            p.hide role="status" {}
        }
    }
}

fn chosen(
    context: &InputContext<'_>,
    field: &FormField,
    referred: Option<RecordType>,
    id: &str,
) -> Markup {
    let words = context.visitor.words;
    let path = referred.map(|kind| kind.path(id)).unwrap_or_default();
    let name = context.names.get(&path).map(String::as_str);
    let shown = name.unwrap_or(id);
    html! {
        li class=[name.is_none().then_some("unknown")] {
            (shown)
            input type="hidden" name=(field.name) value=(id);
            button type="submit" name="desk.drop" value={ (field.name) " " (id) } formnovalidate
                aria-label=(words.with(DeskWord::Remove, &[shown])) { "×" }
        }
    }
}
