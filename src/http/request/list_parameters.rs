//! The parameters of every list.

use std::{cell::OnceCell, collections::BTreeSet, marker::PhantomData};

use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    accept::AcceptedTypes,
    area::area,
    query_reader::{QueryReader, ReadFilter},
};
use crate::{
    error::{ApiError, Fault},
    formats::{list::RecordFormat, table::ListFormat},
    http::response::cursor::Cursor,
    model::{document::Body as _, record_type::RecordState},
    spreadsheet::writer::Delimiter,
    store::read::{
        area::AreaFilter,
        facet::Facet,
        list::{ListFilter, ListQuery, MAX_SORT_FIELDS, PageStart, SortOrder},
        view::View,
    },
    text::{
        messages::{Message, MessageArgument as _, message},
        suggest::not_among,
        terms,
    },
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

/// The field to sort by that has the moment of the last change.
const UPDATED: &str = "updatedAt";

/// How many characters the value of an identifier has at most, also in documents (`values::source`).
const MAX_IDENTIFIER: usize = 200;

/// The query of a list of `V`, with its own filter `F`.
#[derive(Debug)]
pub struct ListParameters<V, F: ListFilter> {
    /// What was asked.
    pub query: ListQuery<F>,
    /// Whether the answer changes at midnight.
    pub depends_on_the_day: bool,
    /// The format of the answer.
    pub(crate) format: ListFormat,
    /// The delimiter of CSV.
    pub(crate) delimiter: Option<Delimiter>,
    /// Whether one page is asked for, by a limit or a cursor: some formats have the whole list otherwise.
    pub(crate) is_page: bool,
    view: PhantomData<fn() -> V>,
}

impl<V: View, F: ListFilter + ReadFilter> ListParameters<V, F> {
    /// Reads a query string of a list in JSON.
    pub fn read(query: &str) -> Result<Self, ApiError> {
        Self::read_as(query, Some(ListFormat::Json))
    }

    /// Reads a query string of a list in any of its formats.
    pub(crate) fn accepted(query: &str, accepted: &AcceptedTypes) -> Result<Self, ApiError> {
        let formats = ListFormat::of_list(V::Body::KIND);
        let types = formats.iter().map(|format| (*format, format.media_type()));
        Self::read_as(query, accepted.preferred(types))
    }

    /// Reads a query string of an address that has one format.
    pub(crate) fn read_in(query: &str, only: ListFormat) -> Result<Self, ApiError> {
        let list = Self::read_as(query, Some(only))?;
        if list.format == only {
            return Ok(list);
        }
        let detail = message!("is {format} at this address; leave it out", format = only.as_str());
        Err(ApiError::Invalid(vec![Fault::of("format", "conflict", detail)]))
    }

    /// Reads a query string. The format is the one of the parameter, otherwise the one that the reader prefers.
    fn read_as(query: &str, preferred: Option<ListFormat>) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let named = reader.choice_among("format", &ListFormat::of_list(V::Body::KIND));
        let format = named.or(preferred);
        let limit = reader.number("limit", 1, MAX_LIMIT);
        let is_feed = format.and_then(ListFormat::writer).is_some_and(RecordFormat::is_feed);
        let sort = sort::<F>(&mut reader, is_feed);
        let list = ListQuery {
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            start: start(&mut reader, &SortOrder::written(&sort), sort.len() + 1),
            sort,
            words: words(&mut reader),
            state: reader.choice::<RecordState>("state"),
            topics: reader.choices::<Topic>("topic"),
            identifiers: reader.parts("identifier", identifier),
            area: if F::HAS_LOCATIONS { area(&mut reader) } else { AreaFilter::default() },
            facets: facets::<F>(&mut reader),
            fields: fields::<V>(&mut reader),
            language: reader.text_value::<Language>("lang"),
            filter: F::read(&mut reader),
        };
        let delimiter = reader.choice::<Delimiter>("delimiter");
        let depends_on_the_day = list.filter.depends_on_the_day();
        let is_page = limit.is_some() || list.start != PageStart::First;
        reader.finish()?;
        let format = format.ok_or(ApiError::NotAcceptable)?;
        let view = PhantomData;
        Self { query: list, depends_on_the_day, format, delimiter, is_page, view }.fitting()
    }

    /// Refuses parameters that the format has no use for: none is passed over.
    fn fitting(self) -> Result<Self, ApiError> {
        let Self { query, format, delimiter, .. } = &self;
        let writer = format.writer();
        let is_json = writer.is_none();
        let has_fields = writer.is_none_or(RecordFormat::has_fields);
        let has_drafts = !writer.is_some_and(RecordFormat::is_feed);
        let asks_for_drafts = query.state == Some(RecordState::Draft);
        let faults: Vec<Fault> = [
            ("delimiter", delimiter.is_some(), *format == ListFormat::Csv),
            ("facets", !query.facets.is_empty(), is_json),
            ("fields", !query.fields.is_empty(), has_fields),
            ("state", asks_for_drafts, has_drafts),
        ]
        .into_iter()
        .filter(|(_, is_given, is_honoured)| *is_given && !is_honoured)
        .map(|(parameter, ..)| {
            let detail = message!("has no effect with format={format}", format = format.as_str());
            Fault::of(parameter, "conflict", detail)
        })
        .collect();
        if faults.is_empty() { Ok(self) } else { Err(ApiError::Invalid(faults)) }
    }
}

