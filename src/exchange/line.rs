//! The exchange format (NDJSON): one record on each line, with `type` and `id` first, followed by the body of
//! a PUT.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::{
    error::Fault,
    model::{
        document::Document, json::strict::StrictValue, record_type::RecordType, registry,
        validation::InvalidDocument,
    },
    text::{
        messages::{Message, message},
        suggest::not_among,
    },
    values::{
        record_id::RecordId,
        traits::{ClosedList, TextValue},
    },
};

/// A line whose type could be read.
pub(crate) struct ExchangeLine {
    /// The type of the record.
    pub kind: RecordType,
    /// The id of the record, if it can be read.
    pub id: Option<RecordId>,
    /// The revision of the record that the line is based on, if it states one.
    pub revision: Option<i64>,
    /// The faults of these.
    pub faults: Vec<Fault>,
    /// The record.
    pub document: Result<Box<dyn Document>, InvalidDocument>,
}

/// A line whose type cannot be read, so that nothing is known of its fields.
pub(crate) struct UnreadableLine {
    /// The id of the record, if it can be read.
    pub id: Option<RecordId>,
    /// The faults.
    pub faults: Vec<Fault>,
}

/// Removes a byte order mark, spaces and carriage returns around a line.
pub(crate) fn bare(line: &[u8]) -> &[u8] {
    line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).trim_ascii()
}

/// Reads a line without anything around it.
pub(crate) fn read(line: &[u8]) -> Result<ExchangeLine, UnreadableLine> {
    let whole = |code, detail| {
        let faults = vec![Fault::at("", code, detail)];
        UnreadableLine { id: None, faults }
    };
    let text = std::str::from_utf8(line).map_err(|error| {
        whole(
            "invalid-encoding",
            message!(
                "is not UTF-8 after {bytes} bytes; save the file as UTF-8",
                bytes = error.valid_up_to()
            ),
        )
    })?;
    let StrictValue(value) =
        serde_json::from_str(text).map_err(|error| whole("invalid-json", not_json(&error)))?;
    let Value::Object(mut fields) = value else {
        return Err(whole("invalid-json", message!("is not a JSON object {{…}}")));
    };
    let names: Vec<&str> = RecordType::ALL.iter().map(|kind| kind.as_str()).collect();
    let kind =
        take(&mut fields, "type", RecordType::read, |text| not_among(text, Some(text), &names));
    let id = take(&mut fields, "id", RecordId::read, RecordId::refusal);
    let mut faults = Vec::new();
    let id = id.map_err(|fault| faults.push(fault)).ok();
    match kind {
        Ok(kind) => {
            let revision = revision(&mut fields).map_err(|fault| faults.push(fault));
            let revision = revision.unwrap_or_default();
            let document = registry::read(kind, fields);
            Ok(ExchangeLine { kind, id, revision, faults, document })
        }
        Err(fault) => {
            faults.insert(0, fault);
            Err(UnreadableLine { id, faults })
        }
    }
}

/// Takes the revision that a line is based on.
fn revision(fields: &mut Map<String, Value>) -> Result<Option<i64>, Fault> {
    match fields.shift_remove("revision") {
        None | Some(Value::Null) => Ok(None),
        Some(given) => match given.as_i64().filter(|revision| *revision > 0) {
            Some(revision) => Ok(Some(revision)),
            None => Err(not_a_revision(&Message::Verbatim(given.to_string()))),
        },
    }
}

/// The fault of what is in the place of a revision.
pub(crate) fn not_a_revision(given: &Message) -> Fault {
    let detail = message!(
        "{given} is not the revision of a record, such as 17; leave it out to change any",
        given
    );
    Fault::at("/revision", "invalid-value", detail)
}

/// Describes a syntax error and its column; the caller adds the line.
fn not_json(error: &serde_json::Error) -> Message {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    message!("is not JSON: {what} (column {column})", what, column = error.column())
}

fn take<T>(
    fields: &mut Map<String, Value>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
    invalid: impl Fn(&str) -> Message,
) -> Result<T, Fault> {
    let Some(Value::String(text)) = fields.remove(name) else {
        return Err(Fault::at(
            format!("/{name}"),
            "missing",
            message!("“{name}” is missing, or is not a string", name),
        ));
    };
    read(&text).ok_or_else(|| Fault::at(format!("/{name}"), "invalid-value", invalid(&text)))
}

/// Writes a line from the stored JSON object `document`.
pub(crate) fn write(
    output: &mut impl Write,
    kind: &str,
    id: &str,
    document: &str,
) -> io::Result<()> {
    for part in parts(kind, id, document) {
        output.write_all(part.as_bytes())?;
    }
    output.write_all(b"\n")
}

/// Returns the JSON object of a line.
pub(crate) fn object(kind: &str, id: &str, document: &str) -> String {
    parts(kind, id, document).concat()
}

/// The parts of the JSON object of a line: the stored object with two members more.
fn parts<'p>(kind: &'p str, id: &'p str, document: &'p str) -> [&'p str; 6] {
    let rest = document.strip_prefix('{').unwrap_or(document);
    ["{\"type\":\"", kind, "\",\"id\":\"", id, "\",", rest]
}
