//! Reads a document from JSON and validates it. All faults are found at once.
//!
//! The schema for validation is derived from the same types as the OpenAPI document, so the two cannot
//! differ. Values with faults are replaced by valid ones, so that the remaining rules can be checked too.

mod messages;
mod normalise;
mod repair;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

pub use self::{messages::typed_fault, normalise::READ_ONLY};
use self::{
    messages::{explain, one_for_each_place},
    normalise::{clean, doubles, is_read_only, read_only, shorten, take_unknown},
    repair::RepairedDocument,
};
use super::{
    document::{Body, RecordLink},
    json::{
        pointer::member,
        schema::{SchemaNode, without_null},
    },
};
use crate::{
    error::Fault,
    values::{
        clock::{ClockTime, ZoneName},
        country::Country,
        currency::Currency,
        date::{CalendarDate, PartialDate},
        identifier_scheme::IdentifierScheme,
        language::Language,
        percentage::Percentage,
        record_id::RecordId,
        region::Region,
        traits::TextValue,
        web_address::WebAddress,
    },
};

/// The maximum number of times that a repaired document is validated again.
const ROUNDS: usize = 3;

/// The maximum number of faults that only deserialization finds.
const TYPED: usize = 20;

/// The validation of one type of document.
pub struct BodySchema {
    validator: Validator,
    root: Value,
}

/// The faults of a document.
#[derive(Debug)]
pub struct InvalidDocument {
    /// All faults, except those of references to records that do not exist.
    pub faults: Vec<Fault>,
    /// The references that could be read.
    pub links: Vec<RecordLink>,
}

impl BodySchema {
    /// Derives the schema from a type.
    pub fn of<B: ToSchema>() -> Result<Self, String> {
        let mut parts = Vec::new();
        B::schemas(&mut parts);
        let parts: Map<String, Value> = parts
            .into_iter()
            .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()))
            .collect();
        let mut root = serde_json::to_value(B::schema()).map_err(|error| error.to_string())?;
        root["components"] = json!({ "schemas": parts });
        without_null(&mut root);
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .with_format(CalendarDate::FORMAT, is::<CalendarDate>)
            .with_format(Country::FORMAT, is::<Country>)
            .with_format(Region::FORMAT, is::<Region>)
            .with_format(WebAddress::FORMAT, is::<WebAddress>)
            .with_format(RecordId::FORMAT, is::<RecordId>)
            .with_format(IdentifierScheme::FORMAT, is::<IdentifierScheme>)
            .with_format(Language::FORMAT, is::<Language>)
            .with_format(PartialDate::FORMAT, is::<PartialDate>)
            .with_format(ClockTime::FORMAT, is::<ClockTime>)
            .with_format(ZoneName::FORMAT, is::<ZoneName>)
            .with_format(Currency::FORMAT, is::<Currency>)
            .with_format(Percentage::FORMAT, is::<Percentage>)
            .build(&root)
            .map_err(|error| error.to_string())?;
        Ok(Self { validator, root })
    }

    /// Returns the JSON schema, with the schemas that it refers to under `components`.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// Returns the faults of a patch that need no record to be found: fields that cannot be written, and fields
    /// that do not exist, which are taken out of it.
    pub(crate) fn check_patch<B: Body>(
        &self,
        patch: Map<String, Value>,
    ) -> (Map<String, Value>, Vec<Fault>) {
        let (patch, mut faults) = take_unknown::<B>(SchemaNode::root(&self.root), patch);
        faults.extend(read_only::<B>(&patch));
        (patch, faults)
    }

    /// Reads a document from the fields of a JSON object.
    pub fn read<B: Body>(&self, fields: Map<String, Value>) -> Result<B, InvalidDocument> {
        let mut faults = Vec::new();
        let schema = SchemaNode::root(&self.root);
        let (mut value, mut computed) = (Value::Object(fields), Map::new());
        clean(schema, &mut value, &mut faults);
        if let Value::Object(fields) = &mut value {
            let names = B::COMPUTED.iter().filter_map(|name| fields.remove_entry(*name));
            computed.extend(names);
            fields.retain(|name, _| !is_read_only::<B>(name));
        }
        let places: Vec<String> = faults.iter().filter_map(|fault| fault.pointer.clone()).collect();
        let mut surplus = shorten(schema, &mut value);
        surplus.extend(doubles(schema, &mut value));
        let mut repaired = RepairedDocument::new(&self.root, value, places);
        for _ in 0..ROUNDS {
            if !self.repair(&mut repaired, &mut faults) {
                break;
            }
        }
        faults.extend(surplus);
        let Some(mut body) = typed::<B>(&mut repaired, &mut faults) else {
            return Err(InvalidDocument { faults, links: Vec::new() });
        };
        let mut broken = Vec::new();
        body.check(&mut broken);
        broken.extend(body.computed_faults(&computed));
        let follows = |fault: &Fault| {
            let at = fault.pointer.as_deref();
            at.is_some_and(|at| repaired.touches(at) || operands(at).any(|at| repaired.touches(at)))
        };
        faults.extend(broken.into_iter().filter(|fault| !follows(fault)));
        if faults.is_empty() {
            body.settle();
            return Ok(body);
        }
        let links =
            body.links().into_iter().filter(|link| !repaired.covers(&link.pointer)).collect();
        Err(InvalidDocument { faults, links })
    }

    /// Returns the faults of a value that has no rules beside its schema.
    pub(crate) fn faults(&self, value: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        for error in self.validator.iter_errors(value) {
            explain(&self.root, &error, &mut faults);
        }
        one_for_each_place(faults)
    }

    /// Validates the document, adds its faults and repairs it. Returns whether there were faults.
    fn repair(&self, repaired: &mut RepairedDocument<'_>, faults: &mut Vec<Fault>) -> bool {
        // Most documents are valid, and to see that takes much less than to look for faults.
        if self.validator.is_valid(&repaired.value) {
            return false;
        }
        let (mut found, mut locations, mut whole_objects) = (Vec::new(), Vec::new(), Vec::new());
        for error in self.validator.iter_errors(&repaired.value) {
            explain(&self.root, &error, &mut found);
            locations.extend(locations_of(&error));
            if matches!(error.kind(), ValidationErrorKind::PropertyNames { .. }) {
                whole_objects.push(error.instance_path().to_string());
            }
        }
        found.retain(|fault| {
            !fault.pointer.as_deref().is_some_and(|pointer| repaired.covers(pointer))
        });
        faults.extend(one_for_each_place(found));
        repaired.repair(&locations);
        for whole in whole_objects {
            repaired.note(&whole);
        }
        !locations.is_empty()
    }
}

