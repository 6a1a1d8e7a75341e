//! Saving a form: faults beside the fields, and a merge with what others changed meanwhile.

use actix_web::{HttpResponse, http::header::LOCATION};
use serde_json::{Value, json};

use super::{
    action::{FormAction, action},
    byline::last_change,
    conflict,
    edit::{BASE, DO, EditPage, KEY, PUBLISH, RecordAbout, UNPUBLISH, broken, names_of, stored},
    form::{Filled, FormFaults, ID, RecordForm},
    merge::{Fields, Merged, merge},
    save_error::{SaveError, located, require_readable},
    shell,
    visitor::{PostedForm, Visitor, value},
};
use crate::{
    auth::identity::Identity,
    db::DbConnection,
    error::{ApiError, Fault},
    http::{
        idempotency::{self, IdempotencyKey},
        request::path::IdPath,
        response::stored_response::StoredResponse,
    },
    journal::{history, revision::corrupt},
    model::record_type::RecordType,
    spreadsheet::fault::CellFault,
    store::{
        current::{CurrentState, absent},
        write::{
            checked_body::CheckedBody,
            operations::{self, Edited},
            writer::Writer,
        },
    },
    text::messages::{Message, message},
    values::{record_id::RecordId, traits::ClosedList as _},
};

/// What was saved.
pub(super) struct Saved {
    /// The id.
    pub id: String,
    /// The number of the change; 0 if nothing was changed.
    pub revision: i64,
    /// Whether changes of others were merged.
    pub is_merged: bool,
}

/// What is to be saved.
pub(super) enum Content {
    /// A form as it was typed.
    Form(Box<RecordForm>),
    /// A record in which conflicts were decided.
    Fields(Fields),
}

impl Content {
    /// The form, if it is one.
    pub(super) fn form(self) -> Option<Box<RecordForm>> {
        match self {
            Self::Form(form) => Some(form),
            Self::Fields(_) => None,
        }
    }
}

/// Creates a record.
pub(super) async fn create(kind: RecordType, posted: PostedForm) -> Result<HttpResponse, ApiError> {
    let about = RecordAbout::new_record();
    let form = match action(kind, true, &posted)? {
        FormAction::Other(form) => return shown(&posted.visitor, &form, &about, &[]).await,
        FormAction::Save(form) => form,
    };
    let key = IdempotencyKey::of(Some(posted.value(KEY).to_owned()))?;
    let state = if posted.value(DO) == PUBLISH { "published" } else { "draft" };
    let sent = serde_json::to_vec(&form.values)?;
    let (visitor, typed) = (&posted.visitor, form);
    let outcome = visitor
        .change(move |connection, identity| {
            let request = key.map(|key| {
                key.for_request(identity, &[kind.as_str().as_bytes(), state.as_bytes(), &sent])
            });
            let stored = idempotency::once(connection, request, |connection| {
                created(connection, identity, &typed, state)
            });
            stored.map_err(|error| Failed(error, Some(typed)))
        })
        .await;
    match outcome {
        Ok(stored) => {
            let told: Value = serde_json::from_str(stored.body().unwrap_or_default())?;
            let id = told["id"].as_str().unwrap_or_default().to_owned();
            let revision = told["revision"].as_i64().unwrap_or_default();
            Ok(led(visitor, kind, &Saved { id, revision, is_merged: false }))
        }
        Err(Failed(error, Some(form))) => refused(visitor, &form, &about, error).await,
        Err(Failed(error, None)) => Err(error.into_api_error()),
    }
}

/// Shows the form of what could not be saved with the reason; fails with one that the form has no place for.
pub(super) async fn refused(
    visitor: &Visitor,
    form: &RecordForm,
    about: &RecordAbout,
    error: SaveError,
) -> Result<HttpResponse, ApiError> {
    match error {
        SaveError::Faults(faults) => shown(visitor, form, about, &faults).await,
        SaveError::Refused(ApiError::Conflict { detail, .. }) => {
            let fault = refusal(form, detail);
            shown(visitor, form, about, &[fault]).await
        }
        error => Err(error.into_api_error()),
    }
}

/// Why a record was not saved, beside the field that is to be changed: the id of a new one, if one was typed.
fn refusal(form: &RecordForm, detail: Message) -> CellFault {
    if detail == idempotency::reused() {
        let detail = message!(
            "This form was sent before, with other content; send it once more to make another record."
        );
        return CellFault { column: None, fault: Fault::whole("conflict", detail) };
    }
    let is_of_id = form.is_new && !form.value(ID).trim().is_empty();
    let fault = Fault::whole("conflict", detail);
    CellFault { column: is_of_id.then(|| ID.to_owned()), fault }
}

/// Why a form was not saved, and the form, which is shown again.
struct Failed(SaveError, Option<Box<RecordForm>>);

