//! The page with the form of a record.

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION};
use maud::{Markup, html};
use serde_json::Value;
use url::form_urlencoded;

use super::{
    form::{FormFaults, FormShape, RecordForm, ReferenceNames, id_of, label, sections},
    frame::{self, DeskPage, DeskPart, MUNICIPALITY, new_path},
    shell,
    visitor::Visitor,
};
use crate::{
    error::ApiError,
    html::parts::{Badge, Tone},
    http::request::path::IdPath,
    journal::revision::DataSet,
    model::{record_type::RecordType, registry},
    spreadsheet::{cells::Cell, references::referred},
    store::{
        current::{CurrentState, absent},
        read::{reader::Reader, records::first_ids},
    },
    text::messages::Message,
    values::{language::Language, traits::ClosedList as _},
    words::{desk_table::DeskWord, table::Noun},
};

/// The field with the number of the change that the form began from, and the one that tells one form from another.
pub(super) const BASE: &str = "desk.base";
pub(super) const KEY: &str = "desk.key";

/// The button that sends the form, and what it asks.
pub(super) const DO: &str = "desk.do";
pub(super) const SAVE: &str = "save";
pub(super) const PUBLISH: &str = "publish";
pub(super) const UNPUBLISH: &str = "unpublish";

/// The button that asks for a preview: in which language.
pub(super) const PREVIEW: &str = "desk.preview";

/// The most languages that have a preview.
const MOST_PREVIEWS: usize = 3;

/// A record as the desk has it.
pub(super) struct StoredForm {
    /// The form of the stored record.
    pub form: RecordForm,
    /// The facts beside it.
    pub about: RecordAbout,
}

/// What a page says of the record that it edits.
#[derive(Clone, Debug)]
pub(super) struct RecordAbout {
    /// The id; `None` of a new record.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// The number of its last change; 0 of a new record.
    pub revision: i64,
    /// Whether everybody sees it.
    pub is_published: bool,
    /// What contradicts itself today: the field and the sentence.
    pub to_check: Vec<(String, Message)>,
}

impl RecordAbout {
    /// A record that is not there yet.
    pub(super) fn new_record() -> Self {
        let to_check = Vec::new();
        Self { id: None, name: String::new(), revision: 0, is_published: false, to_check }
    }
}

/// Returns the form of a new record.
pub(super) async fn new(kind: RecordType, visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let languages = visitor.read("new", |reader| Ok(languages(&reader.data_set))).await?;
    let shape = FormShape::empty(kind, &languages).map_err(broken)?;
    let form = RecordForm::new(kind, true, shape).map_err(broken)?;
    let page = EditPage {
        visitor: &visitor,
        form: &form,
        about: &RecordAbout::new_record(),
        faults: &FormFaults::default(),
        names: &ReferenceNames::new(),
        told: None,
        is_unsaved: false,
    };
    Ok(shell::respond(page.render()))
}

/// Returns the form of a record.
pub(super) async fn edit(
    kind: RecordType,
    request: HttpRequest,
    visitor: Visitor,
    IdPath { id }: IdPath,
) -> Result<HttpResponse, ApiError> {
    let path = kind.path(id.as_str());
    let read = id.clone();
    let (stored, names) = visitor
        .read("edit", move |reader| {
            let Some(stored) = stored(reader, kind, read.as_str(), &path)? else {
                return Err(absent(kind, &read));
            };
            let names = names_of(reader, &stored.form)?;
            Ok((stored, names))
        })
        .await?;
    let told = told(&visitor, request.query_string());
    let page = EditPage {
        visitor: &visitor,
        form: &stored.form,
        about: &stored.about,
        faults: &FormFaults::default(),
        names: &names,
        told: told.as_deref(),
        is_unsaved: false,
    };
    Ok(shell::respond(page.render()))
}

/// Leads to the form of the municipality, or to that of a new one.
pub(super) async fn municipality(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let first = |reader: &mut Reader<'_>| {
        let visibility = reader.audience.visibility;
        Ok(first_ids(reader.connection, RecordType::Municipality, visibility, 1)?.pop())
    };
    let id = visitor.read("municipality", first).await?;
    let kind = RecordType::Municipality;
    let path = id.map_or_else(|| new_path(kind), |id| format!("{MUNICIPALITY}/{id}"));
    let location = visitor.at(&path);
    Ok(shell::protected(HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()))
}

