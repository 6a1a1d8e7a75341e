//! Deleting a record, and bringing an earlier state back.

use actix_web::{HttpResponse, http::header::LOCATION};
use maud::html;

use super::{
    frame::{self, DeskPage, DeskPart},
    shell,
    visitor::{PostedForm, Visitor},
};
use crate::{
    error::ApiError,
    http::request::path::IdPath,
    model::record_type::RecordType,
    store::{
        references,
        write::{operations, writer::Writer},
    },
    values::{record_id::RecordId, traits::ClosedList as _},
    words::desk_table::DeskWord,
};

/// The most records that refer to one that are listed.
const MOST_REFERRERS: i64 = 100;

/// Asks whether to delete a record.
pub(super) async fn ask(
    kind: RecordType,
    visitor: Visitor,
    IdPath { id }: IdPath,
) -> Result<HttpResponse, ApiError> {
    let name = name(&visitor, kind, &id).await?;
    let referrers = referrers(&visitor, kind, &id).await?;
    Ok(shell::respond(page(&visitor, (kind, &id), &name, &referrers)))
}

/// The records that refer to one: their paths and names.
async fn referrers(
    visitor: &Visitor,
    kind: RecordType,
    id: &RecordId,
) -> Result<Vec<(String, String)>, ApiError> {
    let path = kind.path(id.as_str());
    visitor
        .read("referrers", move |reader| {
            let paths = references::referrers(reader.connection, &path, MOST_REFERRERS)?;
            let mut names = reader.names_of(&paths)?;
            let referrers = paths.into_iter().map(|path| {
                let name = names.remove(&path).unwrap_or_else(|| path.clone());
                (path, name)
            });
            Ok(referrers.collect())
        })
        .await
}

async fn name(visitor: &Visitor, kind: RecordType, id: &RecordId) -> Result<String, ApiError> {
    let (path, id) = (kind.path(id.as_str()), id.clone());
    visitor
        .read("name", move |reader| {
            let name = reader.names_of(std::slice::from_ref(&path))?.remove(&path);
            name.ok_or_else(|| crate::store::current::absent(kind, &id))
        })
        .await
}

fn page(
    visitor: &Visitor,
    (kind, id): (RecordType, &RecordId),
    name: &str,
    referrers: &[(String, String)],
) -> String {
    let words = visitor.words;
    let record = visitor.at(&format!("/{}/{id}", kind.as_str()));
    let body = html! {
        h1 { (words.with(DeskWord::DeleteAsk, &[name])) }
        @if referrers.is_empty() {
            p.prose.gap { (words.text(DeskWord::DeleteNote)) }
        } @else {
            div.faults role="group" tabindex="-1" aria-labelledby="faults" {
                h2 id="faults" { (words.text(DeskWord::ReferredTo)) }
                p { (words.text(DeskWord::ReferredToBy)) }
                ul {
                    @for (path, name) in referrers {
                        li { a href=(visitor.at(&format!("/{path}"))) { (name) } }
                    }
                }
            }
            p.gap { a href=(record) { (words.text(DeskWord::Keep)) } }
        }
        @if referrers.is_empty() && visitor.may_edit() {
            form.row.gap method="post" {
                button type="submit" { (words.text(DeskWord::Delete)) }
                a href=(record) { (words.text(DeskWord::Keep)) }
            }
        }
    };
    let title = words.with(DeskWord::DeleteAsk, &[name]);
    frame::page(visitor, &DeskPage { title, part: DeskPart::Records(kind), body })
}

/// Deletes a record.
pub(super) async fn delete(
    kind: RecordType,
    IdPath { id }: IdPath,
    posted: PostedForm,
) -> Result<HttpResponse, ApiError> {
    let visitor = &posted.visitor;
    let gone = id.clone();
    let deleted: Result<(), ApiError> = visitor
        .change(move |connection, identity| {
            let mut writer = Writer::begin(connection, &identity.name)?;
            operations::delete(&mut writer, kind, &gone, &|_| Ok(()))?;
            writer.finish()?;
            Ok(())
        })
        .await;
    match deleted {
        Ok(()) => Ok(led(visitor, &format!("/{}/{id}/history", kind.as_str()))),
        Err(error) => {
            let ApiError::Conflict { .. } = &error else { return Err(error) };
            let name = name(visitor, kind, &id).await?;
            let referrers = referrers(visitor, kind, &id).await?;
            let html = page(visitor, (kind, &id), &name, &referrers);
            Ok(shell::with_page(&error, html))
        }
    }
}

/// Brings the state of an earlier change back.
pub(super) async fn restore(
    kind: RecordType,
    IdPath { id }: IdPath,
    posted: PostedForm,
) -> Result<HttpResponse, ApiError> {
    let revision: i64 = posted.value("revision").parse().unwrap_or_default();
    let restored = id.clone();
    let visitor = &posted.visitor;
    let now = visitor
        .change(move |connection, identity| {
            let mut writer = Writer::begin(connection, &identity.name)?;
            operations::restore(&mut writer, kind, restored, revision, &|_| Ok(()))?;
            Ok::<_, ApiError>(writer.finish()?.revision)
        })
        .await?;
    Ok(led(visitor, &format!("/{}/{id}?restored={now}", kind.as_str())))
}

fn led(visitor: &Visitor, path: &str) -> HttpResponse {
    let response = HttpResponse::SeeOther().insert_header((LOCATION, visitor.at(path))).finish();
    shell::protected(response)
}
