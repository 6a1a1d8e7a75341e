//! The list of the types of records: the one place that knows all of them.

use std::{borrow::Cow, sync::OnceLock};

use serde_json::{Map, Value};
use utoipa::ToSchema;

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
use crate::{error::Fault, values::traits::ClosedList};

/// Runs `$do` with the type of document that `$kind` has.
macro_rules! with_body {
    ($kind:expr, $body:ident => $do:expr) => {
        match $kind {
            RecordType::Municipality => {
                type $body = MunicipalityBody;
                $do
            }
            RecordType::Programmes => {
                type $body = ProgrammeBody;
                $do
            }
            RecordType::Partners => {
                type $body = PartnerBody;
                $do
            }
            RecordType::Projects => {
                type $body = ProjectBody;
                $do
            }
            RecordType::Agreements => {
                type $body = AgreementBody;
                $do
            }
            RecordType::Events => {
                type $body = EventBody;
                $do
            }
        }
    };
}

/// The rules of each type, made when they are first needed.
static SCHEMAS: OnceLock<Result<Vec<BodySchema>, String>> = OnceLock::new();

fn schemas() -> &'static Result<Vec<BodySchema>, String> {
    SCHEMAS.get_or_init(|| {
        RecordType::ALL.iter().map(|kind| with_body!(kind, B => BodySchema::of::<B>())).collect()
    })
}

/// The rules of one type.
pub fn schema(kind: RecordType) -> Result<&'static BodySchema, String> {
    let schemas = schemas().as_ref().map_err(Clone::clone)?;
    let at = RecordType::ALL.iter().position(|other| *other == kind).unwrap_or_default();
    schemas.get(at).ok_or_else(|| "none".to_owned())
}

/// The name, in the OpenAPI document, of what is written.
pub fn input_name(kind: RecordType) -> Cow<'static, str> {
    with_body!(kind, B => <B as ToSchema>::name())
}

/// The fields of its texts, the one that names the record first.
pub fn texts(kind: RecordType) -> &'static [&'static str] {
    with_body!(kind, B => B::TEXTS)
}

/// Reads a document that somebody wrote, with every rule checked but where its references lead; all faults come at
/// once, with the references that could be read.
pub fn read(kind: RecordType, fields: Map<String, Value>) -> Result<Box<dyn Document>, InvalidDocument> {
    fn read<B: Body>(
        schema: &BodySchema,
        fields: Map<String, Value>,
    ) -> Result<Box<dyn Document>, InvalidDocument> {
        Ok(Box::new(schema.read::<B>(fields)?))
    }
    let broken = |why: String| {
        let detail = format!("the rules could not be made: {why}");
        InvalidDocument { faults: vec![Fault::at("", "internal", detail)], links: Vec::new() }
    };
    let schema = schema(kind).map_err(broken)?;
    with_body!(kind, B => read::<B>(schema, fields))
}

/// The same, for who looks where references lead by other means.
pub fn written(kind: RecordType, fields: Map<String, Value>) -> Result<Box<dyn Document>, Vec<Fault>> {
    read(kind, fields).map_err(|refusal| refusal.faults)
}

/// Reads a document as it is stored.
pub fn stored(kind: RecordType, json: &str) -> serde_json::Result<Box<dyn Document>> {
    fn read<B: Body>(json: &str) -> serde_json::Result<Box<dyn Document>> {
        Ok(Box::new(serde_json::from_str::<B>(json)?))
    }
    with_body!(kind, B => read::<B>(json))
}
