//! The eight operations that every collection serves, and their description in the OpenAPI
//! document.
//!
//! A resource implements [`Collection`] for its view and registers the routes with [`collection`];
//! the rest of a collection is independent of HTTP. `operations` and `record` have the handlers,
//! and `description` describes the same operations.

mod description;
pub(crate) mod inclusion;
mod operations;
mod record;

use std::marker::PhantomData;

use actix_web::{
    Resource,
    dev::{AppService, HttpServiceFactory},
    guard,
    http::Method,
};
use serde_json::Value;
use utoipa::IntoParams;

use self::inclusion::Inclusion;
use super::{
    request::{list_parameters::ListParameters, query_reader::ReadFilter},
    route_registry::RouteRegistry,
};
use crate::{
    error::ApiError,
    html::{context::PageContext, entry::ListEntry, record::RecordPage},
    model::{document::Body as _, record_type::RecordType},
    store::read::{
        fragments::Served,
        list::{ListFilter, ListQuery},
        page::{FoundPage, Page},
        reader::Reader,
        view::View,
    },
    values::traits::ClosedList as _,
};

/// A collection of records: the parts of its operations that differ from other collections.
pub(crate) trait Collection: View + RecordPage + Sized {
    /// The query parameters specific to the list.
    type Filter: ListFilter + ReadFilter + IntoParams;

    /// One record with its article, such as `a partner`.
    const ONE: &'static str;

    /// A sentence for the OpenAPI document: the content of the list and its order.
    const LIST: &'static str;

    /// A sentence for the OpenAPI document: the content of one record.
    const RECORD: &'static str;

    /// The lists of `related`, which the response for one record can include.
    const INCLUSIONS: &'static [Inclusion] = &[];

    /// Finds one page of the list.
    fn find(
        reader: &mut Reader<'_>,
        query: &ListQuery<Self::Filter>,
    ) -> Result<FoundPage, ApiError>;

    /// Reads one page of the list.
    fn page(
        reader: &mut Reader<'_>,
        query: &ListQuery<Self::Filter>,
    ) -> Result<Page<Served<Self>>, ApiError> {
        let found = Self::find(reader, query)?;
        reader.page(found)
    }

    /// Reads one page of the list as entries for people.
    fn entries(
        reader: &mut Reader<'_>,
        query: &ListQuery<Self::Filter>,
        page: &PageContext,
    ) -> Result<Page<ListEntry>, ApiError> {
        let found = Self::find(reader, query)?;
        Self::shown(reader, found, page)
    }

    /// Reads what was found as entries for people.
    fn shown(
        reader: &mut Reader<'_>,
        found: FoundPage,
        page: &PageContext,
    ) -> Result<Page<ListEntry>, ApiError> {
        let (lines, names) = reader.lines(found)?;
        Ok(lines.map(|line| Self::entry(page, line, &names)))
    }
}

impl Inclusion {
    /// The list of `V` that `parameter` filters for the record.
    pub(crate) const fn of<V: Collection>(parameter: &'static str) -> Self {
        Self {
            kind: V::Body::KIND,
            parameter,
            item: V::name,
            beginning: beginning::<V>,
            entries: beginning_for_people::<V>,
        }
    }
}

/// Reads the first page of a list as entries for a page.
fn beginning_for_people<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    query: &str,
) -> Result<Page<ListEntry>, ApiError> {
    V::entries(reader, &ListParameters::<V, V::Filter>::read(query)?.query, page)
}

/// Reads the first page of a list as its own operation does.
fn beginning<V: Collection>(
    reader: &mut Reader<'_>,
    query: &str,
) -> Result<(Value, i64), ApiError> {
    let page = V::page(reader, &ListParameters::<V, V::Filter>::read(query)?.query)?;
    Ok((serde_json::to_value(&page.records)?, page.total))
}

/// Registers the operations of a collection.
pub(crate) fn collection<V: Collection, R: RouteRegistry>(registry: &mut R) {
    registry.service(Operations::<V>(PhantomData));
}

/// The tag of a record type in the OpenAPI document: its name with a capital letter.
pub(crate) fn tag(record_type: RecordType) -> String {
    let (first, rest) = record_type.as_str().split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// The eight operations of a collection: list, create; get, put, patch, delete; restore, history.
struct Operations<V>(PhantomData<V>);

/// The paths of a collection, relative to the base path of the API.
struct Paths {
    list: String,
    record: String,
    restore: String,
    history: String,
}

impl<V: Collection> Operations<V> {
    fn paths() -> Paths {
        let list = format!("/{}", V::Body::KIND.as_str());
        let record = format!("{list}/{{id}}");
        Paths {
            restore: format!("{record}/restore"),
            history: format!("{record}/history"),
            list,
            record,
        }
    }
}

impl<V: Collection> HttpServiceFactory for Operations<V> {
    fn register(self, service: &mut AppService) {
        let Paths { list, record, restore, history } = Self::paths();
        read(&list).to(operations::list::<V>).register(service);
        write(&list, Method::POST).to(operations::create::<V>).register(service);
        read(&record).to(operations::get::<V>).register(service);
        write(&record, Method::PUT).to(operations::put::<V>).register(service);
        write(&record, Method::PATCH).to(operations::patch::<V>).register(service);
        write(&record, Method::DELETE).to(operations::delete::<V>).register(service);
        write(&restore, Method::POST).to(operations::restore::<V>).register(service);
        read(&history).to(operations::history::<V>).register(service);
    }
}

fn read(path: &str) -> Resource {
    Resource::new(path).guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn write(path: &str, method: Method) -> Resource {
    Resource::new(path).guard(guard::Method(method))
}