/// Reads the stored record as a form; `None` if there is none, or if it was deleted.
pub(super) fn stored(
    reader: &mut Reader<'_>,
    kind: RecordType,
    id: &str,
    path: &str,
) -> Result<Option<StoredForm>, ApiError> {
    let CurrentState::Existing { revision, document, .. } =
        CurrentState::of(reader.connection, path)?
    else {
        return Ok(None);
    };
    let record: Value = serde_json::from_str(&document)?;
    let mut form =
        RecordForm::of_record(kind, &record, &languages(&reader.data_set)).map_err(broken)?;
    form.write_dates(reader.audience.messages);
    let warnings = registry::stored(kind, &document)?.warnings(reader.audience.today);
    let to_check = warnings.into_iter().map(|fault| {
        let field = fault.pointer.unwrap_or_default().trim_start_matches('/').replace('/', ".");
        (field, fault.detail)
    });
    let name = reader.names_of(&[path.to_owned()])?.remove(path).unwrap_or_default();
    let is_published = record["state"] != "draft";
    let (id, to_check) = (Some(id.to_owned()), to_check.collect());
    let about = RecordAbout { id, name, revision, is_published, to_check };
    Ok(Some(StoredForm { form, about }))
}

/// The languages of the municipality, the default one first.
pub(super) fn languages(data_set: &DataSet) -> Vec<Language> {
    let default = &data_set.default_language;
    let others = data_set.languages.iter().filter(|language| *language != default);
    [default].into_iter().chain(others).cloned().collect()
}

/// The names of the records that a form refers to.
pub(super) fn names_of(
    reader: &mut Reader<'_>,
    form: &RecordForm,
) -> Result<ReferenceNames, ApiError> {
    let paths = form.fields.iter().flat_map(|field| {
        let is_reference = matches!(field.cell, Cell::Reference | Cell::References(_));
        let referred = referred(form.kind, &field.steps, field.cell).filter(|_| is_reference);
        let ids = form.value(&field.name).split(',').map(str::trim).filter(|id| !id.is_empty());
        referred.into_iter().flat_map(move |kind| ids.clone().map(move |id| kind.path(id)))
    });
    let paths: Vec<String> = paths.collect();
    Ok(reader.names_of(&paths)?)
}

/// The error of a form that could not be made.
pub(super) fn broken(why: String) -> ApiError {
    ApiError::Internal(why.into())
}

/// What the page says that was done before, after a redirect.
fn told(visitor: &Visitor, query: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let words = visitor.words;
    pairs.find_map(|(name, value)| {
        let number: i64 = value.parse().ok()?;
        match &*name {
            "saved" if number == 0 => Some(words.text(DeskWord::Unchanged).to_owned()),
            "saved" => Some(words.with(DeskWord::Saved, &[&number.to_string()])),
            "merged" => Some(words.with(DeskWord::SavedMerged, &[&number.to_string()])),
            "restored" => Some(words.with(DeskWord::Restored, &[&number.to_string()])),
            _ => None,
        }
    })
}

/// The page of a form.
pub(super) struct EditPage<'p> {
    /// Who edits.
    pub visitor: &'p Visitor,
    /// The form.
    pub form: &'p RecordForm,
    /// The record.
    pub about: &'p RecordAbout,
    /// The faults.
    pub faults: &'p FormFaults,
    /// The names of the records that it refers to.
    pub names: &'p ReferenceNames,
    /// What was done before.
    pub told: Option<&'p str>,
    /// Whether something was typed that is not saved.
    pub is_unsaved: bool,
}

