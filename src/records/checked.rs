//! From JSON to a document that keeps every rule, or to all the faults at once.
//!
//! The schema that checks a body is made from the same types as the OpenAPI document, so the two cannot differ.

use std::collections::BTreeSet;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::document::Body;
use crate::{
    error::Fault,
    text::nearest::nearest,
    values::{
        codes::{Country, RecordId, Region, Scheme, WebAddress},
        date::CalendarDate,
        language::Language,
        plumbing::TextValue,
        schema::without_null,
    },
};

/// The fields that every answer has and no writer sets.
pub const READ_ONLY: [&str; 8] =
    ["type", "id", "url", "revision", "createdAt", "updatedAt", "servedLanguages", "related"];

/// The rules for one type of document.
pub struct Schema {
    validator: Validator,
    root: Value,
}

impl Schema {
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
            .with_format(Scheme::FORMAT, is::<Scheme>)
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
    pub fn read<B: Body>(&self, fields: Map<String, Value>) -> Result<B, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut value = Value::Object(fields);
        clean(&mut value, &mut String::new(), &mut faults);
        if let Value::Object(fields) = &mut value {
            fields.retain(|name, _| !is_read_only::<B>(name));
        }
        for error in self.validator.iter_errors(&value) {
            self.explain(&error, &mut faults);
        }
        if !faults.is_empty() {
            return Err(one_for_each_place(faults));
        }
        let body: B = serde_path_to_error::deserialize(&value).map_err(|error| vec![typed_fault(&error)])?;
        body.check(&mut faults);
        if faults.is_empty() { Ok(body) } else { Err(faults) }
    }

    /// Says in plain words what is wrong and what would be valid.
    fn explain(&self, error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
        let place = error.instance_path().to_string();
        let instance = shown(error.instance());
        let mut add = |code, detail| faults.push(Fault::at(place.clone(), code, detail));
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                faults.push(Fault::at(format!("{place}/{name}"), "missing", format!("“{name}” is missing")));
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let known = self.properties_beside(error);
                for name in unexpected {
                    faults.push(Fault::at(
                        format!("{place}/{}", escaped(name)),
                        "unknown-field",
                        unknown(name, &known),
                    ));
                }
            }
            ValidationErrorKind::Enum { options } => {
                let options: Vec<&str> =
                    options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                add("invalid-value", not_among(&instance, error.instance().as_str(), &options));
            }
            ValidationErrorKind::Format { format } => {
                add("invalid-value", format!("{instance} is not {}", valid_text(format)));
            }
            ValidationErrorKind::Pattern { pattern } => {
                let schema = self.schema_of(error);
                let detail = match schema["examples"][0].as_str().or(schema["example"].as_str()) {
                    Some(example) => format!("{instance} is not valid; write it like {example}"),
                    None => format!("{instance} does not have the form {pattern}"),
                };
                add("invalid-pattern", detail);
            }
            ValidationErrorKind::MaxLength { limit } => {
                add("too-long", format!("is longer than {limit} characters"));
            }
            ValidationErrorKind::MinLength { .. } => {
                add("empty", "is empty; leave out what is not known".to_owned());
            }
            ValidationErrorKind::PropertyNames { error } => {
                add(
                    "invalid-value",
                    format!("the key {} is not {}", shown(error.instance()), Language::VALID),
                );
            }
            _ => add("invalid-value", error.to_string()),
        }
    }

    /// The names of the fields that the object of this error can have.
    fn properties_beside(&self, error: &ValidationError<'_>) -> Vec<String> {
        let fields = self.schema_of(error)["properties"].as_object();
        fields.map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    }

    /// The schema that has the rule which this error is about.
    fn schema_of(&self, error: &ValidationError<'_>) -> &Value {
        let mut schema = &self.root;
        let path = error.schema_path().to_string();
        let mut steps: Vec<&str> = path.split('/').skip(1).collect();
        steps.pop();
        for step in steps {
            schema = match (step, schema) {
                ("$ref", Value::Object(object)) => {
                    let pointer = object.get("$ref").and_then(Value::as_str).unwrap_or_default();
                    self.root.pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null)
                }
                (step, Value::Object(object)) => object.get(step).unwrap_or(&Value::Null),
                (step, Value::Array(items)) => {
                    step.parse::<usize>().ok().and_then(|at| items.get(at)).unwrap_or(&Value::Null)
                }
                _ => &Value::Null,
            };
        }
        schema
    }
}