impl<E: Into<SaveError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into(), None)
    }
}

/// Creates the record of a form. The answer has its id.
pub(super) fn created(
    connection: &mut DbConnection,
    identity: &Identity,
    form: &RecordForm,
    state: &str,
) -> Result<StoredResponse, SaveError> {
    let before = Fields::from_iter([("state".to_owned(), json!(state))]);
    let id = form.value(ID).trim().to_owned();
    form.fill(connection, before, |connection, filled| {
        let Filled { mut fields, unread, trace } = filled;
        require_readable(form.kind, &fields, unread, &trace)?;
        if !id.is_empty() {
            fields.insert("id".to_owned(), json!(id));
        }
        let mut writer = Writer::begin(connection, &identity.name)?;
        let edited = operations::create(&mut writer, CheckedBody::of(form.kind, fields));
        let Edited { id, .. } = edited.map_err(|error| located(error, &trace))?;
        let data_set = writer.finish()?;
        let told = json!({ "id": id.as_str(), "revision": data_set.revision });
        Ok(StoredResponse::told(&told)?)
    })?
}

/// Saves a record.
pub(super) async fn save(
    kind: RecordType,
    IdPath { id }: IdPath,
    posted: PostedForm,
) -> Result<HttpResponse, ApiError> {
    let visitor = &posted.visitor;
    let base = base_of(&posted);
    let content = match conflict::decided(&posted.fields)? {
        Some(fields) => Content::Fields(fields),
        None => match action(kind, false, &posted)? {
            FormAction::Other(form) => {
                let about = about(visitor, kind, &id, base).await?;
                return shown(visitor, &form, &about, &[]).await;
            }
            FormAction::Save(form) => Content::Form(form),
        },
    };
    let target = SaveTarget::of(kind, &id, &posted);
    let outcome = visitor
        .change(move |connection, identity| {
            target
                .saved(connection, identity, &content)
                .map_err(|error| Failed(error, content.form()))
        })
        .await;
    match outcome {
        Ok(saved) => Ok(led(visitor, kind, &saved)),
        Err(Failed(error, form)) => {
            unsaved(visitor, (kind, &id, base), form.as_deref(), error).await
        }
    }
}

/// Answers what was not saved of a record: with its form, or with what is to be decided first.
pub(super) async fn unsaved(
    visitor: &Visitor,
    (kind, id, base): (RecordType, &RecordId, i64),
    form: Option<&RecordForm>,
    error: SaveError,
) -> Result<HttpResponse, ApiError> {
    let html = match (error, form) {
        (SaveError::Conflict(merged, revision), _) => {
            let last = last_change(visitor, kind, id).await;
            conflict::page(visitor, kind, id, (&merged, revision), last.as_ref())
        }
        (SaveError::Deleted(mine), _) => {
            let last = last_change(visitor, kind, id).await;
            conflict::deleted_page(visitor, kind, id, (&mine, base), last.as_ref())
        }
        (error, Some(form)) => {
            let about = about(visitor, kind, id, base).await?;
            return refused(visitor, form, &about, error).await;
        }
        (error, None) => return Err(error.into_api_error()),
    };
    Ok(shell::with_page(&ApiError::conflict(conflict::told()), html))
}

/// The change that a form began from.
fn base_of(posted: &PostedForm) -> i64 {
    posted.value(BASE).parse().unwrap_or_default()
}

/// The record that a form is saved to.
pub(super) struct SaveTarget {
    kind: RecordType,
    id: RecordId,
    /// The change that the form began from.
    pub base: i64,
    /// The state that it gets.
    pub state: Option<&'static str>,
    /// Whether a record that was deleted is made again.
    is_again: bool,
}

impl SaveTarget {
    /// Reads where a form is to be saved.
    pub(super) fn of(kind: RecordType, id: &RecordId, posted: &PostedForm) -> Self {
        let state = match posted.value(DO) {
            PUBLISH => Some("published"),
            UNPUBLISH => Some("draft"),
            _ => None,
        };
        let is_again = !value(&posted.fields, conflict::AGAIN).is_empty();
        Self { kind, id: id.clone(), base: base_of(posted), state, is_again }
    }

