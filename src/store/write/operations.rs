//! The operations that change a record, with the rules of each; every one runs in one transaction.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    checked_body::{CheckedBody, CheckedPatch},
    new_id,
    writer::{Outcome, Writer},
};
use crate::{
    error::{ApiError, Fault},
    journal::{
        history,
        revision::{DataSet, corrupt},
    },
    model::{
        document::{Body, Document},
        record_type::RecordType,
    },
    store::{
        current::{Current, CurrentState},
        read::view::View,
        references,
    },
    text::messages::{Message, message},
    values::{record_id::RecordId, traits::ClosedList},
};

/// Checks whether the current record may be changed; `None` if it does not exist.
pub(crate) type Precondition<'p> = dyn Fn(Option<Current>) -> Result<(), ApiError> + 'p;

/// The result of a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Edited {
    /// The id of the record.
    pub id: RecordId,
    /// Whether the record is new or was deleted before the change.
    pub is_new: bool,
}

/// The maximum number of referring records named when a record cannot be deleted.
const NAMED: i64 = 50;

/// Creates a record with the id in the body, or with one derived from its name.
pub(crate) fn create(writer: &mut Writer<'_>, body: CheckedBody) -> Result<Edited, ApiError> {
    let (kind, given) = (body.kind, body.id());
    let document = body.with_own_id().complete(writer, None)?;
    let id = match given {
        Some(id) => free(writer, kind, id)?,
        None => named(writer, &*document)?,
    };
    done(writer.put_new(&id, &*document)?, id)
}

/// Creates the record `id`, or replaces it if `precondition` permits. A deleted record fails (410).
pub(crate) fn put(
    writer: &mut Writer<'_>,
    id: RecordId,
    body: CheckedBody,
    precondition: &Precondition<'_>,
) -> Result<Edited, ApiError> {
    let kind = body.kind;
    let current = CurrentState::of(writer.connection()?, &kind.path(id.as_str()))?;
    if matches!(current, CurrentState::Deleted { .. }) {
        current.require_existing(kind, &id)?;
    }
    precondition(current.present())?;
    let body = body.with_id(&id);
    let body = match &current {
        CurrentState::Existing { document, .. } => body.with_state_of(document)?,
        _ => body,
    };
    let document = body.complete(writer, Some(&id))?;
    put_document(writer, id, &*document)
}

/// Changes some fields of a record by a merge patch (RFC 7396).
pub(crate) fn patch<V: View>(
    writer: &mut Writer<'_>,
    id: RecordId,
    patch: CheckedPatch,
    precondition: &Precondition<'_>,
) -> Result<Edited, ApiError> {
    let kind = V::Body::KIND;
    let current = CurrentState::of(writer.connection()?, &kind.path(id.as_str()))?;
    current.require_existing(kind, &id)?;
    precondition(current.present())?;
    let CurrentState::Existing { document, .. } = current else {
        return Err(corrupt(kind.as_str()).into());
    };
    let document = patch.apply(kind, &document)?.complete(writer, Some(&id))?;
    put_document(writer, id, &*document)
}

/// The state to restore.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RestoreInput {
    /// The revision of the data set whose state of the record is restored. The history of the
    /// record lists its revisions.
    #[schema(minimum = 1, example = 17)]
    pub revision: i64,
}

/// Deletes a record; fails with 409 if other records refer to it.
pub(crate) fn delete(
    writer: &mut Writer<'_>,
    kind: RecordType,
    id: &RecordId,
    precondition: &Precondition<'_>,
) -> Result<(), ApiError> {
    let path = kind.path(id.as_str());
    let current = CurrentState::of(writer.connection()?, &path)?;
    current.require_existing(kind, id)?;
    precondition(current.present())?;
    let referrers = references::referrers(writer.connection()?, &path, NAMED)?;
    if !referrers.is_empty() {
        let fault = |referrer: &String| {
            Fault::whole("referred-to", message!("“{referrer}” refers to it", referrer))
        };
        return Err(ApiError::Conflict {
            detail: message!(
                "Other records refer to “{path}”; change or delete them first, see `errors`.",
                path
            ),
            faults: referrers.iter().map(fault).collect(),
        });
    }
    writer.delete(kind, id)?;
    Ok(())
}

