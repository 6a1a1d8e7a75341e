//! From JSON to a document that keeps every rule, or to all the faults at once.
//!
//! The schema that checks a body is made from the same types as the OpenAPI document, so the two cannot differ. What
//! it finds is told and mended, and the rest of the rules is asked of what is mended: so one answer has all faults.

mod messages;
mod normalise;
mod repair;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

pub use self::{
    messages::typed_fault,
    normalise::{READ_ONLY, read_only},
};
use self::{
    messages::{explain, one_for_each_place},
    normalise::{clean, is_read_only},
    repair::RepairedDocument,
};
use super::{
    document::{Body, RecordLink},
    json::{pointer::member, schema::without_null},
};
use crate::{
    error::Fault,
    values::{
        country::Country, date::CalendarDate, identifier_scheme::IdentifierScheme, language::Language,
        record_id::RecordId, region::Region, traits::TextValue, web_address::WebAddress,
    },
};

/// How often what was mended is held against the schema again.
const ROUNDS: usize = 3;

/// How many faults are looked for that only the typed reading sees.
const TYPED: usize = 20;

/// The rules for one type of document.
pub struct BodySchema {
    validator: Validator,
    root: Value,
}

/// What is wrong with a document.
#[derive(Debug)]
pub struct InvalidDocument {
    /// All of it, but where its references lead.
    pub faults: Vec<Fault>,
    /// Those of its references that could be read.
    pub links: Vec<RecordLink>,
}

impl BodySchema {
    /// Makes the rules out of the type.
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
            .build(&root)
            .map_err(|error| error.to_string())?;
        Ok(Self { validator, root })
    }

    /// The rules as a JSON schema; what it refers to is below `components`.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// Reads a document out of the fields of a JSON object.
    pub fn read<B: Body>(&self, fields: Map<String, Value>) -> Result<B, InvalidDocument> {
        let mut faults = Vec::new();
        let mut value = Value::Object(fields);
        clean(&mut value, &mut faults);
        if let Value::Object(fields) = &mut value {
            fields.retain(|name, _| !is_read_only::<B>(name));
        }
        let places = faults.iter().filter_map(|fault| fault.pointer.clone());
        let mut mended = RepairedDocument::new(&self.root, value, places);
        for _ in 0..ROUNDS {
            if !self.mend(&mut mended, &mut faults) {
                break;
            }
        }
        let Some(body) = typed::<B>(&mut mended, &mut faults) else {
            return Err(InvalidDocument { faults, links: Vec::new() });
        };
        let mut broken = Vec::new();
        body.check(&mut broken);
        faults.extend(
            broken.into_iter().filter(|fault| !fault.pointer.as_deref().is_some_and(|at| mended.touches(at))),
        );
        if faults.is_empty() {
            return Ok(body);
        }
        let links = body.links().into_iter().filter(|link| !mended.covers(&link.pointer)).collect();
        Err(InvalidDocument { faults, links })
    }

    /// Tells and mends what breaks the schema; answers whether anything did.
    fn mend(&self, mended: &mut RepairedDocument<'_>, faults: &mut Vec<Fault>) -> bool {
        let (mut found, mut places, mut wholes) = (Vec::new(), Vec::new(), Vec::new());
        for error in self.validator.iter_errors(&mended.value) {
            explain(&self.root, &error, &mut found);
            places.extend(places_of(&error));
            if matches!(error.kind(), ValidationErrorKind::PropertyNames { .. }) {
                wholes.push(error.instance_path().to_string());
            }
        }
        found.retain(|fault| !fault.pointer.as_deref().is_some_and(|pointer| mended.covers(pointer)));
        faults.extend(one_for_each_place(found));
        mended.mend(&places);
        for whole in wholes {
            mended.note(&whole);
        }
        !places.is_empty()
    }
}

/// The places by which the schema is broken.
fn places_of(error: &ValidationError<'_>) -> Vec<String> {
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

/// Reads the document; tells and mends what only that sees, such as an amount with too many decimals.
fn typed<B: Body>(mended: &mut RepairedDocument<'_>, faults: &mut Vec<Fault>) -> Option<B> {
    for _ in 0..TYPED {
        let fault = match serde_path_to_error::deserialize(&mended.value) {
            Ok(body) => return Some(body),
            Err(error) => typed_fault(&error),
        };
        let place = fault.pointer.clone().unwrap_or_default();
        if !mended.covers(&place) {
            faults.push(fault);
        }
        mended.mend(&[place]);
    }
    None
}

fn is<T: TextValue>(text: &str) -> bool {
    T::read(text).is_some()
}
