//! `/vocabularies`: the codes that records have, with their names.

use std::{
    collections::BTreeMap,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, route};
use serde::Serialize;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        ArrayBuilder,
        path::{Parameter, ParameterIn},
    },
};

use crate::{
    error::ApiError,
    http::{
        read::ReadRequest,
        request::{
            list_parameter_docs::{LANG, parameter},
            query_reader::QueryReader,
        },
        route_registry::RouteRegistry,
    },
    values::{
        labels::{self, Vocabulary},
        language::Language,
        traits::{ClosedList, TextValue as _},
    },
};

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(list_vocabularies);
}

/// A code and its names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VocabularyCode)]
pub(crate) struct CodeView {
    /// The code, as used in records and filters.
    #[schema(example = "visit")]
    pub code: &'static str,
    /// The name in the requested language, or else in English.
    #[schema(example = "wizyta")]
    pub label: &'static str,
    /// The names in all available languages.
    pub labels: BTreeMap<&'static str, &'static str>,
}

/// A list of codes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VocabularyEntry)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VocabularyView {
    /// The vocabulary.
    pub id: Vocabulary,
    /// The language of each `label`.
    #[schema(example = "pl")]
    pub served_language: &'static str,
    /// The codes, in their usual order.
    pub codes: Vec<CodeView>,
}

/// All vocabularies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VocabularyList {
    /// The vocabularies.
    pub data: Vec<VocabularyView>,
}

/// The query parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct VocabularyParameters {
    id: Vec<Vocabulary>,
    lang: Option<Language>,
}

impl IntoParams for VocabularyParameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let ids = ArrayBuilder::new().items(Vocabulary::schema());
        vec![
            parameter("id", "Only these vocabularies.", ids),
            parameter("lang", LANG, Language::schema()),
        ]
    }
}

impl FromRequest for VocabularyParameters {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut reader = QueryReader::new(request.query_string());
        let parameters = Self { id: reader.choices("id"), lang: reader.text_value("lang") };
        ready(reader.finish().map(|()| parameters))
    }
}

/// List vocabularies
///
/// Every code that records have, such as kinds, statuses, roles, topics, countries and currencies, with its name for
/// display in English, Polish, German, French, Lithuanian, Russian, Latvian and Ukrainian. Records have the names of
/// their own codes in `labels`.
#[utoipa::path(get, path = "/vocabularies", operation_id = "listVocabularies", tag = "Vocabularies",
    params(VocabularyParameters), responses((status = 200, description = "All vocabularies.", body = VocabularyList)))]
#[route("/vocabularies", method = "GET", method = "HEAD")]
pub(crate) async fn list_vocabularies(
    request: ReadRequest,
    parameters: VocabularyParameters,
) -> Result<HttpResponse, ApiError> {
    let VocabularyParameters { id, lang } = parameters;
    request
        .answer(lang, false, move |reader| {
            let served = labels::language(&reader.audience.languages);
            let wanted = |vocabulary: &&Vocabulary| id.is_empty() || id.contains(vocabulary);
            let all = Vocabulary::ALL.iter().filter(wanted);
            let data = all.map(|vocabulary| view(*vocabulary, served)).collect();
            reader.served.extend(Language::read(served));
            Ok(VocabularyList { data }.into())
        })
        .await
}

fn view(id: Vocabulary, served_language: &'static str) -> VocabularyView {
    let codes = labels::codes(id).iter().map(|entry| CodeView {
        code: entry.code,
        label: labels::label(id, entry.code, served_language),
        labels: entry.names().collect(),
    });
    VocabularyView { id, served_language, codes: codes.collect() }
}
