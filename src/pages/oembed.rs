//! oEmbed 1.0: how a page of this site is shown in another one, given its address alone.

use actix_web::{HttpRequest, HttpResponse};
use maud::html;
use serde::Serialize;
use url::form_urlencoded;

use super::{request::meaningful, site};
use crate::{
    error::ApiError,
    html::address::{Embeddable, PageAddresses, embeddable},
    http::{
        made::{BodyForm, MadeBody},
        read::ReadRequest,
        request::{list_parameters::ListParameters, query_reader::QueryReader},
    },
    model::record_type::RecordType,
    resources::{
        events::{filter::EventFilter, view::EventView},
        partners::{filter::PartnerFilter, view::PartnerView},
    },
    store::read::reader::Reader,
    text::messages::message,
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The path.
pub(super) const OEMBED: &str = "/oembed";

/// The size of a frame, unless less is wanted.
const WIDTH: i64 = 600;
const HEIGHT: i64 = 400;

/// The most that can be wanted.
const MOST: i64 = 10_000;

const JSON: BodyForm =
    BodyForm { media_type: "application/json", content_type: "application/json" };

/// How a page is shown.
#[derive(Serialize)]
struct Embedded {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    provider_name: String,
    provider_url: String,
    cache_age: u32,
    html: String,
    width: i64,
    height: i64,
}

/// What is asked for.
struct OembedQuery {
    url: String,
    width: i64,
    height: i64,
}

/// Returns how the page at `url` is shown: in a frame. Addresses of other sites and pages that do not exist are a 404.
pub(super) async fn oembed(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let read = ReadRequest::of_page(&request, OEMBED.to_owned())?;
    let asked = OembedQuery::read(&read.context.query)?;
    let site = read.service().urls().site;
    let cache_age = read.service().fresh_seconds;
    read.made(JSON, None, false, move |reader| {
        let bytes = serde_json::to_vec(&embedded(reader, &site, &asked, cache_age)?)?;
        Ok(MadeBody { bytes, links: None, headers: Vec::new(), record_revision: None })
    })
    .await
}

impl OembedQuery {
    fn read(query: &str) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let url = reader.text("url");
        if url.is_none() && !reader.is_given("url") {
            reader.fault("url", "missing", message!("is missing: give the address of a page"));
        }
        let format = reader.text("format");
        let width = reader.number("maxwidth", 1, MOST).unwrap_or(WIDTH).min(WIDTH);
        let height = reader.number("maxheight", 1, MOST).unwrap_or(HEIGHT).min(HEIGHT);
        reader.finish()?;
        if format.is_some_and(|format| format != "json") {
            return Err(ApiError::NotImplemented);
        }
        Ok(Self { url: url.unwrap_or_default(), width, height })
    }
}

fn absent() -> ApiError {
    ApiError::NotFound(message!("This is not the address of a page that can be embedded."))
}

fn embedded(
    reader: &mut Reader<'_>,
    site: &str,
    asked: &OembedQuery,
    cache_age: u32,
) -> Result<Embedded, ApiError> {
    let path =
        asked.url.strip_prefix(site).filter(|path| path.starts_with('/')).ok_or_else(absent)?;
    let (path, filters) = parts(path);
    let filters = meaningful(filters);
    let (tag, below) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let below = below.trim_end_matches('/');
    let language = Language::read(tag).filter(|one| reader.data_set.languages.contains(one));
    let language = language.ok_or_else(absent)?;
    reader.audience.languages.insert(0, language.clone());
    let page = site::context(reader, PageAddresses::new(site, language.clone()))?;
    let (framed, name) = framed(reader, below)?;
    let is_list = name.is_none() && !below.is_empty();
    if is_list && !is_shown(&framed, &filters) {
        return Err(absent());
    }
    let filters = if is_list { filters } else { String::new() };
    let source = format!("{site}/embed/{framed}?{}", frame_query(&language, &filters));
    let owner = page.owner_name().text;
    let list = RecordType::read(&framed).filter(|_| is_list);
    let of_list = |kind: RecordType| format!("{} – {owner}", page.words.collection(kind));
    let title = name.or(list.map(of_list)).unwrap_or_else(|| owner.clone());
    let html = frame(&source, &title, asked);
    Ok(Embedded {
        version: "1.0",
        kind: "rich",
        title,
        provider_name: owner,
        provider_url: format!("{site}/"),
        cache_age,
        html,
        width: asked.width,
        height: asked.height,
    })
}

/// The frame as HTML.
fn frame(source: &str, title: &str, asked: &OembedQuery) -> String {
    let frame = html! {
        iframe src=(source) title=(title) width=(asked.width) height=(asked.height) loading="lazy"
            sandbox="allow-top-navigation-by-user-activation" {}
    };
    frame.into_string()
}

/// The parameters of a frame.
fn frame_query(language: &Language, filters: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("lang", language.as_str())
        .extend_pairs(form_urlencoded::parse(filters.as_bytes()))
        .finish()
}

/// Whether a list takes these filters: a page that has faults cannot be embedded.
fn is_shown(list: &str, filters: &str) -> bool {
    match list {
        "partners" => ListParameters::<PartnerView, PartnerFilter>::read(filters).is_ok(),
        _ => ListParameters::<EventView, EventFilter>::read(filters).is_ok(),
    }
}

/// The path of an address, and the parameters with which a list was filtered.
fn parts(address: &str) -> (&str, &str) {
    let address = address.split('#').next().unwrap_or_default();
    address.split_once('?').unwrap_or((address, ""))
}

/// The frame for a page, by its path below the language, and the name of its record. Fails with 404 if there is none.
fn framed(reader: &mut Reader<'_>, below: &str) -> Result<(String, Option<String>), ApiError> {
    match embeddable(below).ok_or_else(absent)? {
        Embeddable::Partners => Ok(("partners".to_owned(), None)),
        Embeddable::Events => Ok(("events".to_owned(), None)),
        Embeddable::Record(kind, id) => {
            let path = kind.path(id);
            let name = reader.names_of(std::slice::from_ref(&path))?.remove(&path);
            Ok((path, Some(name.ok_or_else(absent)?)))
        }
    }
}
