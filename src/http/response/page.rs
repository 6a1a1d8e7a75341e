//! The body of a list: a page, its links, and the records cut to the fields that were asked for.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
};

use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema},
};

use crate::store::read::{facet::FacetView, page::Page};

/// The size of the page and of the whole list.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Pagination {
    /// The maximum number of items on a page.
    #[schema(minimum = 1, maximum = 100, example = 20)]
    pub limit: i64,
    /// The exact number of items on all pages.
    #[schema(minimum = 0, example = 6)]
    pub total: i64,
}

/// Links to this and the other pages. Cursors are opaque: follow the links as they are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PageLinks {
    /// This page.
    #[serde(rename = "self")]
    #[schema(format = "uri")]
    pub this: String,
    /// The first page.
    #[schema(format = "uri")]
    pub first: String,
    /// The previous page; absent on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub prev: Option<String>,
    /// The next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub next: Option<String>,
}

/// The longest `Link` header: with the other headers it fits into the 4 KiB that common proxies take.
const LONGEST_HEADER: usize = 2_048;

impl PageLinks {
    /// The same links for the `Link` header (RFC 8288), unless they are too long for one.
    pub(crate) fn header(&self) -> Option<String> {
        let links = [
            ("self", Some(&self.this)),
            ("first", Some(&self.first)),
            ("prev", self.prev.as_ref()),
            ("next", self.next.as_ref()),
        ];
        let links = links
            .into_iter()
            .filter_map(|(relation, url)| Some(format!("<{}>; rel=\"{relation}\"", url?)));
        let header = links.collect::<Vec<_>>().join(", ");
        (header.len() <= LONGEST_HEADER).then_some(header)
    }
}

/// A page of records.
#[derive(Debug)]
pub(crate) struct PageBody<R> {
    page: Page<R>,
    limit: i64,
    links: PageLinks,
    facets: BTreeMap<&'static str, FacetView>,
    fields: BTreeSet<String>,
}

impl<R: Serialize> PageBody<R> {
    /// Puts a page together.
    pub(crate) fn new(
        mut page: Page<R>,
        limit: i64,
        links: PageLinks,
        fields: BTreeSet<String>,
    ) -> Self {
        let facets = std::mem::take(&mut page.facets).into_iter().collect();
        Self { page, limit, links, facets, fields }
    }
}

impl<R: Serialize> Serialize for PageBody<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Body<'a, D: Serialize> {
            data: D,
            pagination: Pagination,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            facets: &'a BTreeMap<&'static str, FacetView>,
            links: &'a PageLinks,
        }
        let Self { page, limit, links, facets, fields } = self;
        let pagination = Pagination { limit: *limit, total: page.total };
        if fields.is_empty() {
            return Body { data: &page.records, pagination, facets, links }.serialize(serializer);
        }
        let data: Result<Vec<Value>, _> =
            page.records.iter().map(|record| sparse(record, fields)).collect();
        Body { data: data.map_err(serde::ser::Error::custom)?, pagination, facets, links }
            .serialize(serializer)
    }
}

/// What every record has, whatever fields are asked for.
pub(crate) const ALWAYS: [&str; 3] = ["id", "type", "url"];

/// A record with the fields that are asked for.
pub(crate) fn sparse<V: Serialize>(
    record: &V,
    fields: &BTreeSet<String>,
) -> serde_json::Result<Value> {
    let mut record = serde_json::to_value(record)?;
    if let Value::Object(members) = &mut record {
        members.retain(|name, _| ALWAYS.contains(&name.as_str()) || fields.contains(name));
    }
    Ok(record)
}

impl<V: ToSchema> PartialSchema for PageBody<V> {
    fn schema() -> RefOr<Schema> {
        let component = |name: &str| Ref::from_schema_name(name);
        let item = component(&Sparse::<V>::name());
        ObjectBuilder::new()
            .description(Some(format!("A page of records of the type {}.", V::name())))
            .property(
                "data",
                ArrayBuilder::new().items(item).description(Some("The records of this page.")),
            )
            .property("pagination", component(&Pagination::name()))
            .property(
                "facets",
                ObjectBuilder::new()
                    .description(Some(
                        "The counts that `facets` asks for, by name; absent without it.",
                    ))
                    .additional_properties(Some(component(&FacetView::name()))),
            )
            .property("links", component(&PageLinks::name()))
            .required("data")
            .required("pagination")
            .required("links")
            .into()
    }
}

impl<V: ToSchema> ToSchema for PageBody<V> {
    fn name() -> Cow<'static, str> {
        format!("{}Page", V::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            schemas.push((T::name().into(), T::schema()));
            T::schemas(schemas);
        }
        add::<Sparse<V>>(schemas);
        add::<Pagination>(schemas);
        add::<FacetView>(schemas);
        add::<PageLinks>(schemas);
    }
}

/// A record as lists have it: all of its fields, or only those that were asked for.
struct Sparse<V>(PhantomData<V>);

impl<V: ToSchema> PartialSchema for Sparse<V> {
    fn schema() -> RefOr<Schema> {
        let mut schema = V::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required = ALWAYS.iter().map(ToString::to_string).collect();
            let about = object.description.take().unwrap_or_default();
            object.description = Some(format!(
                "{about}\n\nAn item of a list: with `fields`, it has only the fields that were named."
            ));
        }
        schema
    }
}

impl<V: ToSchema> ToSchema for Sparse<V> {
    fn name() -> Cow<'static, str> {
        format!("{}ListItem", V::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        V::schemas(schemas);
    }
}