/// Returns the other locations that a rule about this one compares it with: if one of them was repaired, the fault may
/// follow from the repair.
fn operands(pointer: &str) -> impl Iterator<Item = &'static str> {
    const COMPARED: [(&str, &str); 5] = [
        ("/region", "/country"),
        ("/budget", "/budget"),
        ("/status", "/statusChanges"),
        ("/statusChanges", "/statusChanges"),
        ("/endTime", "/startTime"),
    ];
    let is_below = |place: &str| {
        pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    COMPARED.into_iter().filter(move |(place, _)| is_below(place)).map(|(_, other)| other)
}

/// Returns the locations of a validation error.
fn locations_of(error: &ValidationError<'_>) -> Vec<String> {
    let place = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            vec![member(&place, property.as_str().unwrap_or_default())]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().map(|name| member(&place, name)).collect()
        }
        ValidationErrorKind::PropertyNames { error } => {
            vec![member(&place, error.instance().as_str().unwrap_or_default())]
        }
        _ => vec![place],
    }
}

/// Deserializes the document. Adds and repairs faults that only deserialization finds, such as an amount with
/// too many decimals.
fn typed<B: Body>(repaired: &mut RepairedDocument<'_>, faults: &mut Vec<Fault>) -> Option<B> {
    // To note the place of each value takes longer than to read it.
    if let Ok(body) = B::deserialize(&repaired.value) {
        return Some(body);
    }
    for _ in 0..TYPED {
        let fault = match serde_path_to_error::deserialize(&repaired.value) {
            Ok(body) => return Some(body),
            Err(error) => typed_fault(&repaired.value, &error),
        };
        let place = fault.pointer.clone().unwrap_or_default();
        if !repaired.covers(&place) {
            faults.push(fault);
        }
        repaired.repair(&[place]);
    }
    None
}

fn is<T: TextValue>(text: &str) -> bool {
    T::read(text).is_some()
}