impl EditPage<'_> {
    /// Makes the page.
    pub(super) fn render(&self) -> String {
        let (words, kind) = (self.visitor.words, self.form.kind);
        let name = match &self.about.id {
            Some(_) => self.about.name.clone(),
            None => words.with(DeskWord::New, &[words.noun(Noun::of(kind), 1)]),
        };
        let title = match self.faults.count() {
            0 => name.clone(),
            _ => format!("{}: {name}", words.text(DeskWord::Fault)),
        };
        let list = self.visitor.at(&format!("/{}", kind.as_str()));
        let body = html! {
            @if kind != RecordType::Municipality {
                p.small { a href=(list) { "‹ " (words.collection(kind)) } }
            }
            h1 { (name) }
            (self.state())
            @if let Some(id) = &self.about.id { (frame::tabs(self.visitor, (kind, id), false, DeskWord::Edit)) }
            @if let Some(told) = self.told { p.note role="status" { (told) } }
            (self.to_check())
            (self.fault_summary())
            (self.form_markup())
        };
        frame::page(self.visitor, &DeskPage { title, part: DeskPart::Records(kind), body })
    }

    fn state(&self) -> Markup {
        let words = self.visitor.words;
        let badge = if self.about.is_published {
            Badge::new(words.text(DeskWord::Published), Tone::Good)
        } else {
            Badge::new(words.text(DeskWord::Draft), Tone::Warm)
        };
        html! {
            p.soft.small {
                (badge)
                @if let Some(id) = &self.about.id {
                    " " (words.with(DeskWord::ChangeNumber, &[&self.about.revision.to_string()]))
                    " · " code { (id) }
                    @if self.about.is_published && self.visitor.service.has_pages {
                        " · " a href=(self.public_page(id)) { (words.text(DeskWord::PublicPage)) }
                    }
                }
            }
        }
    }

    fn to_check(&self) -> Markup {
        let words = self.visitor.words;
        html! {
            @for (field, sentence) in &self.about.to_check {
                p.note {
                    strong { (words.text(DeskWord::ToCheck)) ": " } (label(words, field)) ": "
                    (sentence.in_language(words.message_language()))
                }
            }
        }
    }

    /// The address of the public page, which leads to the language of the reader.
    fn public_page(&self, id: &str) -> String {
        let (root, kind) = (&self.visitor.root, self.form.kind);
        if kind == RecordType::Municipality {
            format!("{root}/")
        } else {
            format!("{root}/{}", kind.path(id))
        }
    }

    /// The faults as links to their fields.
    fn fault_summary(&self) -> Markup {
        let words = self.visitor.words;
        let count = i64::try_from(self.faults.count()).unwrap_or(i64::MAX);
        html! {
            @if count > 0 {
                div.faults role="group" tabindex="-1" aria-labelledby="faults" {
                    h2 id="faults" {
                        (words.with(DeskWord::NotSaved, &[&words.counted(Noun::Faults, count)]))
                    }
                    ul {
                        @for (field, label, sentence) in self.faults.each() {
                            li {
                                @match field {
                                    Some(field) => a href={ "#" (id_of(field)) } { (label) ": " (sentence) },
                                    None => { (label) ": " (sentence) },
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn form_markup(&self) -> Markup {
        let action = match &self.about.id {
            Some(id) => format!("/{}/{id}", self.form.kind.as_str()),
            None => new_path(self.form.kind),
        };
        let may_edit = self.visitor.may_edit();
        html! {
            form method="post" action=(self.visitor.at(&action)) data-keep data-unsaved[self.is_unsaved] novalidate {
                // What Enter in a field does: save, and not the first button in the form.
                @if may_edit { button.hide type="submit" name=(DO) value=(SAVE) tabindex="-1" aria-hidden="true" { "" } }
                input type="hidden" name=(BASE) value=(self.about.revision);
                @if self.about.id.is_none() { input type="hidden" name=(KEY) value=(key()); }
                (sections(self.visitor, self.form, self.faults, self.names))
                @if may_edit { (self.buttons()) } @else { p.note { (self.visitor.words.text(DeskWord::ReadOnly)) } }
            }
        }
    }

    fn buttons(&self) -> Markup {
        let words = self.visitor.words;
        let button = |action: &str, word: DeskWord, is_quiet: bool| {
            html! {
                button class=[is_quiet.then_some("quiet")] type="submit" name=(DO) value=(action) {
                    (words.text(word))
                }
            }
        };
        let id = self.about.id.as_ref().filter(|_| self.form.kind != RecordType::Municipality);
        let delete =
            id.map(|id| self.visitor.at(&format!("/{}/{id}/delete", self.form.kind.as_str())));
        html! {
            div.bar.row {
                @if self.about.is_published {
                    (button(SAVE, DeskWord::SavePublic, false))
                    (button(UNPUBLISH, DeskWord::Unpublish, true))
                    span.soft.small { (words.text(DeskWord::SavesAtOnce)) }
                } @else {
                    (button(SAVE, DeskWord::Save, false))
                    (button(PUBLISH, DeskWord::Publish, true))
                }
                (self.previews())
                @if let Some(delete) = delete { a.small href=(delete) { (words.text(DeskWord::Delete)) } }
            }
        }
    }
}

impl EditPage<'_> {
    /// The buttons that show the public page in another tab: the municipality has none.
    fn previews(&self) -> Markup {
        let words = self.visitor.words;
        let record = match &self.about.id {
            Some(id) => format!("/{}/{id}", self.form.kind.as_str()),
            None => new_path(self.form.kind),
        };
        let address = self.visitor.at(&format!("{record}/preview"));
        html! {
            @if self.form.kind != RecordType::Municipality {
                @for language in self.form.shape.languages.iter().take(MOST_PREVIEWS) {
                    button.quiet type="submit" formaction=(address) formtarget="_blank" name=(PREVIEW)
                        value=(language.as_str()) {
                        (words.with(DeskWord::Preview, &[words.language(language)]))
                    }
                }
            }
        }
    }
}

/// A key that tells one form from another, so that a double click makes one record.
fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}