/// The faults of a patch that names what no writer sets: it would change nothing, and must not seem to.
pub fn read_only<B: Body>(patch: &Map<String, Value>) -> Vec<Fault> {
    let fault = |name: &String| {
        let detail = if B::TEXTS.contains(&name.as_str()) {
            format!(
                "“{name}” is made out of “translations”: change it there, as in {{\"translations\": {{\"pl\": {{\"{name}\": …}}}}}}"
            )
        } else {
            format!("“{name}” is not for writing")
        };
        Fault::at(format!("/{}", escaped(name)), "read-only", detail)
    };
    patch.keys().filter(|name| is_read_only::<B>(name)).map(fault).collect()
}

fn is_read_only<B: Body>(name: &str) -> bool {
    READ_ONLY.contains(&name) || B::TEXTS.contains(&name)
}

fn is<T: TextValue>(text: &str) -> bool {
    T::read(text).is_some()
}

/// Drops `null` (it says "unknown", like leaving the field out) and finds characters that no text has.
fn clean(value: &mut Value, place: &mut String, faults: &mut Vec<Fault>) {
    let length = place.len();
    match value {
        Value::Object(object) => {
            object.retain(|_, member| !member.is_null());
            for (name, member) in object.iter_mut() {
                place.push('/');
                place.push_str(&escaped(name));
                if has_control(name) {
                    faults.push(Fault::at(
                        place.clone(),
                        "control-character",
                        "the key has a control character".to_owned(),
                    ));
                }
                clean(member, place, faults);
                place.truncate(length);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                place.push('/');
                place.push_str(&at.to_string());
                clean(item, place, faults);
                place.truncate(length);
            }
        }
        Value::String(text) if has_control(text) => faults.push(Fault::at(
            place.clone(),
            "control-character",
            "has a control character; a text has letters, line breaks and tabs only".to_owned(),
        )),
        _ => {}
    }
}

/// Control characters but line feed and tab: PostgreSQL refuses NUL, XML feeds refuse the others.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}

/// A key as a step of a JSON pointer.
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A value as it is quoted in a fault, cut where it is long.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("“{}…”", &text[..end]),
        None => format!("“{text}”"),
    }
}

/// The sentence for a value that is not in a closed list.
pub fn not_among(shown: &str, given: Option<&str>, options: &[&str]) -> String {
    match given.and_then(|given| nearest(given, options.iter().copied())) {
        Some(near) => {
            format!("{shown} is not valid; did you mean “{near}”? Valid are: {}", options.join(", "))
        }
        None => format!("{shown} is not valid; valid are: {}", options.join(", ")),
    }
}

fn unknown(name: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("there is no field “{name}”; did you mean “{near}”?"),
        None => format!("there is no field “{name}”; there are: {}", known.join(", ")),
    }
}

fn valid_text(format: &str) -> &str {
    [
        (CalendarDate::FORMAT, CalendarDate::VALID),
        (Country::FORMAT, Country::VALID),
        (Region::FORMAT, Region::VALID),
        (WebAddress::FORMAT, WebAddress::VALID),
        (RecordId::FORMAT, RecordId::VALID),
        (Scheme::FORMAT, Scheme::VALID),
        (Language::FORMAT, Language::VALID),
        ("email", "an e-mail address"),
    ]
    .into_iter()
    .find_map(|(name, valid)| (name == format).then_some(valid))
    .unwrap_or(format)
}

/// A fault that only the typed reading sees, such as an amount with too many decimals.
pub fn typed_fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let pointer: String = error
        .path()
        .iter()
        .map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => format!("/{index}"),
            serde_path_to_error::Segment::Map { key } => format!("/{}", escaped(key)),
            serde_path_to_error::Segment::Enum { variant } => format!("/{variant}"),
            serde_path_to_error::Segment::Unknown => String::new(),
        })
        .collect();
    Fault::at(pointer, "invalid-value", error.inner().to_string())
}

/// A value that misses its format misses its pattern too: one fault says enough.
fn one_for_each_place(mut faults: Vec<Fault>) -> Vec<Fault> {
    let told: BTreeSet<_> = faults
        .iter()
        .filter(|fault| fault.code != "invalid-pattern")
        .filter_map(|fault| fault.pointer.clone())
        .collect();
    faults.retain(|fault| {
        fault.code != "invalid-pattern"
            || fault.pointer.as_ref().is_none_or(|pointer| !told.contains(pointer))
    });
    faults
}
