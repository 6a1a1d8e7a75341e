//! What the document says of the parameters of every list.

use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, RefOr, Required, Schema,
        path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
        schema::{KnownFormat, SchemaFormat, Type},
    },
};

use super::{
    area,
    list_parameters::{DEFAULT_LIMIT, ListParameters, MAX_LIMIT, field_names},
    query_reader::MAX_VALUES,
};
use crate::{
    formats::table::ListFormat,
    http::response::page::ALWAYS,
    model::{document::Body as _, record_type::RecordState},
    spreadsheet::writer::Delimiter,
    store::read::{
        list::{ListFilter, MAX_SORT_FIELDS, SortOrder},
        view::View,
    },
    values::{language::Language, topic::Topic, traits::ClosedList},
};

impl<V: View, F: ListFilter + IntoParams> IntoParams for ListParameters<V, F> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let own = F::into_params(|| Some(ParameterIn::Query)).into_iter().map(optional);
        let placed = F::HAS_LOCATIONS.then(area::parameters).into_iter().flatten();
        common::<V, F>().into_iter().chain(placed.map(optional)).chain(own).collect()
    }
}

/// What every list can be asked.
fn common<V: View, F: ListFilter>() -> Vec<Parameter> {
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
        parameter("format", LIST_FORMAT, formats(&ListFormat::of_list(V::Body::KIND))),
        parameter("delimiter", DELIMITER, Delimiter::schema()),
        parameter("after", AFTER, text(None)),
        parameter("before", BEFORE, text(None)),
        parameter("fields", FIELDS, list(text(Some(fields)))),
        parameter("facets", FACETS, list(text(Some(facets)))),
        parameter("state", STATE, RecordState::schema()),
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

const LIST_FORMAT: &str = "The format, in place of `Accept`. Feeds (`atom`, `jsonfeed`) and linked data (`jsonld`) have pages like JSON; the \
     others have the whole list unless there is a `limit` or a cursor. CSV and Excel workbooks (`xlsx`, up to 10,000 \
     records) have the columns of a spreadsheet, each text in each language (or in `lang`), which `POST /import` takes \
     back.";

/// The description of `format` where there is one record.
pub const RECORD_FORMAT: &str = "The format, in place of `Accept`.";

const DELIMITER: &str = "The delimiter of CSV. A comma (the default) is for programs; for Excel in countries with a decimal comma \
     choose `;`, which also begins the file with a byte order mark.";

const FIELDS: &str = "Return only these fields, and always `id`, `type` and `url`.";

const FACETS: &str = "Count the records of the whole list by the values of these fields, in `facets`. `year` is the year of \
     the first date.";

const STATE: &str =
    "Drafts or published records alone. Drafts are only for those who send a token.";

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

/// One of these formats.
pub(crate) fn formats(formats: &[ListFormat]) -> ObjectBuilder {
    text(Some(formats.iter().map(|format| format.as_str().to_owned()).collect()))
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
