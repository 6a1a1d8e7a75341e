//! `/templates/{type}`: the empty spreadsheet of a collection.

use std::{
    collections::BTreeMap,
    future::{Ready, ready},
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header::CONTENT_DISPOSITION, route,
};
use utoipa::IntoParams;

use crate::{
    error::{ApiError, Fault},
    formats::{table::ListFormat, template::Template},
    http::{
        made::{BodyForm, MadeBody},
        read::AnyFormatRequest,
        request::{accept::AcceptedTypes, query_reader::QueryReader},
        route_registry::RouteRegistry,
    },
    model::record_type::RecordType,
    spreadsheet::writer::Delimiter,
    store::read::{reader::Reader, records::first_ids},
    text::{messages::message, suggest::not_among},
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The maximum number of records of a collection whose ids are offered.
const MOST_IDS: i64 = 1_000;

/// The number of columns for each list.
const ITEMS: i64 = 2;

/// The maximum number of columns for each list.
const MOST_ITEMS: i64 = 20;

/// The maximum number of languages.
const MOST_LANGUAGES: usize = 20;

/// The formats of templates, the default first.
const FORMATS: [ListFormat; 2] = [ListFormat::Xlsx, ListFormat::Csv];

choices! {
    /// The format of a template.
    pub(crate) enum TemplateFileFormat {
        /// An Excel workbook, with lists of values to choose from.
        Xlsx = "xlsx",
        /// CSV.
        Csv = "csv",
    }
}

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(get_template);
}

/// The parameters of a template.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct TemplateParameters {
    /// The format, in place of `Accept`.
    #[param(inline, required = false)]
    pub format: TemplateFileFormat,
    /// The delimiter of CSV: `;` (the default, which Excel expects in countries with a decimal comma), `,` or `tab`.
    #[param(inline, required = false)]
    pub delimiter: Delimiter,
    /// The languages of the texts, each with its own columns. Default: the language of the municipality, and English.
    #[param(inline, required = false, style = Form, explode = false, max_items = 20)]
    pub languages: Vec<Language>,
    /// The number of columns for each list, such as `participants.1`, `participants.2`.
    #[param(required = false, minimum = 1, maximum = 20, default = 2)]
    pub items: i32,
}

/// The collection in the path.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct TemplatePath {
    /// The collection.
    #[param(rename = "type", inline, example = "events")]
    pub collection: RecordType,
}

/// What is asked for.
pub(crate) struct TemplateQuery {
    kind: RecordType,
    format: ListFormat,
    delimiter: Delimiter,
    languages: Vec<Language>,
    items: usize,
}

impl FromRequest for TemplateQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

impl TemplateQuery {
    fn read(request: &HttpRequest) -> Result<Self, ApiError> {
        let kind = collection_of(request.match_info().query("type"))?;
        let mut query = QueryReader::new(request.query_string());
        let format = query.choice::<TemplateFileFormat>("format");
        let delimiter = query.choice::<Delimiter>("delimiter");
        let languages = query.text_values::<Language>("languages");
        if languages.len() > MOST_LANGUAGES {
            let detail =
                message!("has more than {most_languages} values", most_languages = MOST_LANGUAGES);
            query.fault("languages", "too-many", detail);
        }
        let items = query.number("items", 1, MOST_ITEMS).unwrap_or(ITEMS);
        query.finish()?;
        let chosen = format.map(|format| match format {
            TemplateFileFormat::Xlsx => ListFormat::Xlsx,
            TemplateFileFormat::Csv => ListFormat::Csv,
        });
        let offered = FORMATS.map(|format| (format, format.media_type()));
        let format = chosen
            .or_else(|| AcceptedTypes::of(request.headers()).preferred(offered))
            .ok_or(ApiError::NotAcceptable)?;
        if format != ListFormat::Csv && delimiter.is_some() {
            let detail = message!("is only for format=csv");
            return Err(ApiError::Invalid(vec![Fault::of("delimiter", "conflict", detail)]));
        }
        Ok(Self {
            kind,
            format,
            delimiter: delimiter.unwrap_or(Delimiter::Semicolon),
            languages,
            items: usize::try_from(items).unwrap_or_default(),
        })
    }
}

/// Get an empty spreadsheet
///
/// A spreadsheet with all columns of the collection, and help for each, to fill in and send to `POST /import`. The Excel
/// workbook has lists of valid values to choose from, and of the ids of up to 1,000 records that can be referred to. Rows
/// that begin with `#` are help and are not imported.
#[utoipa::path(get, path = "/templates/{type}", operation_id = "getTemplate", tag = "Import",
    params(TemplatePath, TemplateParameters),
    responses((status = 200, description = "The spreadsheet.", content(
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv")))))]
#[route("/templates/{type}", method = "GET", method = "HEAD")]
pub(crate) async fn get_template(
    AnyFormatRequest { request, .. }: AnyFormatRequest,
    query: TemplateQuery,
) -> Result<HttpResponse, ApiError> {
    let help = request.context.message_language();
    let TemplateQuery { kind, format, delimiter, languages, items } = query;
    let (media_type, content_type) =
        format.writer().map(|file| (file.media_type(), file.content_type())).unwrap_or_default();
    let name = format!("{}-template.{}", kind.as_str(), format.as_str());
    let headers = vec![(CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))];
    let form = BodyForm { media_type, content_type };
    request
        .made(form, None, false, move |reader| {
            let languages =
                if languages.is_empty() { default_languages(reader) } else { languages };
            let template = Template { kind, languages: &languages, items, help };
            let bytes = match format {
                ListFormat::Csv => template.csv(delimiter)?.into_bytes(),
                _ => template.xlsx(&ids(reader)?)?,
            };
            Ok(MadeBody { bytes, links: None, headers, record_revision: None })
        })
        .await
}

/// Returns the collection in the path. A wrong one is 404 with the valid ones.
fn collection_of(text: &str) -> Result<RecordType, ApiError> {
    RecordType::read(text).ok_or_else(|| {
        let options: Vec<&str> = RecordType::ALL.iter().map(|kind| kind.as_str()).collect();
        ApiError::NotFound(not_among(text, Some(text), &options))
    })
}

fn default_languages(reader: &Reader<'_>) -> Vec<Language> {
    let own = reader.data_set.default_language.clone();
    let english = Language::read("en").filter(|english| *english != own);
    [own].into_iter().chain(english).collect()
}

/// Returns the ids of the records that the reader sees, of each type.
fn ids(reader: &mut Reader<'_>) -> Result<BTreeMap<RecordType, Vec<String>>, ApiError> {
    let mut all = BTreeMap::new();
    for kind in RecordType::ALL {
        let ids = first_ids(reader.connection, *kind, reader.audience.visibility, MOST_IDS)?;
        all.insert(*kind, ids);
    }
    Ok(all)
}
