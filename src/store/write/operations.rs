//! What those who keep the data do with a record: the rules of each change, in one transaction.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::writer::{Outcome, Writer};
use crate::{
    error::{ApiError, Fault},
    journal::{history, revision::corrupt},
    model::{
        document::{Body, Document},
        record_type::RecordType,
        registry,
    },
    store::{
        current::{Current, CurrentState},
        read::view::View,
        references,
    },
    text::slug::slug,
    values::{
        record_id::RecordId,
        traits::{ClosedList, TextValue},
    },
};

/// Says whether the record that is there may be changed; `None` is a record that there is not.
pub type Precondition<'p> = dyn Fn(Option<Current>) -> Result<(), ApiError> + 'p;

/// What became of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edited {
    /// Its id.
    pub id: RecordId,
    /// Whether it is new, or was deleted before.
    pub is_new: bool,
}

/// How many of those that refer to a record are named when it cannot be deleted.
const NAMED: i64 = 50;

/// How many ids are tried for records of the same name.
const TRIES: u32 = 1_000;

/// Makes a record with the id in `fields`, or with one made from its name.
pub fn create<V: View>(writer: &mut Writer<'_>, mut fields: Map<String, Value>) -> Result<Edited, ApiError> {
    let kind = V::Body::KIND;
    let mut faults = told_type(kind, &mut fields);
    let given = match fields.remove("id") {
        None | Some(Value::Null) => None,
        Some(given) => {
            let id = given.as_str().and_then(RecordId::read);
            if id.is_none() {
                faults.push(Fault::at("/id", "invalid-value", format!("{given} is not {}", RecordId::VALID)));
            }
            id
        }
    };
    let document = checked(writer, kind, None, fields, faults)?;
    let id = match given {
        Some(id) => free(writer, kind, id)?,
        None => named(writer, &*document)?,
    };
    put_document(writer, id, &*document)
}

/// Makes a document the state of the record `id`, which may be new.
pub fn put<V: View>(
    writer: &mut Writer<'_>,
    id: RecordId,
    mut fields: Map<String, Value>,
    precondition: &Precondition<'_>,
) -> Result<Edited, ApiError> {
    let kind = V::Body::KIND;
    let standing = CurrentState::of(writer.connection(), &kind.path(id.as_str()))?;
    if matches!(standing, CurrentState::Deleted { .. }) {
        standing.must_be_there(kind, &id)?;
    }
    precondition(standing.present())?;
    let mut faults = told_type(kind, &mut fields);
    if let Some(told) = fields.remove("id").filter(|told| told != id.as_str() && !told.is_null()) {
        let detail = format!("{told} is not the id in the address, “{id}”; ids do not change");
        faults.push(Fault::at("/id", "conflict", detail));
    }
    if let CurrentState::Existing { document, .. } = &standing {
        keep_state(&mut fields, document)?;
    }
    let document = checked(writer, kind, Some(&id), fields, faults)?;
    put_document(writer, id, &*document)
}

/// A change that does not say the state leaves it: nothing is published by leaving something out.
fn keep_state(fields: &mut Map<String, Value>, document: &str) -> Result<(), ApiError> {
    if fields.get("state").is_none_or(Value::is_null) {
        let known: Map<String, Value> = serde_json::from_str(document).map_err(|_error| corrupt("state"))?;
        fields.extend(known.get("state").map(|state| ("state".to_owned(), state.clone())));
    }
    Ok(())
}

/// Changes some fields of a record (RFC 7396).
pub fn patch<V: View>(
    writer: &mut Writer<'_>,
    id: RecordId,
    patch: Map<String, Value>,
    precondition: &Precondition<'_>,
) -> Result<Edited, ApiError> {
    let kind = V::Body::KIND;
    let standing = CurrentState::of(writer.connection(), &kind.path(id.as_str()))?;
    standing.must_be_there(kind, &id)?;
    precondition(standing.present())?;
    let CurrentState::Existing { document, .. } = standing else { return Err(corrupt(kind.as_str()).into()) };
    let mut fields: Map<String, Value> =
        serde_json::from_str(&document).map_err(|_error| corrupt(kind.as_str()))?;
    let faults = crate::model::validation::read_only::<V::Body>(&patch);
    crate::model::json::merge_patch::apply(&mut fields, patch);
    keep_state(&mut fields, &document)?;
    let document = checked(writer, kind, Some(&id), fields, faults)?;
    put_document(writer, id, &*document)
}

/// Which state a request wants back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreInput {
    /// The record becomes what it was when the data set was at this revision: take it from the record's history.
    #[schema(minimum = 1, example = 17)]
    pub revision: i64,
}

/// Deletes a record to which nothing refers.
pub fn delete(
    writer: &mut Writer<'_>,
    kind: RecordType,
    id: &RecordId,
    precondition: &Precondition<'_>,
) -> Result<(), ApiError> {
    let path = kind.path(id.as_str());
    let standing = CurrentState::of(writer.connection(), &path)?;
    standing.must_be_there(kind, id)?;
    precondition(standing.present())?;
    let referrers = references::referrers(writer.connection(), &path, NAMED)?;
    if !referrers.is_empty() {
        let fault = |referrer: &String| Fault::whole("referred-to", format!("“{referrer}” refers to it"));
        return Err(ApiError::Conflict {
            detail: format!("Others refer to “{path}”: change or delete them first, see `errors`."),
            faults: referrers.iter().map(fault).collect(),
        });
    }
    writer.delete(kind, id)?;
    Ok(())
}

