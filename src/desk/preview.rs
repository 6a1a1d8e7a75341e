//! The public page of what stands in a form: it is saved and published in a transaction that is rolled back.

use std::convert::Infallible;

use actix_web::HttpResponse;
use serde_json::Value;

use super::{
    action::{FormAction, action},
    conflict,
    edit::{PREVIEW, RecordAbout},
    form::RecordForm,
    merge::with_choices,
    save::{Content, SaveTarget, created, refused, unsaved},
    save_error::SaveError,
    shell,
    visitor::PostedForm,
};
use crate::{
    auth::identity::Identity,
    db::DbConnection,
    error::ApiError,
    html::address::PageAddresses,
    http::{collection::Collection, request::path::IdPath},
    model::document::Body as _,
    pages::records,
    store::read::{audience::Audience, read_caches::ReadCaches, reader::Reader},
    values::{language::Language, record_id::RecordId, traits::TextValue as _},
    words::{Words, desk_table::DeskWord},
};

/// Why there is no preview, with the form.
struct Unsaved(Box<SaveError>, Option<Box<RecordForm>>);

/// How a preview ends: nothing of it stays.
enum PreviewEnd {
    Made(String),
    Unsaved(Unsaved),
}

impl<E: Into<SaveError>> From<E> for PreviewEnd {
    fn from(error: E) -> Self {
        Self::Unsaved(Unsaved(Box::new(error.into()), None))
    }
}

/// Returns the page of a new record.
pub(super) async fn new<V: Collection + 'static>(
    posted: PostedForm,
) -> Result<HttpResponse, ApiError> {
    let kind = V::Body::KIND;
    let FormAction::Save(form) = action(kind, true, &posted)? else { return Err(nothing()) };
    let saved = |connection: &mut DbConnection, identity: &Identity, content: &Content| {
        let Content::Form(form) = content else { return Err(SaveError::Refused(nothing())) };
        let stored = created(connection, identity, form, "published")?;
        let told: Value =
            serde_json::from_str(stored.body().unwrap_or_default()).map_err(ApiError::from)?;
        let id = told["id"].as_str().and_then(RecordId::read);
        id.ok_or_else(|| SaveError::Refused(ApiError::Internal("a record has no id".into())))
    };
    match page::<V>(&posted, form, saved).await {
        Ok(html) => Ok(shell::respond(html)),
        Err(Unsaved(error, form)) => {
            let Some(form) = form else { return Err(error.into_api_error()) };
            refused(&posted.visitor, &form, &RecordAbout::new_record(), *error).await
        }
    }
}

/// Returns the page of a record with what stands in its form.
pub(super) async fn existing<V: Collection + 'static>(
    IdPath { id }: IdPath,
    posted: PostedForm,
) -> Result<HttpResponse, ApiError> {
    let kind = V::Body::KIND;
    let FormAction::Save(form) = action(kind, false, &posted)? else { return Err(nothing()) };
    let mut target = SaveTarget::of(kind, &id, &posted);
    target.state = Some("published");
    let base = target.base;
    let typed = id.clone();
    let saved = move |connection: &mut DbConnection, identity: &Identity, content: &Content| {
        match target.saved(connection, identity, content) {
            Ok(_) => {}
            // What was typed is shown.
            Err(SaveError::Conflict(merged, revision)) => {
                let fields = with_choices(merged.fields, &merged.conflicts, |_| true);
                target.base = revision;
                target.saved(connection, identity, &Content::Fields(fields))?;
            }
            Err(error) => return Err(error),
        }
        Ok(typed)
    };
    match page::<V>(&posted, form, saved).await {
        Ok(html) => Ok(shell::respond(html)),
        Err(Unsaved(error, form)) => {
            unsaved(&posted.visitor, (kind, &id, base), form.as_deref(), *error).await
        }
    }
}

/// The page of what was saved, nothing of which stays.
async fn page<V: Collection + 'static>(
    posted: &PostedForm,
    form: Box<RecordForm>,
    save: impl FnOnce(&mut DbConnection, &Identity, &Content) -> Result<RecordId, SaveError>
    + Send
    + 'static,
) -> Result<String, Unsaved> {
    let visitor = &posted.visitor;
    let language = Language::read(posted.value(PREVIEW));
    let (audience, site) =
        (visitor.service.public_audience(Vec::new()), visitor.service.urls().site);
    let content = Content::Form(form);
    let ended = visitor
        .change(move |connection, identity| {
            let id = match save(connection, identity, &content) {
                Ok(id) => id,
                Err(error) => {
                    return Err(PreviewEnd::Unsaved(Unsaved(Box::new(error), content.form())));
                }
            };
            let html = rendered::<V>(connection, (audience, &site), language, &id)?;
            Err::<Infallible, _>(PreviewEnd::Made(html))
        })
        .await;
    match ended {
        Err(PreviewEnd::Made(html)) => Ok(html),
        Err(PreviewEnd::Unsaved(unsaved)) => Err(unsaved),
    }
}

/// The page of a record of the open transaction, as everybody would see it.
fn rendered<V: Collection>(
    connection: &mut DbConnection,
    (audience, site): (Audience, &str),
    language: Option<Language>,
    id: &RecordId,
) -> Result<String, ApiError> {
    // Nothing is kept of what nobody else sees.
    let mut reader = Reader::new(connection, audience, ReadCaches::default())?;
    let offered = language.filter(|language| reader.data_set.languages.contains(language));
    let language = offered.unwrap_or_else(|| reader.data_set.default_language.clone());
    reader.audience.languages.insert(0, language.clone());
    let notice = Words::of(&language).text(DeskWord::PreviewNote);
    records::preview::<V>(&mut reader, PageAddresses::new(site, language), id, notice)
}

/// The error of a form that asks for something else.
fn nothing() -> ApiError {
    ApiError::conflict(conflict::told())
}