    /// Saves it, or says why not.
    pub(super) fn saved(
        &self,
        connection: &mut DbConnection,
        identity: &Identity,
        content: &Content,
    ) -> Result<Saved, SaveError> {
        let path = self.kind.path(self.id.as_str());
        let current = CurrentState::of(connection, &path)?;
        if current == CurrentState::Absent {
            return Err(SaveError::Refused(absent(self.kind, &self.id)));
        }
        let base = match &current {
            CurrentState::Existing { revision, document, .. } if *revision == self.base => {
                Some(document.clone())
            }
            _ => history::after(connection, &path, self.base)?,
        };
        let base: Fields = match base {
            Some(document) => serde_json::from_str(&document).map_err(|_error| corrupt(&path))?,
            None => Fields::new(),
        };
        match content {
            Content::Fields(mine) => {
                self.put(connection, identity, &current, (&base, mine.clone()))
            }
            Content::Form(form) => form.fill(connection, base.clone(), |connection, filled| {
                let Filled { fields, unread, trace } = filled;
                require_readable(self.kind, &fields, unread, &trace)?;
                self.put(connection, identity, &current, (&base, fields)).map_err(|error| {
                    match error {
                        SaveError::Refused(error) => located(error, &trace),
                        other => other,
                    }
                })
            })?,
        }
    }

    /// Merges the change with the stored record, and stores it if nothing is left to decide.
    fn put(
        &self,
        connection: &mut DbConnection,
        identity: &Identity,
        current: &CurrentState,
        (base, mut mine): (&Fields, Fields),
    ) -> Result<Saved, SaveError> {
        if let Some(state) = self.state {
            mine.insert("state".to_owned(), json!(state));
        }
        let (merged, revision) = match current {
            CurrentState::Existing { revision, .. } if *revision == self.base => {
                (Merged { fields: mine, ..Merged::default() }, *revision)
            }
            CurrentState::Existing { revision, document, .. } => {
                let theirs = serde_json::from_str(document).map_err(|_error| corrupt("record"))?;
                (merge(base, &theirs, &mine), *revision)
            }
            _ if self.is_again => (Merged { fields: mine, ..Merged::default() }, 0),
            _ => return Err(SaveError::Deleted(Box::new(mine))),
        };
        if !merged.conflicts.is_empty() {
            return Err(SaveError::Conflict(Box::new(merged), revision));
        }
        let mut writer = Writer::begin(connection, &identity.name)?;
        if self.is_again && revision == 0 {
            operations::restore(&mut writer, self.kind, self.id.clone(), self.base, &|_| Ok(()))?;
        }
        let body = CheckedBody::of(self.kind, merged.fields);
        operations::put(&mut writer, self.id.clone(), body, &|_| Ok(()))?;
        writer.finish()?;
        let path = self.kind.path(self.id.as_str());
        let now = match CurrentState::of(connection, &path)? {
            CurrentState::Existing { revision, .. } => revision,
            _ => 0,
        };
        let is_merged = revision != self.base && !merged.theirs.is_empty();
        let revision = if now == revision { 0 } else { now };
        Ok(Saved { id: self.id.as_str().to_owned(), revision, is_merged })
    }
}

/// What the page of a record says of it, with the change that its form began from. One that was deleted meanwhile has a
/// form still: what was typed is not lost.
async fn about(
    visitor: &Visitor,
    kind: RecordType,
    id: &RecordId,
    base: i64,
) -> Result<RecordAbout, ApiError> {
    let (path, id) = (kind.path(id.as_str()), id.clone());
    visitor
        .read("edit", move |reader| {
            let stored = stored(reader, kind, id.as_str(), &path)?;
            let deleted =
                || RecordAbout { id: Some(id.as_str().to_owned()), ..RecordAbout::new_record() };
            let about = stored.map_or_else(deleted, |stored| stored.about);
            Ok(RecordAbout { revision: base, ..about })
        })
        .await
}

/// Shows a form again, as it was typed.
pub(super) async fn shown(
    visitor: &Visitor,
    form: &RecordForm,
    about: &RecordAbout,
    faults: &[CellFault],
) -> Result<HttpResponse, ApiError> {
    let (kind, is_new) = (form.kind, form.is_new);
    let mut referring = RecordForm::new(kind, is_new, form.shape.clone()).map_err(broken)?;
    referring.values = form.values.clone();
    let names = visitor.read("names", move |reader| names_of(reader, &referring)).await?;
    let told = FormFaults::of_cells(visitor.words, form, faults);
    let page = EditPage {
        visitor,
        form,
        about,
        faults: &told,
        names: &names,
        told: None,
        is_unsaved: true,
    };
    let html = page.render();
    Ok(if faults.is_empty() {
        shell::respond(html)
    } else {
        let faults = faults.iter().map(|cell| cell.fault.clone()).collect();
        shell::with_page(&ApiError::Invalid(faults), html)
    })
}

/// Leads to the form of what was saved, so that reloading sends nothing again.
fn led(visitor: &Visitor, kind: RecordType, saved: &Saved) -> HttpResponse {
    let told = if saved.is_merged { "merged" } else { "saved" };
    let path = format!("/{}/{}?{told}={}", kind.as_str(), saved.id, saved.revision);
    let response = HttpResponse::SeeOther().insert_header((LOCATION, visitor.at(&path))).finish();
    shell::protected(response)
}