/// Makes the state that a record had after the change `revision` its state again, also when it was deleted since.
pub fn restore<V: View>(
    writer: &mut Writer<'_>,
    id: RecordId,
    revision: i64,
    precondition: &Precondition<'_>,
) -> Result<Edited, ApiError> {
    let kind = V::Body::KIND;
    let path = kind.path(id.as_str());
    let standing = CurrentState::of(writer.connection(), &path)?;
    if standing == CurrentState::Absent {
        standing.must_be_there(kind, &id)?;
    }
    // What was deleted has no state that somebody could overwrite unseen.
    if standing.present().is_some() {
        precondition(standing.present())?;
    }
    let earlier = history::after(writer.connection(), &path, revision)?.ok_or_else(|| {
        let detail =
            format!("after revision {revision} there was no such record; its history has the revisions");
        ApiError::Invalid(vec![Fault::at("/revision", "invalid-value", detail)])
    })?;
    let fields = serde_json::from_str(&earlier).map_err(|_error| corrupt(&path))?;
    let document = checked(writer, kind, Some(&id), fields, Vec::new()).map_err(outdated)?;
    done(writer.restore(&id, &*document)?, id)
}

/// An earlier state that breaks a rule of today is no fault of the request.
fn outdated(error: ApiError) -> ApiError {
    match error {
        ApiError::Invalid(faults) => ApiError::Conflict {
            detail: "That state breaks rules as they are today, see `errors`; PUT a corrected one instead."
                .to_owned(),
            faults,
        },
        other => other,
    }
}

/// The type is in the address; a body may say the same, and nothing else.
fn told_type(kind: RecordType, fields: &mut Map<String, Value>) -> Vec<Fault> {
    match fields.remove("type") {
        Some(told) if told != kind.as_str() && !told.is_null() => {
            let detail = format!("{told} is not the type of records at this address, “{}”", kind.as_str());
            vec![Fault::at("/type", "conflict", detail)]
        }
        _ => Vec::new(),
    }
}

/// Reads a document with every rule, its references included, and adds to `faults` what is wrong with it.
fn checked(
    writer: &mut Writer<'_>,
    kind: RecordType,
    id: Option<&RecordId>,
    fields: Map<String, Value>,
    mut faults: Vec<Fault>,
) -> Result<Box<dyn Document>, ApiError> {
    let path = id.map(|id| kind.path(id.as_str())).unwrap_or_default();
    let (document, links) = match registry::read(kind, fields) {
        Ok(document) => {
            let links = document.links();
            (Some(document), links)
        }
        Err(refusal) => {
            faults.extend(refusal.faults);
            (None, refusal.links)
        }
    };
    faults.extend(references::faults(writer.connection(), &path, &links)?);
    document.filter(|_| faults.is_empty()).ok_or(ApiError::Invalid(faults))
}

/// The chosen id, if no record has or had it.
fn free(writer: &mut Writer<'_>, kind: RecordType, id: RecordId) -> Result<RecordId, ApiError> {
    match CurrentState::of(writer.connection(), &kind.path(id.as_str()))? {
        CurrentState::Absent => Ok(id),
        CurrentState::Existing { .. } => Err(ApiError::conflict(format!(
            "There is a record “{id}” in {} already: change that with PUT, or choose another id.",
            kind.as_str()
        ))),
        CurrentState::Deleted { .. } => Err(ApiError::conflict(format!(
            "“{id}” in {} belonged to a record that was deleted, and is not used again: restore that record, or \
             choose another id.",
            kind.as_str()
        ))),
    }
}

/// The first id made from the record's name that no record has or had.
fn named(writer: &mut Writer<'_>, document: &dyn Document) -> Result<RecordId, ApiError> {
    let kind = document.kind();
    let missing = || {
        let detail = "no id can be made from the name: choose one".to_owned();
        ApiError::Invalid(vec![Fault::at("/id", "missing", detail)])
    };
    let language = writer.default_language().clone();
    let names = document.names();
    let name = names.get(&language).or_else(|| names.values().next()).copied().unwrap_or_default();
    let base = slug(name).ok_or_else(missing)?;
    for number in 1..=TRIES {
        let id = RecordId::read(&numbered(&base, number)).ok_or_else(missing)?;
        if CurrentState::of(writer.connection(), &kind.path(id.as_str()))? == CurrentState::Absent {
            return Ok(id);
        }
    }
    Err(missing())
}

/// `oziersk`, `oziersk-2`, `oziersk-3` …, never longer than an id may be.
fn numbered(base: &str, number: u32) -> String {
    if number == 1 {
        return base.to_owned();
    }
    let end = format!("-{number}");
    let kept = base.get(..base.len().min(RecordId::MAX_LENGTH - end.len())).unwrap_or(base);
    format!("{}{end}", kept.trim_end_matches('-'))
}

fn put_document(writer: &mut Writer<'_>, id: RecordId, document: &dyn Document) -> Result<Edited, ApiError> {
    done(writer.put(&id, document)?, id)
}

fn done(outcome: Outcome, id: RecordId) -> Result<Edited, ApiError> {
    match outcome {
        Outcome::Created => Ok(Edited { id, is_new: true }),
        Outcome::Replaced | Outcome::Unchanged => Ok(Edited { id, is_new: false }),
        Outcome::Gone => Err(ApiError::conflict(format!("“{id}” belonged to a record that was deleted."))),
        Outcome::SecondMunicipality => {
            Err(ApiError::conflict("There is another municipality already: an instance publishes one."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_same_name_are_numbered_and_never_too_long() {
        assert_eq!(numbered("oziersk", 1), "oziersk");
        assert_eq!(numbered("oziersk", 12), "oziersk-12");
        let long = numbered(&"a".repeat(RecordId::MAX_LENGTH), 2);
        assert_eq!(long.len(), RecordId::MAX_LENGTH);
        assert!(RecordId::read(&long).is_some());
        assert!(RecordId::read(&numbered(&format!("{}-b", "a".repeat(61)), 23)).is_some());
    }
}
