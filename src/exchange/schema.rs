//! The schema of a record in the exchange format, whatever its type.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Discriminator, Ref, RefOr, Schema, schema::OneOfBuilder},
};

use crate::{
    model::{record_type::RecordType, registry},
    values::traits::ClosedList as _,
};

/// A record as files of the exchange format have it: `type`, `id`, and then the fields that a PUT takes.
pub(crate) struct ExchangeRecord;

impl PartialSchema for ExchangeRecord {
    fn schema() -> RefOr<Schema> {
        let names = || RecordType::ALL.iter().map(|kind| (kind.as_str(), name(*kind)));
        let mapping = names().map(|(kind, name)| (kind, format!("#/components/schemas/{name}")));
        names()
            .fold(OneOfBuilder::new(), |one_of, (_, name)| one_of.item(Ref::from_schema_name(name)))
            .discriminator(Some(Discriminator::with_mapping("type", mapping)))
            .description(Some(
                "A record as the exchange format has it: `type`, `id`, and then the fields that a PUT takes, with texts \
                 in every language. References to records that you may not see are left out.",
            ))
            .into()
    }
}

impl ToSchema for ExchangeRecord {}

/// The name of the schema of one type: `PartnerRecord`.
fn name(kind: RecordType) -> String {
    let input = registry::info(kind).input_name();
    format!("{}Record", input.strip_suffix("Input").unwrap_or(&input))
}
