//! A list that refers to a record, in the response for the record.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::{
    ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema,
    schema::{KnownFormat, SchemaFormat, Type},
};

use crate::{
    error::ApiError,
    html::{context::PageContext, entry::ListEntry},
    http::request::list_parameters::DEFAULT_LIMIT,
    model::record_type::RecordType,
    store::read::{page::Page, reader::Reader},
    values::{record_id::RecordId, traits::ClosedList as _},
};

/// The parameter that filters for the parts of a record.
const PART_OF: &str = "partOf";

/// Reads the first records of the list that a query filters, and the number of all.
type ReadBeginning = fn(&mut Reader<'_>, query: &str) -> Result<(Value, i64), ApiError>;

/// Reads the same records as entries for a page.
type ReadEntries =
    fn(&mut Reader<'_>, &PageContext, query: &str) -> Result<Page<ListEntry>, ApiError>;

/// A list of records that refer to a record, which the response for the record can contain.
pub(crate) struct Inclusion {
    /// The type of the records, which is also the name of the list in `related`.
    pub(super) kind: RecordType,
    /// The parameter that filters their list for the record.
    pub(super) parameter: &'static str,
    /// The name of the schema of a record.
    pub(super) item: fn() -> Cow<'static, str>,
    pub(super) beginning: ReadBeginning,
    pub(super) entries: ReadEntries,
}

/// The beginning of a list.
#[derive(Serialize)]
pub(super) struct IncludedList {
    data: Value,
    total: i64,
    link: String,
}

impl Inclusion {
    /// The name of the list in `related`.
    pub(super) fn name(&self) -> &'static str {
        self.kind.as_str()
    }

    /// Reads the list of the records that refer to `id`.
    pub(super) fn list(
        &self,
        reader: &mut Reader<'_>,
        id: &RecordId,
    ) -> Result<IncludedList, ApiError> {
        let (data, total) = (self.beginning)(reader, &format!("{}={id}", self.parameter))?;
        let link = reader.audience.list_url(self.kind, self.parameter, id.as_str());
        Ok(IncludedList { data, total, link })
    }

    /// The type of the records of the list.
    pub(crate) fn record_type(&self) -> RecordType {
        self.kind
    }

    /// Whether the records are parts of the one that they refer to.
    pub(crate) fn is_of_parts(&self) -> bool {
        self.parameter == PART_OF
    }

    /// Reads the first of the records that refer to `id` as entries for a page.
    pub(crate) fn entries(
        &self,
        reader: &mut Reader<'_>,
        page: &PageContext,
        id: &RecordId,
    ) -> Result<Page<ListEntry>, ApiError> {
        (self.entries)(reader, page, &format!("{}={id}", self.parameter))
    }

    /// The path of the page with the whole list.
    pub(crate) fn page_address(&self, page: &PageContext, id: &RecordId) -> String {
        page.addresses.filtered(self.kind, self.parameter, id.as_str())
    }

    /// The name of the schema of the list: `EventInclusion`.
    pub(super) fn schema_name(&self) -> String {
        format!("{}Inclusion", (self.item)())
    }

    /// The schema of the list.
    pub(super) fn schema(&self) -> RefOr<Schema> {
        let records = ArrayBuilder::new()
            .items(Ref::from_schema_name((self.item)()))
            .max_items(usize::try_from(DEFAULT_LIMIT).ok())
            .description(Some("The first records of the list."));
        let total = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(0))
            .description(Some("The exact number of records in the whole list."));
        let link = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("uri".to_owned())))
            .description(Some("The URL of the whole list, as in `related`."));
        ObjectBuilder::new()
            .description(Some(format!("The beginning of a list of {}.", self.name())))
            .property("data", records)
            .property("total", total)
            .property("link", link)
            .required("data")
            .required("total")
            .required("link")
            .into()
    }
}
