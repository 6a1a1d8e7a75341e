//! Reading requests: from what was asked to an answer, with everything that all answers share.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, Accept, AcceptLanguage, Header, HeaderValue},
    },
    web::Data,
};
use serde::Serialize;
use utoipa::IntoParams;

use super::{
    conditional::{entity_tag, matching},
    language::accepted,
    list_query::ListParameters,
    page::PageBody,
    page_urls::PageUrls,
    path::IdPath,
    query::{QueryReader, ReadFilter},
    service::{BASE_PATH, Service},
};
use crate::{
    error::ApiError,
    records::{
        list::{Filter, ListQuery, Order, Page},
        reader::{Audience, Reader, View},
    },
    values::language::Language,
};

/// What the cache of a reader keeps apart.
const VARY: &str = "Accept, Accept-Language, Accept-Encoding";

/// A request to read something, with what it says about the answer it wants.
pub struct ReadRequest {
    service: Data<Service>,
    /// The path below the base, with its query.
    target: String,
    path: String,
    query: String,
    languages: Vec<Language>,
    if_none_match: Option<String>,
}

/// The one parameter of addresses that are no list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LanguageParameter {
    /// The language of the texts; each text falls back by itself to the municipality's language where it has no
    /// translation, and `servedLanguages` says what you got. Without it, `Accept-Language` counts.
    #[param(inline, required = false)]
    pub lang: Option<Language>,
}

/// What a handler answers with.
pub struct Answer<T> {
    /// The body.
    pub body: T,
    /// The `Link` header.
    pub links: Option<String>,
}

impl<T> From<T> for Answer<T> {
    fn from(body: T) -> Self {
        Self { body, links: None }
    }
}

/// What the thread that reads the database hands back.
enum Finished {
    /// The tag by which the reader has it.
    NotModified(String),
    Body {
        json: Vec<u8>,
        links: Option<String>,
        languages: String,
    },
}

impl FromRequest for ReadRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

impl ReadRequest {
    fn read(request: &HttpRequest) -> Result<Self, ApiError> {
        if !accepts_json(request) {
            return Err(ApiError::NotAcceptable);
        }
        let service = request
            .app_data::<Data<Service>>()
            .ok_or_else(|| ApiError::Internal("the service is not set up".into()))?;
        let (path, query) = (request.path(), request.query_string());
        let path = path.strip_prefix(BASE_PATH).unwrap_or(path).to_owned();
        Ok(Self {
            service: Data::clone(service),
            target: if query.is_empty() { path.clone() } else { format!("{path}?{query}") },
            path,
            query: query.to_owned(),
            languages: accepted(AcceptLanguage::parse(request).ok().as_ref()),
            if_none_match: joined(request, &header::IF_NONE_MATCH),
        })
    }

    /// The service.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// Answers a list.
    pub async fn list<V, F>(
        self,
        parameters: ListParameters<V, F>,
        page: fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<V>, ApiError>,
    ) -> Result<HttpResponse, ApiError>
    where
        V: View,
        F: Filter + ReadFilter,
    {
        let ListParameters { query, depends_on_the_day, .. } = parameters;
        self.page(query, depends_on_the_day, page).await
    }

    /// Answers one page of a list.
    pub async fn page<V, F>(
        self,
        query: ListQuery<F>,
        depends_on_the_day: bool,
        page: fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<V>, ApiError>,
    ) -> Result<HttpResponse, ApiError>
    where
        V: Serialize + 'static,
        F: Filter,
    {
        let urls = PageUrls::new(format!("{}{}", self.service.base_url, self.path), &self.query);
        self.answer(query.language.clone(), depends_on_the_day, move |reader| {
            let page = page(reader, &query)?;
            let links = urls.links(&page, &Order::written(&query.sort));
            let header = links.header();
            Ok(Answer { body: PageBody::new(page, query.limit, links, query.fields), links: header })
        })
        .await
    }

