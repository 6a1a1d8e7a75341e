//! The registry of record types: the only place that lists all of them.

use std::{borrow::Cow, sync::OnceLock};

use serde_json::{Map, Value};

use super::{
    agreement::AgreementBody,
    document::{Body, Document},
    event::EventBody,
    municipality::MunicipalityBody,
    partner::PartnerBody,
    programme::ProgrammeBody,
    project::ProjectBody,
    record_type::RecordType,
    validation::{BodySchema, InvalidDocument},
};
use crate::{error::Fault, text::messages::message};

/// The record types, in display order.
static RECORD_TYPES: [RecordTypeInfo; 6] = [
    RecordTypeInfo::of::<MunicipalityBody>(),
    RecordTypeInfo::of::<PartnerBody>(),
    RecordTypeInfo::of::<EventBody>(),
    RecordTypeInfo::of::<AgreementBody>(),
    RecordTypeInfo::of::<ProjectBody>(),
    RecordTypeInfo::of::<ProgrammeBody>(),
];

/// Reads a document as a writer sent it.
type ReadDocument =
    fn(&BodySchema, Map<String, Value>) -> Result<Box<dyn Document>, InvalidDocument>;

/// The descriptor of one record type, used to read, write, restore, erase and document its records.
pub struct RecordTypeInfo {
    /// The type.
    pub record_type: RecordType,
    /// A sentence that describes its records.
    pub about: &'static str,
    /// The table of its index rows, or `None` if the type has no list.
    pub table: Option<&'static str>,
    /// The names of its text fields; the first field names the record.
    pub texts: &'static [&'static str],
    /// Whether its documents can refer to other records.
    pub refers: bool,
    input_name: fn() -> Cow<'static, str>,
    make_schema: fn() -> Result<BodySchema, String>,
    schema: OnceLock<Result<BodySchema, String>>,
    read: ReadDocument,
    stored: fn(&str) -> serde_json::Result<Box<dyn Document>>,
}

impl RecordTypeInfo {
    const fn of<B: Body>() -> Self {
        Self {
            record_type: B::KIND,
            about: B::ABOUT,
            table: B::TABLE,
            texts: B::TEXTS,
            refers: B::REFERS,
            input_name: B::name,
            make_schema: BodySchema::of::<B>,
            schema: OnceLock::new(),
            read: |schema, fields| Ok(Box::new(schema.read::<B>(fields)?)),
            stored: |json| Ok(Box::new(serde_json::from_str::<B>(json)?)),
        }
    }

    /// The name, in the OpenAPI document, of the schema of its request bodies.
    pub fn input_name(&self) -> Cow<'static, str> {
        (self.input_name)()
    }

    /// The schema that validates its documents, compiled on first use; fails with the reason if it
    /// cannot be compiled.
    pub fn schema(&self) -> Result<&BodySchema, String> {
        self.schema.get_or_init(self.make_schema).as_ref().map_err(Clone::clone)
    }
}

/// All record types, in display order.
pub fn all() -> &'static [RecordTypeInfo] {
    &RECORD_TYPES
}

/// The record types that have a list, in display order.
pub fn collections() -> impl Iterator<Item = &'static RecordTypeInfo> {
    RECORD_TYPES.iter().filter(|info| info.table.is_some())
}

/// The descriptor of one record type.
pub fn info(record_type: RecordType) -> &'static RecordTypeInfo {
    // The default is never used: a test checks that every type is listed.
    RECORD_TYPES.iter().find(|info| info.record_type == record_type).unwrap_or(&RECORD_TYPES[0])
}

/// Reads a document from a request body and checks every rule except that the records it refers to
/// exist. Fails with all faults at once and the references that could be read.
pub fn read(
    record_type: RecordType,
    fields: Map<String, Value>,
) -> Result<Box<dyn Document>, InvalidDocument> {
    let info = info(record_type);
    let broken = |why: String| {
        let detail = message!("the rules could not be made: {why}", why);
        InvalidDocument { faults: vec![Fault::at("", "internal", detail)], links: Vec::new() }
    };
    (info.read)(info.schema().map_err(broken)?, fields)
}

/// Like [`read`], for callers that check references themselves; fails with the faults only.
pub fn written(
    record_type: RecordType,
    fields: Map<String, Value>,
) -> Result<Box<dyn Document>, Vec<Fault>> {
    read(record_type, fields).map_err(|invalid| invalid.faults)
}

/// Reads a document from the database.
pub fn stored(record_type: RecordType, json: &str) -> serde_json::Result<Box<dyn Document>> {
    (info(record_type).stored)(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::ClosedList as _;

    #[test]
    fn every_record_type_is_listed_once() {
        for record_type in RecordType::ALL {
            let listed =
                RECORD_TYPES.iter().filter(|info| info.record_type == *record_type).count();
            assert_eq!(listed, 1, "{record_type:?}");
        }
    }
}