/// Restores the state that a record had after `revision`, even if it has been deleted since.
pub(crate) fn restore(
    writer: &mut Writer<'_>,
    kind: RecordType,
    id: RecordId,
    revision: i64,
    precondition: &Precondition<'_>,
) -> Result<Edited, ApiError> {
    let path = kind.path(id.as_str());
    let current = CurrentState::of(writer.connection()?, &path)?;
    if current == CurrentState::Absent {
        current.require_existing(kind, &id)?;
    }
    // A deleted record has no state that could be overwritten unnoticed.
    if current.present().is_some() {
        precondition(current.present())?;
    }
    let invalid =
        |detail: Message| ApiError::Invalid(vec![Fault::at("/revision", "invalid-value", detail)]);
    let newest = DataSet::load(writer.connection()?)?.revision;
    if revision > newest {
        return Err(invalid(message!(
            "the data set is at revision {newest}: {revision} is to come",
            newest,
            revision
        )));
    }
    let earlier = history::after(writer.connection()?, &path, revision)?.ok_or_else(|| {
        invalid(message!(
            "the record did not exist after revision {revision}; its history lists the revisions",
            revision
        ))
    })?;
    let fields = serde_json::from_str(&earlier).map_err(|_error| corrupt(&path))?;
    let document = CheckedBody::of(kind, fields).complete(writer, Some(&id)).map_err(outdated)?;
    done(writer.restore(&id, &*document)?, id)
}

/// Turns the faults of an earlier state that violates current rules into a conflict, because the
/// request itself is valid.
fn outdated(error: ApiError) -> ApiError {
    match error {
        ApiError::Invalid(faults) => ApiError::Conflict {
            detail: message!(
                "That state violates current rules, see `errors`; PUT a corrected one instead."
            ),
            faults,
        },
        other => other,
    }
}

/// Returns the requested id; fails with 409 if a record has or had it.
fn free(writer: &mut Writer<'_>, kind: RecordType, id: RecordId) -> Result<RecordId, ApiError> {
    match CurrentState::of(writer.connection()?, &kind.path(id.as_str()))? {
        CurrentState::Absent => Ok(id),
        CurrentState::Existing { .. } => Err(ApiError::conflict(message!(
            "There is already a record “{id}” in {collection}; change it with PUT or choose another id.",
            id,
            collection = kind.as_str()
        ))),
        CurrentState::Deleted { .. } => Err(ApiError::conflict(message!(
            "“{id}” in {collection} belonged to a deleted record and cannot be reused; restore that record or choose \
             another id.",
            id,
            collection = kind.as_str()
        ))),
    }
}

/// Derives an id from the name that no record has or had.
fn named(writer: &mut Writer<'_>, document: &dyn Document) -> Result<RecordId, ApiError> {
    let names = document.names();
    let own = names.get(writer.default_language()).or_else(|| names.values().next()).copied();
    let id = new_id::of_name(writer.connection()?, document.kind(), own.unwrap_or_default())?;
    id.ok_or_else(|| {
        let detail = message!("no id can be derived from the name; choose one");
        ApiError::Invalid(vec![Fault::at("/id", "missing", detail)])
    })
}

fn put_document(
    writer: &mut Writer<'_>,
    id: RecordId,
    document: &dyn Document,
) -> Result<Edited, ApiError> {
    done(writer.put(&id, document)?, id)
}

fn done(outcome: Outcome, id: RecordId) -> Result<Edited, ApiError> {
    match outcome {
        Outcome::Created => Ok(Edited { id, is_new: true }),
        Outcome::Replaced | Outcome::Unchanged => Ok(Edited { id, is_new: false }),
        Outcome::Gone => {
            Err(ApiError::conflict(message!("“{id}” belonged to a deleted record.", id)))
        }
        Outcome::SecondMunicipality => Err(ApiError::conflict(message!(
            "There is already another municipality; an instance has only one."
        ))),
    }
}
