//! The sections of a form: texts side by side, facts, and lists of items.

use maud::{Markup, html};

use super::{
    faults::{FormFaults, ReferenceNames},
    fields::{hint, label},
    inputs::{InputContext, field, id_of},
    record_form::{FormField, FormFocus, ID, RecordForm},
    values::{ADD, NEW_LANGUAGE, REMOVE},
};
use crate::{
    desk::visitor::Visitor,
    spreadsheet::columns::{Step, TRANSLATIONS},
    values::language::Language,
    words::desk_table::DeskWord,
};

/// The form without its buttons for sending.
pub(in crate::desk) fn sections(
    visitor: &Visitor,
    form: &RecordForm,
    faults: &FormFaults,
    names: &ReferenceNames,
) -> Markup {
    let context = InputContext { visitor, form, faults, names };
    html! {
        @for (name, value) in form.shape_fields() { input type="hidden" name=(name) value=(value); }
        (texts(&context))
        @for group in groups(form) { (group_section(&context, &group)) }
        @if form.is_new { (id_field(&context)) }
    }
}

/// Fields that stand together.
struct FieldGroup<'f> {
    /// The first part of their names; empty for single fields.
    name: &'f str,
    fields: Vec<&'f FormField>,
}

fn top(field: &FormField) -> &str {
    field.name.split_once('.').map_or("", |(top, _)| top)
}

fn is_text(field: &FormField) -> bool {
    matches!(field.steps.first(), Some(Step::Field(name)) if name == TRANSLATIONS)
}

/// The groups in the order of the record; single fields that follow each other are one.
fn groups(form: &RecordForm) -> Vec<FieldGroup<'_>> {
    let mut groups: Vec<FieldGroup<'_>> = Vec::new();
    for field in form.fields.iter().filter(|field| !is_text(field)) {
        let name = top(field);
        match groups.last_mut().filter(|group| group.name == name) {
            Some(group) => group.fields.push(field),
            None => groups.push(FieldGroup { name, fields: vec![field] }),
        }
    }
    // A list without items has no field, but a button that adds one, at the place where its items would be.
    for list in form.shape.items.keys().filter(|list| !list.contains('.')) {
        if groups.iter().all(|group| group.name != list) {
            groups.push(FieldGroup { name: list, fields: Vec::new() });
        }
    }
    groups.sort_by_key(|group| match group.fields.first() {
        Some(field) => Some(field.position),
        None => form.beginnings.get(group.name).copied(),
    });
    groups
}

/// The texts of each language beside each other.
fn texts(context: &InputContext<'_>) -> Markup {
    let (words, form) = (context.visitor.words, context.form);
    let fields: Vec<&FormField> = form.fields.iter().filter(|field| is_text(field)).collect();
    let of_language = |language: &Language| {
        let tag = language.as_str().to_owned();
        let is_own = move |field: &&&FormField| matches!(field.steps.get(1), Some(Step::Field(own)) if *own == tag);
        fields.iter().filter(is_own).copied().collect::<Vec<&FormField>>()
    };
    html! {
        section aria-labelledby="texts" {
            h2 id="texts" { (words.text(DeskWord::Texts)) }
            div.pair.even.gap {
                @for (at, language) in form.shape.languages.iter().enumerate() {
                    @let has_focus = form.focus == Some(FormFocus::Texts(language.clone()));
                    div.tongue tabindex=[has_focus.then_some("-1")] autofocus[has_focus] {
                        h3 {
                            (words.language(language))
                            @if at == 0 { " " span.must { (words.text(DeskWord::DefaultLanguage)) } }
                        }
                        @for own in of_language(language) { (field(context, own, Some(language))) }
                    }
                }
            }
            (new_language(context))
        }
    }
}

/// The field with another language, and what is wrong with what was typed in it.
fn new_language(context: &InputContext<'_>) -> Markup {
    let words = context.visitor.words;
    let unknown = context.form.unknown_language.as_deref();
    html! {
        div class=(if unknown.is_some() { "field bad" } else { "field" }) {
            label for="new-language" { (words.text(DeskWord::AddLanguage)) }
            @if unknown.is_some() {
                p.fault id="new-language-fault" { (words.text(DeskWord::NoSuchLanguage)) }
            }
            div.row {
                input.short id="new-language" type="text" name=(NEW_LANGUAGE) maxlength="40" value=[unknown]
                    autofocus[unknown.is_some()] aria-invalid=[unknown.map(|_| "true")]
                    aria-describedby=[unknown.map(|_| "new-language-fault")];
                button.quiet type="submit" name=(ADD) value="language" formnovalidate {
                    (words.text(DeskWord::Add))
                }
            }
        }
    }
}

