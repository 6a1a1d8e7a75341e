//! Refuses to overwrite changes that the author of a file has not seen.

use diesel::{prelude::*, result::Error::QueryBuilderError};
use serde_json::Value;

use super::previous::PreviousRecord;
use crate::{
    db::{DbConnection, schema::journal},
    error::Fault,
    journal::position::Position,
    model::document::Document,
    text::messages::message,
};

/// The code of the fault.
pub(crate) const CODE: &str = "changed-since";

/// The condition of an import on all of its rows.
pub(crate) struct UnseenChanges {
    /// The position of the data that the author of the file has seen.
    pub since: Option<Position>,
}

impl UnseenChanges {
    /// Returns the fault of a row that would change a record which is not as the author has seen it: after the position,
    /// or at another `revision` than the row states.
    pub(crate) fn fault(
        &self,
        connection: &mut DbConnection,
        path: &str,
        revision: Option<i64>,
        previous: Option<&PreviousRecord>,
        document: Option<&dyn Document>,
    ) -> QueryResult<Option<Fault>> {
        let Some(previous) = previous.filter(|previous| !previous.is_deleted) else {
            return Ok(revision.map(|revision| not_there(path, revision)));
        };
        let (current, seq) = (previous.revision, previous.seq);
        let is_after = |position: Position| position.is_before(current, seq);
        let (place, seen) = match (revision, self.since) {
            (Some(revision), _) if revision != current => {
                ("/revision", message!("the row is based on revision {revision}", revision))
            }
            (None, Some(since)) if is_after(since) => {
                ("", message!("after position {since}", since))
            }
            _ => return Ok(None),
        };
        if is_same(previous, document)? {
            return Ok(None);
        }
        let actor: String =
            journal::table.find((current, path)).select(journal::actor).first(connection)?;
        let detail = message!(
            "“{path}” was changed at revision {current} by “{actor}”, {seen}: see what it is now, and change the row to what \
             it is to be; a row with a revision needs {current}",
            path,
            current,
            actor,
            seen
        );
        Ok(Some(Fault::at(place, CODE, detail)))
    }
}

/// The fault of a row that is based on a revision of a record which does not exist.
fn not_there(path: &str, revision: i64) -> Fault {
    let detail = message!(
        "there is no “{path}” at revision {revision}: correct the id, or leave the revision out for a new record",
        path,
        revision
    );
    Fault::at("/revision", CODE, detail)
}

/// Whether the row leaves the record as it is, so that nothing is overwritten.
fn is_same(previous: &PreviousRecord, document: Option<&dyn Document>) -> QueryResult<bool> {
    let Some(document) = document else { return Ok(false) };
    let fields: Value = document
        .to_json()
        .and_then(|json| serde_json::from_str(&json))
        .map_err(|error| QueryBuilderError(error.into()))?;
    Ok(fields.as_object() == Some(&previous.document))
}
