//! Writing `/municipality`, and its history.

use actix_web::{HttpResponse, delete, patch, post, put, route};

use super::{queries, view::MunicipalityView};
use crate::{
    db::DbConnection,
    error::ApiError,
    http::{
        history::{page::of_record, parameters::HistoryQuery, view::HistoryPage},
        media_types,
        read::{LanguageParameter, ReadRequest},
        request::{
            body,
            preconditions::Preconditions,
            write_parameters::{MakingHeaders, MergePatch, RepeatHeaders, StateHeaders},
        },
        route_registry::RouteRegistry,
        write::{WriteRequest, checked, checked_patch},
    },
    model::{municipality::MunicipalityBody, record_type::RecordType, visibility::Visibility},
    store::{
        current::{CurrentState, never_described},
        read::publisher,
        write::{
            checked_body::CheckedBody,
            operations::{self, RestoreInput},
            writer::Writer,
        },
    },
    values::record_id::RecordId,
};

/// Registers the routes that change the municipality or return its history.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config
        .service(create_municipality)
        .service(put_municipality)
        .service(patch_municipality)
        .service(delete_municipality)
        .service(restore_municipality)
        .service(get_municipality_history);
}

/// The id of the current municipality, draft or published.
fn present(writer: &mut Writer<'_>) -> Result<Option<RecordId>, ApiError> {
    Ok(publisher::id(writer.connection()?, Visibility::Drafts)?)
}

/// The id of the current municipality, or else of the one deleted last; fails with 404 if there
/// never was one.
fn latest(connection: &mut DbConnection) -> Result<RecordId, ApiError> {
    queries::latest_id(connection, Visibility::Drafts)?.ok_or_else(never_described)
}

/// Refuses (410) a body with the id of a deleted municipality, because ids are never reused.
fn must_not_be_gone(writer: &mut Writer<'_>, body: &CheckedBody) -> Result<(), ApiError> {
    let Some(id) = body.id() else { return Ok(()) };
    match CurrentState::of(writer.connection()?, &RecordType::Municipality.path(id.as_str()))? {
        gone @ CurrentState::Deleted { .. } => gone.require_existing(RecordType::Municipality, &id),
        CurrentState::Absent | CurrentState::Existing { .. } => Ok(()),
    }
}

/// Describe the municipality
///
/// An instance has exactly one municipality: fails with 409 if it exists. Its id is the `id` in the
/// body, or is derived from the name.
#[utoipa::path(post, path = "/municipality", operation_id = "createMunicipality", tag = "Municipality",
    params(LanguageParameter, RepeatHeaders), request_body = MunicipalityBody, security(("token" = ["editor"])),
    responses((status = 201, description = "The new municipality.", body = MunicipalityView)))]
#[post("/municipality")]
pub(crate) async fn create_municipality(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    request.create::<MunicipalityView>().await
}

/// Describe the municipality or change its description
///
/// The body can be a response of GET, edited. The id of a deleted municipality is never reused. Its
/// `languages` are those of the whole data set, and names are sorted in the order of its
/// `defaultLanguage`.
#[utoipa::path(put, path = "/municipality", operation_id = "putMunicipality", tag = "Municipality",
    params(LanguageParameter, StateHeaders, MakingHeaders), request_body = MunicipalityBody,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The replaced municipality.", body = MunicipalityView),
        (status = 201, description = "The new municipality.", body = MunicipalityView)))]
#[put("/municipality")]
pub(crate) async fn put_municipality(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    let change = |writer: &mut Writer<'_>, body, preconditions: &Preconditions| {
        if let Some(id) = present(writer)? {
            return operations::put(writer, id, body, &|now| preconditions.check(now));
        }
        must_not_be_gone(writer, &body)?;
        preconditions.check(None)?;
        operations::create(writer, body)
    };
    let read = checked::<MunicipalityView>;
    request.with_record::<MunicipalityView, _, _>(media_types::JSON, read, change).await
}

/// Change fields of the municipality
///
/// The body is a merge patch (RFC 7396): it changes the fields it contains, removes those set to
/// `null`, and replaces lists as a whole.
#[utoipa::path(patch, path = "/municipality", operation_id = "patchMunicipality", tag = "Municipality",
    params(LanguageParameter, StateHeaders), security(("token" = ["editor"])),
    request_body(content = MergePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The changed municipality.", body = MunicipalityView)))]
#[patch("/municipality")]
pub(crate) async fn patch_municipality(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    let change = |writer: &mut Writer<'_>, patch, preconditions: &Preconditions| {
        let id = latest(writer.connection()?)?;
        operations::patch::<MunicipalityView>(writer, id, patch, &|now| preconditions.check(now))
    };
    let read = checked_patch::<MunicipalityView>;
    request.with_record::<MunicipalityView, _, _>(media_types::MERGE_PATCH, read, change).await
}

/// Delete the municipality
///
/// It can be restored; its id is never reused.
#[utoipa::path(delete, path = "/municipality", operation_id = "deleteMunicipality", tag = "Municipality",
    params(StateHeaders), security(("token" = ["editor"])),
    responses((status = 204, description = "The municipality is deleted.")))]
#[delete("/municipality")]
pub(crate) async fn delete_municipality(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    request
        .removing(|writer: &mut Writer<'_>, preconditions: &Preconditions| {
            let id = latest(writer.connection()?)?;
            operations::delete(writer, RecordType::Municipality, &id, &|now| {
                preconditions.check(now)
            })
        })
        .await
}

/// Restore the municipality
///
/// Restores the state of an earlier revision, as a new change; a deleted municipality can be
/// restored too. `If-Match` is required unless it is deleted.
#[utoipa::path(post, path = "/municipality/restore", operation_id = "restoreMunicipality", tag = "Municipality",
    params(LanguageParameter, StateHeaders, RepeatHeaders), request_body = RestoreInput,
    security(("token" = ["editor"])),
    responses((status = 200, description = "The restored municipality.", body = MunicipalityView),
        (status = 201, description = "The restored municipality; it was deleted.", body = MunicipalityView)))]
#[post("/municipality/restore")]
pub(crate) async fn restore_municipality(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    let change = |writer: &mut Writer<'_>, input, preconditions: &Preconditions| {
        let RestoreInput { revision } = input;
        let id = latest(writer.connection()?)?;
        operations::restore(writer, RecordType::Municipality, id, revision, &|now| {
            preconditions.check(now)
        })
    };
    request.with_record::<MunicipalityView, _, _>(media_types::JSON, body::typed, change).await
}

/// Get the history of the municipality
///
/// Every change, newest first, with the record before and after. Available after deletion too.
#[utoipa::path(get, path = "/municipality/history", operation_id = "getMunicipalityHistory", tag = "Municipality",
    params(HistoryQuery), security(("token" = ["editor"])),
    responses((status = 200, description = "A page of changes.", body = HistoryPage)))]
#[route("/municipality/history", method = "GET", method = "HEAD")]
pub(crate) async fn get_municipality_history(
    request: ReadRequest,
    query: HistoryQuery,
) -> Result<HttpResponse, ApiError> {
    of_record(request, query, RecordType::Municipality, |reader| latest(reader.connection)).await
}