fn group_section(context: &InputContext<'_>, group: &FieldGroup<'_>) -> Markup {
    let words = context.visitor.words;
    let is_list = context.form.shape.items.contains_key(group.name);
    let heading = if group.name.is_empty() { "" } else { label(words, group.name) };
    let id = format!("g-{}", group.name);
    html! {
        @if group.name.is_empty() {
            div.fields { @for own in &group.fields { (field(context, own, None)) } }
        } @else {
            section aria-labelledby=(id) {
                h2 id=(id) { (heading) }
                @if is_list {
                    (items(context, group))
                } @else {
                    div.fields { @for own in &group.fields { (field(context, own, None)) } }
                    (inner_lists(context, group))
                }
            }
        }
    }
}

/// The number of the item that a field belongs to, in the list at the top of the record.
fn number(field: &FormField) -> usize {
    field
        .steps
        .iter()
        .find_map(|step| match step {
            Step::Item(at) => Some(at + 1),
            Step::Field(_) => None,
        })
        .unwrap_or_default()
}

fn items(context: &InputContext<'_>, group: &FieldGroup<'_>) -> Markup {
    let words = context.visitor.words;
    let count = context.form.shape.items.get(group.name).copied().unwrap_or_default();
    let heading = label(words, group.name);
    html! {
        @for at in 1..=count {
            @let own: Vec<_> = group.fields.iter().filter(|field| number(field) == at).collect();
            @let has_focus = context.form.focus == Some(FormFocus::Item(group.name.to_owned(), at));
            fieldset.item tabindex=[has_focus.then_some("-1")] autofocus[has_focus] {
                legend.label { (heading) " " (at) }
                div.fields { @for own in own { (field(context, own, None)) } }
                (remove_button(context, group.name, at))
            }
        }
        (add_button(context, group.name))
    }
}

/// Lists inside an object, such as the contributions of a budget: a button that adds an item, and one for each that
/// removes it.
fn inner_lists(context: &InputContext<'_>, group: &FieldGroup<'_>) -> Markup {
    let beginning = format!("{}.", group.name);
    let items = &context.form.shape.items;
    html! {
        @for (list, count) in items.iter().filter(|(list, _)| list.starts_with(&beginning)) {
            @for at in 1..=*count { (remove_button(context, list, at)) }
            (add_button(context, list))
        }
    }
}

fn add_button(context: &InputContext<'_>, list: &str) -> Markup {
    let words = context.visitor.words;
    let has_focus = match &context.form.focus {
        Some(FormFocus::AddButton(own)) => own == list,
        // The items of an inner list are no groups of their own.
        Some(FormFocus::Item(own, _)) => own == list && list.contains('.'),
        _ => false,
    };
    html! {
        p.gap {
            button.quiet type="submit" name=(ADD) value=(list) formnovalidate autofocus[has_focus] {
                (words.with(DeskWord::AddItem, &[label(words, list)]))
            }
        }
    }
}

fn remove_button(context: &InputContext<'_>, list: &str, number: usize) -> Markup {
    let words = context.visitor.words;
    let named = format!("{} {number}", label(words, list));
    html! {
        p.gap {
            button.quiet type="submit" name=(REMOVE) value={ (list) "." (number) } formnovalidate {
                (words.with(DeskWord::Remove, &[&named]))
            }
        }
    }
}

/// The field with the id of a new record.
fn id_field(context: &InputContext<'_>) -> Markup {
    let words = context.visitor.words;
    let (id, fault) = (id_of(ID), context.faults.of(ID));
    let described = fault.map_or_else(|| format!("{id}-hint"), |_| format!("{id}-hint {id}-fault"));
    html! {
        div class=(if fault.is_some() { "field bad" } else { "field" }) {
            label for=(id) { (label(words, ID)) }
            p.hint id={ (id) "-hint" } { (hint(words, ID)) }
            @if let Some(fault) = fault { p.fault id={ (id) "-fault" } { (fault) } }
            input type="text" id=(id) name=(ID) value=(context.form.value(ID))
                aria-describedby=(described) aria-invalid=[fault.map(|_| "true")] spellcheck="false";
        }
    }
}