/// Words to find.
pub fn words(reader: &mut QueryReader) -> Option<terms::Query> {
    let text = reader.text("q")?;
    terms::Query::parse(&text, &QUERY_LANGUAGES)
        .map_err(|error| reader.fault("q", "invalid-value", error.told()))
        .ok()
}

/// The order, which in a feed is that of the last changes unless it is given.
fn sort<F: ListFilter>(reader: &mut QueryReader, is_feed: bool) -> Vec<SortOrder<F::Sort>> {
    let names: Vec<&str> = F::Sort::ALL.iter().map(|field| field.as_str()).collect();
    let orders = reader.parts("sort", |part| {
        let (descending, name) = part.strip_prefix('-').map_or((false, part), |name| (true, name));
        let field = F::Sort::read(name).ok_or_else(|| not_among(name, Some(name), &names))?;
        Ok(SortOrder { field, descending })
    });
    let repeated = orders
        .iter()
        .enumerate()
        .any(|(at, order)| orders[..at].iter().any(|other| other.field == order.field));
    if repeated {
        reader.fault("sort", "repeated", message!("names a field twice"));
    }
    if orders.len() > MAX_SORT_FIELDS {
        reader.fault(
            "sort",
            "too-many",
            message!("names more than {max_sort_fields} fields", max_sort_fields = MAX_SORT_FIELDS),
        );
    }
    if !orders.is_empty() {
        return orders;
    }
    let changed = F::Sort::read(UPDATED).map(|field| SortOrder { field, descending: true });
    vec![changed.filter(|_| is_feed).unwrap_or(F::DEFAULT_SORT)]
}

/// Where the page begins; `sort` is the order as written, of `levels` sort keys.
pub fn start(reader: &mut QueryReader, sort: &str, levels: usize) -> PageStart {
    let after = cursor(reader, "after", sort, levels);
    let before = cursor(reader, "before", sort, levels);
    match (after, before) {
        (Some(_), Some(_)) => {
            reader.fault("before", "conflict", message!("cannot be used together with “after”"));
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
                message!("belongs to a list in another order; begin again without it"),
            );
            None
        }
        None => {
            let detail = message!(
                "is not a cursor that was given out; use links.next and links.prev as they are"
            );
            reader.fault(name, "invalid-cursor", detail);
            None
        }
    }
}

fn identifier(part: &str) -> Result<(IdentifierScheme, String), Message> {
    let read = part
        .split_once(':')
        .and_then(|(scheme, value)| Some((IdentifierScheme::read(scheme)?, value)));
    match read {
        Some((_, value)) if value.chars().count() > MAX_IDENTIFIER => Err(message!(
            "has a value of more than {max_identifier} characters; no identifier is longer",
            max_identifier = MAX_IDENTIFIER
        )),
        Some((scheme, value)) if !value.is_empty() => Ok((scheme, value.to_owned())),
        _ => Err(message!(
            "“{part}” does not have the form scheme:value, as in wikidata:Q175795",
            part
        )),
    }
}

/// The facets that are named, each once.
fn facets<F: ListFilter>(reader: &mut QueryReader) -> Vec<Facet> {
    let names: Vec<&str> = F::FACETS.iter().map(|facet| facet.name).collect();
    let asked = reader.parts("facets", |part| {
        let known = names.iter().find(|name| **name == part);
        known.copied().ok_or_else(|| not_among(part, Some(part), &names))
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
            Err(not_among(part, Some(part), &names))
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
