//! The body of a change, read and checked before other writers have to wait for it.

use serde_json::{Map, Value};

use super::writer::Writer;
use crate::{
    error::{ApiError, Fault},
    journal::revision::corrupt,
    model::{
        document::{Body, Document},
        json::merge_patch,
        life,
        record_type::RecordType,
        registry,
        validation::InvalidDocument,
    },
    store::{circles, references},
    text::messages::message,
    values::{
        record_id::RecordId,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// A record that was read from a request and checked as far as that is possible without the data set, so that other
/// writers need not wait for it.
pub(crate) struct CheckedBody {
    /// The type of the record.
    pub kind: RecordType,
    /// The id in the body, whatever it is.
    id: Option<Value>,
    /// Whether the body leaves the state open.
    is_stateless: bool,
    faults: Vec<Fault>,
    document: Result<Box<dyn Document>, InvalidDocument>,
}

impl CheckedBody {
    /// Reads the fields of a request body.
    pub(crate) fn of(kind: RecordType, mut fields: Map<String, Value>) -> Self {
        let faults = check_type(kind, &mut fields);
        let id = fields.remove("id").filter(|id| !id.is_null());
        let is_stateless = fields.get("state").is_none_or(Value::is_null);
        Self { kind, id, is_stateless, faults, document: registry::read(kind, fields) }
    }

    /// The id in the body, if it is valid.
    pub(crate) fn id(&self) -> Option<RecordId> {
        self.id.as_ref().and_then(Value::as_str).and_then(RecordId::read)
    }

    /// Reports an id that is not valid.
    pub(super) fn with_own_id(mut self) -> Self {
        if let Some(given) = self.id.as_ref().filter(|_| self.id().is_none()) {
            let detail = message!("{given} is not {valid}", given, valid = RecordId::VALID);
            self.faults.push(Fault::at("/id", "invalid-value", detail));
        }
        self
    }

    /// Reports a body whose id is not the one in the URL.
    pub(super) fn with_id(mut self, id: &RecordId) -> Self {
        if let Some(given) = self.id.take().filter(|given| given != id.as_str()) {
            let detail = message!(
                "{given} is not the id in the URL, “{id}”; an id cannot be changed",
                given,
                id
            );
            self.faults.push(Fault::at("/id", "conflict", detail));
        }
        self
    }

    /// Keeps the current state if the body leaves it open, so that no draft is published by omission.
    pub(super) fn with_state_of(mut self, current: &str) -> Result<Self, ApiError> {
        let (Ok(document), true) = (&self.document, self.is_stateless) else { return Ok(self) };
        let mut fields = Map::new();
        keep_state(&mut fields, current)?;
        // Only another state than the one that was read into it makes another document.
        if fields.get("state").is_some_and(|state| state != document.state().as_str()) {
            let read: Map<String, Value> = serde_json::from_str(&document.to_json()?)?;
            self.document = registry::read(self.kind, read.into_iter().chain(fields).collect());
        }
        Ok(self)
    }

    /// Checks what is left: that the targets of the references exist. Fails with all faults.
    pub(super) fn complete(
        self,
        writer: &mut Writer<'_>,
        id: Option<&RecordId>,
    ) -> Result<Box<dyn Document>, ApiError> {
        let Self { kind, mut faults, document, .. } = self;
        let path = id.map(|id| kind.path(id.as_str())).unwrap_or_default();
        let (document, links) = match document {
            Ok(document) => {
                let links = document.links();
                (Some(document), links)
            }
            Err(refusal) => {
                faults.extend(refusal.faults);
                (None, refusal.links)
            }
        };
        faults.extend(references::faults(writer.connection()?, &path, &links)?);
        if let Some(document) = &document {
            faults.extend(circles::faults(writer.connection()?, &path, &document.ancestors())?);
        }
        document.filter(|_| faults.is_empty()).ok_or(ApiError::Invalid(faults))
    }
}

/// A merge patch that was checked as far as that is possible without the record that it changes, so that other
/// writers need not wait for it.
pub(crate) struct CheckedPatch {
    changes: Map<String, Value>,
    faults: Vec<Fault>,
}

impl CheckedPatch {
    /// Reads the fields of a request body.
    pub(crate) fn of<B: Body>(patch: Map<String, Value>) -> Result<Self, ApiError> {
        let schema = registry::info(B::KIND).schema();
        let schema = schema.map_err(|why| ApiError::Internal(why.into()))?;
        let (changes, faults) = schema.check_patch::<B>(patch);
        Ok(Self { changes, faults })
    }

    /// Changes the current document of the record.
    pub(super) fn apply(self, kind: RecordType, document: &str) -> Result<CheckedBody, ApiError> {
        let mut fields: Map<String, Value> =
            serde_json::from_str(document).map_err(|_error| corrupt(kind.as_str()))?;
        let (before, has_status) =
            (fields.get("statusChanges").cloned(), self.changes.contains_key("status"));
        merge_patch::apply(&mut fields, self.changes);
        if !has_status {
            life::unsettle(&mut fields, before.as_ref());
        }
        keep_state(&mut fields, document)?;
        let body = CheckedBody::of(kind, fields);
        Ok(CheckedBody { faults: self.faults.into_iter().chain(body.faults).collect(), ..body })
    }
}

/// Keeps the current `state` if a change omits it, so that no draft is published by omission.
fn keep_state(fields: &mut Map<String, Value>, document: &str) -> Result<(), ApiError> {
    if fields.get("state").is_none_or(Value::is_null) {
        let known: Map<String, Value> =
            serde_json::from_str(document).map_err(|_error| corrupt("state"))?;
        fields.extend(known.get("state").map(|state| ("state".to_owned(), state.clone())));
    }
    Ok(())
}

/// Removes `type` from a body; a fault if it differs from the type in the URL.
fn check_type(kind: RecordType, fields: &mut Map<String, Value>) -> Vec<Fault> {
    match fields.remove("type") {
        Some(given) if given != kind.as_str() && !given.is_null() => {
            let detail = message!(
                "{given} is not the type of the records at this URL, “{collection}”",
                given,
                collection = kind.as_str()
            );
            vec![Fault::at("/type", "conflict", detail)]
        }
        _ => Vec::new(),
    }
}
