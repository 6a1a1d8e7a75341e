//! The parameters of every list.

use std::{
    cell::OnceCell,
    collections::BTreeSet,
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, RefOr, Required, Schema,
        path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
        schema::{KnownFormat, SchemaFormat, Type},
    },
};

use super::{
    area::{self, area},
    query_reader::{MAX_VALUES, QueryReader, ReadFilter},
};
use crate::{
    error::ApiError,
    http::response::{cursor::Cursor, page::ALWAYS},
    store::read::{
        area::AreaFilter,
        facet::Facet,
        list::{ListFilter, ListQuery, MAX_SORT_FIELDS, PageStart, SortOrder},
    },
    text::{suggest::not_among, terms},
    values::{
        identifier_scheme::IdentifierScheme,
        language::Language,
        topic::Topic,
        traits::{ClosedList, TextValue},
    },
};

/// The languages in whose grammar words are looked for: those of Europe's larger twinning networks that the
/// stemmer knows. Texts in others are found by whole words and beginnings.
const QUERY_LANGUAGES: [&str; 8] = ["cs", "de", "en", "fr", "lt", "pl", "ru", "uk"];

/// How many records a page has when nobody says.
pub const DEFAULT_LIMIT: i64 = 20;

/// How many records a page has at most.
pub const MAX_LIMIT: i64 = 100;

/// How many characters the value of an identifier has at most, also in documents (`values::source`).
const MAX_IDENTIFIER: usize = 200;

/// The query of a list of `V`, with its own filter `F`.
#[derive(Debug)]
pub struct ListParameters<V, F: ListFilter> {
    /// What was asked.
    pub query: ListQuery<F>,
    /// Whether the answer changes at midnight.
    pub depends_on_the_day: bool,
    view: PhantomData<V>,
}

impl<V: ToSchema, F: ListFilter + ReadFilter> FromRequest for ListParameters<V, F> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request.query_string()))
    }
}

impl<V: ToSchema, F: ListFilter + ReadFilter> ListParameters<V, F> {
    /// Reads a query string.
    pub fn read(query: &str) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let limit = reader.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
        let sort = sort::<F>(&mut reader);
        let list = ListQuery {
            limit,
            start: start(&mut reader, &SortOrder::written(&sort), sort.len() + 1),
            sort,
            words: words(&mut reader),
            topics: reader.choices::<Topic>("topic"),
            identifiers: reader.parts("identifier", identifier),
            area: if F::HAS_LOCATIONS { area(&mut reader) } else { AreaFilter::default() },
            facets: facets::<F>(&mut reader),
            fields: fields::<V>(&mut reader),
            language: reader.text_value::<Language>("lang"),
            filter: F::read(&mut reader),
        };
        let depends_on_the_day = list.filter.depends_on_the_day();
        reader.finish()?;
        Ok(Self { query: list, depends_on_the_day, view: PhantomData })
    }
}

/// Words to find.
pub fn words(reader: &mut QueryReader) -> Option<terms::Query> {
    let text = reader.text("q")?;
    terms::Query::parse(&text, &QUERY_LANGUAGES)
        .map_err(|error| reader.fault("q", "invalid-value", error.to_string()))
        .ok()
}

fn sort<F: ListFilter>(reader: &mut QueryReader) -> Vec<SortOrder<F::Sort>> {
    let names: Vec<&str> = F::Sort::ALL.iter().map(|field| field.as_str()).collect();
    let orders = reader.parts("sort", |part| {
        let (descending, name) = part.strip_prefix('-').map_or((false, part), |name| (true, name));
        let field = F::Sort::read(name)
            .ok_or_else(|| not_among(&format!("“{name}”"), Some(name), &names))?;
        Ok(SortOrder { field, descending })
    });
    let repeated = orders
        .iter()
        .enumerate()
        .any(|(at, order)| orders[..at].iter().any(|other| other.field == order.field));
    if repeated {
        reader.fault("sort", "repeated", "names a field twice".to_owned());
    }
    if orders.len() > MAX_SORT_FIELDS {
        reader.fault("sort", "too-many", format!("names more than {MAX_SORT_FIELDS} fields"));
    }
    if orders.is_empty() { vec![F::DEFAULT_SORT] } else { orders }
}

/// Where the page begins; `sort` is the order as written, of `levels` sort keys.
pub fn start(reader: &mut QueryReader, sort: &str, levels: usize) -> PageStart {
    let after = cursor(reader, "after", sort, levels);
    let before = cursor(reader, "before", sort, levels);
    match (after, before) {
        (Some(_), Some(_)) => {
            reader.fault("before", "conflict", "cannot be used together with “after”".to_owned());
            PageStart::First
        }
        (Some(keys), None) => PageStart::After(keys),
        (None, Some(keys)) => PageStart::Before(keys),
        (None, None) => PageStart::First,
    }
}

/// The sort keys of a cursor of the order `sort`, of `levels` keys.
pub fn cursor(
    reader: &mut QueryReader,
    name: &'static str,
    sort: &str,
    levels: usize,
) -> Option<Vec<Vec<u8>>> {
    let text = reader.text(name)?;
    match Cursor::decode(&text) {
        Some(cursor) if cursor.sort == sort && cursor.keys.len() == levels => Some(cursor.keys),
        Some(_) => {
            reader.fault(
                name,
                "other-order",
                "belongs to a list in another order; begin again without it".to_owned(),
            );
            None
        }
        None => {
            let detail =
                "is not a cursor that was given out; use links.next and links.prev as they are"
                    .to_owned();
            reader.fault(name, "invalid-cursor", detail);
            None
        }
    }
}