    /// Answers one record.
    pub async fn record<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        let language = self.only_language()?;
        self.answer(language, false, move |reader| Ok(reader.view::<V>(&id.id)?.into())).await
    }

    /// Reads the query of an address that has no parameter but `lang`.
    pub fn only_language(&self) -> Result<Option<Language>, ApiError> {
        let mut query = QueryReader::new(&self.query);
        let language = query.text_value("lang");
        query.finish()?;
        Ok(language)
    }

    /// Reads the query of an address that has no parameter.
    pub fn only_nothing(&self) -> Result<(), ApiError> {
        QueryReader::new(&self.query).finish()
    }

    /// The tag that the reader has an answer of already.
    pub fn if_none_match(&self) -> Option<&str> {
        self.if_none_match.as_deref()
    }

    /// Answers with what `work` makes of the data set, or with 304 when the reader has it already.
    pub async fn answer<T, F>(
        self,
        language: Option<Language>,
        depends_on_the_day: bool,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        T: Serialize,
        F: FnOnce(&mut Reader<'_>) -> Result<Answer<T>, ApiError> + Send + 'static,
    {
        let Self { service, target, languages, if_none_match, .. } = self;
        let languages = language.map_or(languages, |language| vec![language]);
        let today = service.today();
        let day = if depends_on_the_day { today.to_string() } else { String::new() };
        let wanted: Vec<&str> = languages.iter().map(Language::as_str).collect();
        let variant = [
            env!("CARGO_PKG_VERSION").to_owned(),
            service.base_url.to_string(),
            target,
            wanted.join(","),
            day,
        ];
        let audience = Audience { languages, base_url: Arc::clone(&service.base_url), today };
        let totals = service.totals.clone();
        let (tag, finished) = service
            .db
            .read(move |connection| {
                let mut reader = Reader::new(connection, audience, totals)?;
                let parts: Vec<&str> = variant.iter().map(String::as_str).collect();
                let state = reader.data_set.state();
                let parts: Vec<&str> = parts.into_iter().chain([state.as_str()]).collect();
                let tag = entity_tag(reader.data_set.revision, &parts);
                let finished = finish(&mut reader, if_none_match.as_deref(), &tag, work)?;
                Ok((tag, finished))
            })
            .await?;
        Ok(respond(&service, &tag, finished))
    }
}

fn finish<T: Serialize>(
    reader: &mut Reader<'_>,
    if_none_match: Option<&str>,
    tag: &str,
    work: impl FnOnce(&mut Reader<'_>) -> Result<Answer<T>, ApiError>,
) -> Result<Finished, ApiError> {
    if let Some(known) = if_none_match.and_then(|given| matching(given, tag)) {
        return Ok(Finished::NotModified(known.to_owned()));
    }
    let Answer { body, links } = work(reader)?;
    if if_none_match.is_some_and(|given| given.trim() == "*") {
        return Ok(Finished::NotModified(tag.to_owned()));
    }
    let languages: Vec<&str> = reader.served.iter().map(Language::as_str).collect();
    Ok(Finished::Body { json: serde_json::to_vec(&body)?, links, languages: languages.join(", ") })
}

fn respond(service: &Service, tag: &str, finished: Finished) -> HttpResponse {
    let (status, tag) = match &finished {
        Finished::NotModified(known) => (StatusCode::NOT_MODIFIED, known.as_str()),
        Finished::Body { .. } => (StatusCode::OK, tag),
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={}", service.fresh_seconds)))
        .insert_header((header::VARY, VARY));
    match finished {
        Finished::NotModified(_) => response.finish(),
        Finished::Body { json, links, languages } => {
            if let Some(links) = links {
                response.insert_header((header::LINK, links));
            }
            if !languages.is_empty() {
                response.insert_header((header::CONTENT_LANGUAGE, languages));
            }
            response.content_type("application/json").body(json)
        }
    }
}

/// All values of a header, as one list.
fn joined(request: &HttpRequest, name: &header::HeaderName) -> Option<String> {
    let values: Vec<&str> = request.headers().get_all(name).filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Whether the reader takes JSON (RFC 9110 §12.5.1: no or an empty `Accept` takes everything, `q=0` takes nothing).
pub fn accepts_json(request: &HttpRequest) -> bool {
    if request.headers().get_all(header::ACCEPT).all(HeaderValue::is_empty) {
        return true;
    }
    let Ok(Accept(ranges)) = Accept::parse(request) else { return false };
    let specificity = |range: &str| match range {
        "application/json" => 3,
        "application/*" => 2,
        "*/*" => 1,
        _ => 0,
    };
    let best = ranges
        .iter()
        .map(|range| (specificity(range.item.essence_str()), range.quality))
        .filter(|(specificity, _)| *specificity > 0)
        .max_by_key(|(specificity, _)| *specificity);
    best.is_some_and(|(_, quality)| quality > header::Quality::ZERO)
}