fn identifier(part: &str) -> Result<(IdentifierScheme, String), String> {
    let read = part
        .split_once(':')
        .and_then(|(scheme, value)| Some((IdentifierScheme::read(scheme)?, value)));
    match read {
        Some((_, value)) if value.chars().count() > MAX_IDENTIFIER => Err(format!(
            "has a value of more than {MAX_IDENTIFIER} characters; no identifier is longer"
        )),
        Some((scheme, value)) if !value.is_empty() => Ok((scheme, value.to_owned())),
        _ => Err(format!("“{part}” does not have the form scheme:value, as in wikidata:Q175795")),
    }
}

/// The facets that are named, each once.
fn facets<F: ListFilter>(reader: &mut QueryReader) -> Vec<Facet> {
    let names: Vec<&str> = F::FACETS.iter().map(|facet| facet.name).collect();
    let asked = reader.parts("facets", |part| {
        let known = names.iter().find(|name| **name == part);
        known.copied().ok_or_else(|| not_among(&format!("“{part}”"), Some(part), &names))
    });
    F::FACETS.iter().filter(|facet| asked.contains(&facet.name)).copied().collect()
}

fn fields<V: ToSchema>(reader: &mut QueryReader) -> BTreeSet<String> {
    // Made only when somebody asks: most requests do not.
    let names = OnceCell::new();
    let fields = reader.parts("fields", |part| {
        let names: Vec<&str> =
            names.get_or_init(field_names::<V>).iter().map(String::as_str).collect();
        if names.contains(&part) {
            Ok(part.to_owned())
        } else {
            Err(not_among(&format!("“{part}”"), Some(part), &names))
        }
    });
    fields.into_iter().collect()
}

/// The names of the fields of `V`, out of its schema.
pub fn field_names<V: ToSchema>() -> Vec<String> {
    match V::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

impl<V: ToSchema, F: ListFilter + IntoParams> IntoParams for ListParameters<V, F> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let own = F::into_params(|| Some(ParameterIn::Query)).into_iter().map(optional);
        let placed = F::HAS_LOCATIONS.then(area::parameters).into_iter().flatten();
        common::<V, F>().into_iter().chain(placed.map(optional)).chain(own).collect()
    }
}

/// What every list can be asked.
fn common<V: ToSchema, F: ListFilter>() -> Vec<Parameter> {
    let sorts: Vec<String> = F::Sort::ALL
        .iter()
        .flat_map(|field| [field.as_str().to_owned(), format!("-{}", field.as_str())])
        .collect();
    let default = SortOrder::written(&[F::DEFAULT_SORT]);
    let fields: Vec<String> =
        field_names::<V>().into_iter().filter(|name| !ALWAYS.contains(&name.as_str())).collect();
    let facets = F::FACETS.iter().map(|facet| facet.name.to_owned()).collect();
    let sort_text = format!(
        "The order: up to {MAX_SORT_FIELDS} fields; `-` before a field reverses it. Default: `{default}`. Records \
         without the value come first, or last with `-`."
    );
    vec![
        parameter("q", WORDS, text(None)),
        parameter("lang", LANG, Language::schema()),
        parameter("sort", &sort_text, list(text(Some(sorts)))),
        parameter("limit", LIMIT, number(DEFAULT_LIMIT, MAX_LIMIT)),
        parameter("after", AFTER, text(None)),
        parameter("before", BEFORE, text(None)),
        parameter("fields", FIELDS, list(text(Some(fields)))),
        parameter("facets", FACETS, list(text(Some(facets)))),
        parameter("topic", TOPIC, ArrayBuilder::new().items(Topic::schema())),
        parameter("identifier", IDENTIFIER, list(text(None))),
    ]
}

/// The description of `q`.
pub const WORDS: &str = "Words, or the beginnings of words, that the record contains; without regard to case, diacritics \
     (`Ketrzyn`) and inflection (`Ozierska`).";

/// The description of `lang`.
pub const LANG: &str = "The language of the texts; takes precedence over `Accept-Language`. Texts without a translation \
     fall back to the municipality's language.";

/// The description of `limit`.
pub const LIMIT: &str = "The maximum number of items on a page.";

/// The description of `after`.
pub const AFTER: &str = "The cursor in `links.next`, for the next page.";

/// The description of `before`.
pub const BEFORE: &str = "The cursor in `links.prev`, for the previous page.";

const FIELDS: &str = "Return only these fields, and always `id`, `type` and `url`.";

const FACETS: &str = "Count the records of the whole list by the values of these fields, in `facets`. `year` is the year of \
     the first date.";

const TOPIC: &str = "Records with any of these topics. Partners and programmes have the topics of the events, agreements \
     and projects that refer to them.";

const IDENTIFIER: &str = "Records with any of these identifiers in other registers: `wikidata:Q175795`. One with a comma \
     stands in quotation marks: `\"contract:1/20, poz. 3\"`.";

/// A query parameter that can be left out.
pub fn parameter(name: &str, description: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    optional(
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Query)
            .description(Some(description))
            .schema(Some(schema))
            .build(),
    )
}

/// Every parameter can be left out, and lists are separated by commas and not longer than they are read.
pub fn optional(mut parameter: Parameter) -> Parameter {
    parameter.required = Required::False;
    if let Some(RefOr::T(Schema::Array(array))) = &mut parameter.schema {
        array.max_items = Some(MAX_VALUES);
        parameter.style = Some(ParameterStyle::Form);
        parameter.explode = Some(false);
    }
    parameter
}

fn text(values: Option<Vec<String>>) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).enum_values(values)
}

fn list(items: ObjectBuilder) -> ArrayBuilder {
    ArrayBuilder::new().items(items)
}

/// A whole number from 1.
pub fn number(default: i64, most: i64) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
        .minimum(Some(1))
        .maximum(Some(most))
        .default(Some(default.into()))
}
