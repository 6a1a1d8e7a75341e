//! What other sites show: the script of the widget, pages for frames, the map as a picture.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_SECURITY_POLICY, HeaderName, VARY},
    web::Bytes,
};
use maud::{DOCTYPE, Markup, html};
use std::sync::LazyLock;
use url::form_urlencoded;

use super::{lists::beginning, partner_map, request::PageResult, site};
use crate::{
    error::{ApiError, Fault},
    html::{
        address::PageAddresses,
        assets::{SITE_STYLES, WIDGET_SCRIPT},
        context::PageContext,
        entry::{self, ListEntry},
        map_figure::{self, MapLink},
    },
    http::{
        collection::Collection,
        edge::headers::EMBED_POLICY,
        made::{BodyForm, BodyHeaders, MadeBody},
        read::ReadRequest,
        request::path::IdPath,
        response::fixed_file::FixedFile,
    },
    model::document::Body as _,
    resources::{events::view::EventView, partners::view::PartnerView},
    store::read::reader::Reader,
    text::messages::{Message, message},
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
    words::table::Word,
};

/// The addresses of the script: one for ever, one for the newest compatible version.
pub(super) const SCRIPTS: [&str; 2] = ["/embed/v1/twinning.js", "/embed/twinning.js"];

/// The other addresses beside those of records.
pub(super) const EVENTS: &str = "/embed/events";
pub(super) const PARTNERS: &str = "/embed/partners";
pub(super) const MAP: &str = "/embed/map";
pub(super) const MAP_FILE: &str = "/embed/map.svg";

/// The script, compressed once.
static SCRIPT: LazyLock<FixedFile> = LazyLock::new(|| {
    let content = Bytes::from_static(WIDGET_SCRIPT.as_bytes());
    FixedFile::new("text/javascript; charset=utf-8", WIDGET_SCRIPT, content)
});

const HTML: BodyForm =
    BodyForm { media_type: "text/html", content_type: "text/html; charset=utf-8" };
const SVG: BodyForm = BodyForm { media_type: "image/svg+xml", content_type: "image/svg+xml" };

/// The policy of the map as a picture, which has its colours in it.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *";

/// Returns the script.
pub(super) async fn script(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    SCRIPT.answer(&request)
}

/// Returns events for a frame: those that the parameters of the list of events filter.
pub(super) async fn events(request: HttpRequest) -> PageResult {
    let asked = EmbedRequest::of(&request, EVENTS)?;
    asked.frame(|reader, page, query| listed::<EventView>(reader, page, &next_first(query))).await
}

/// Returns partners for a frame.
pub(super) async fn partners(request: HttpRequest) -> PageResult {
    let asked = EmbedRequest::of(&request, PARTNERS)?;
    asked
        .frame(|reader, page, query| {
            let entries = entries::<PartnerView>(reader, page, query)?;
            Ok(html! { (entry::cards(page, &entries, |_| None)) })
        })
        .await
}

/// Returns a record for a frame, as an entry of its list.
pub(super) async fn record<V: Collection>(
    request: HttpRequest,
    IdPath { id }: IdPath,
) -> PageResult {
    let path = format!("/embed/{}/{id}", V::Body::KIND.as_str());
    EmbedRequest::of(&request, &path)?
        .frame(move |reader, page, _| {
            let (line, names) = reader.line_of::<V::Body, V::LineFields>(&id)?;
            Ok(entry::list(page, &[V::entry(page, line, &names)]))
        })
        .await
}

/// Returns the map for a frame.
pub(super) async fn map(request: HttpRequest) -> PageResult {
    let asked = EmbedRequest::of(&request, MAP)?;
    asked
        .frame(|reader, page, query| {
            let (places, lacking) = places(reader, page, query)?;
            let figure = map_figure::of_partners(page, &places, lacking);
            Ok(figure.unwrap_or_else(|| nothing(page)))
        })
        .await
}

/// Returns the map as a picture.
pub(super) async fn map_file(request: HttpRequest) -> PageResult {
    let asked = EmbedRequest::of(&request, MAP_FILE)?;
    let policy = (CONTENT_SECURITY_POLICY, PICTURE_POLICY.to_owned());
    asked
        .made(SVG, policy, |reader, page, asked| {
            let (places, _) = places(reader, page, &asked.query)?;
            map_figure::file(page, &places)
                .ok_or_else(|| ApiError::NotFound(message!("There is no partner on the map.")))
        })
        .await
}

/// What a frame is asked for.
struct EmbedRequest {
    read: ReadRequest,
    asked: EmbedQuery,
}

/// The parameters of a frame.
struct EmbedQuery {
    language: Option<Language>,
    is_light: bool,
    /// The parameters of the list.
    query: String,
}

impl EmbedRequest {
    fn of(request: &HttpRequest, path: &str) -> Result<Self, ApiError> {
        let read = ReadRequest::of_page(request, path.to_owned())?;
        let asked = EmbedQuery::read(&read.context.query)?;
        Ok(Self { read, asked })
    }

    async fn frame<F>(self, work: F) -> PageResult
    where
        F: FnOnce(&mut Reader<'_>, &PageContext, &str) -> Result<Markup, ApiError> + Send + 'static,
    {
        let policy = (CONTENT_SECURITY_POLICY, EMBED_POLICY.to_owned());
        self.made(HTML, policy, |reader, page, asked| {
            let body = work(reader, page, &asked.query)?;
            Ok(document(page, asked.is_light, &body))
        })
        .await
    }

    async fn made<F>(self, form: BodyForm, policy: (HeaderName, String), work: F) -> PageResult
    where
        F: FnOnce(&mut Reader<'_>, &PageContext, &EmbedQuery) -> Result<String, ApiError>
            + Send
            + 'static,
    {
        let Self { read, asked } = self;
        let site = read.service().urls().site;
        let vary = if asked.language.is_some() {
            "Accept-Encoding"
        } else {
            "Accept-Encoding, Accept-Language"
        };
        let headers: BodyHeaders = vec![(VARY, vary.to_owned()), policy];
        read.made(form, asked.language.clone(), true, move |reader| {
            let language = language(reader);
            let page = site::context(reader, PageAddresses::new(&site, language))?;
            let bytes = work(reader, &page, &asked)?.into_bytes();
            Ok(MadeBody { bytes, links: None, headers, record_revision: None })
        })
        .await
    }
}

impl EmbedQuery {
    fn read(query: &str) -> Result<Self, ApiError> {
        let mut asked = Self { language: None, is_light: false, query: String::new() };
        let mut list = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match (&*name, &*value) {
                (_, "") => {}
                ("lang", tag) => {
                    let language = Language::read(tag).ok_or_else(|| {
                        unusable("lang", message!("is not a language tag, such as pl or en"))
                    })?;
                    asked.language = Some(language);
                }
                ("theme", "light") => asked.is_light = true,
                ("theme", _) => {
                    let detail =
                        message!("is light, or left out: then the reader’s browser decides");
                    return Err(unusable("theme", detail));
                }
                _ => {
                    list.append_pair(&name, &value);
                }
            }
        }
        asked.query = list.finish();
        Ok(asked)
    }
}

/// The parameters of a list of events: of those to come the next is the first, unless another order is asked for.
fn next_first(query: &str) -> String {
    let value = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
    };
    let are_to_come = value("period").is_some_and(|period| period.contains("upcoming"));
    if are_to_come && value("sort").is_none() {
        format!("{query}&sort=startDate")
    } else {
        query.to_owned()
    }
}

fn unusable(parameter: &'static str, detail: Message) -> ApiError {
    ApiError::Invalid(vec![Fault::of(parameter, "invalid-value", detail)])
}

/// The first language of the reader that has pages, otherwise the default one.
fn language(reader: &Reader<'_>) -> Language {
    let data_set = &reader.data_set;
    let wanted = reader.audience.languages.iter();
    let mut served =
        wanted.filter_map(|one| data_set.languages.iter().find(|own| one.is_served_by(own)));
    served.next().cloned().unwrap_or_else(|| data_set.default_language.clone())
}

fn entries<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    query: &str,
) -> Result<Vec<ListEntry>, ApiError> {
    Ok(beginning::<V>(reader, page, query)?.map(|(entries, _)| entries).unwrap_or_default())
}

fn listed<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    query: &str,
) -> Result<Markup, ApiError> {
    let entries = entries::<V>(reader, page, query)?;
    Ok(if entries.is_empty() { nothing(page) } else { entry::list(page, &entries) })
}

/// The partners on a map, and the number of those that are not on it.
fn places(
    reader: &mut Reader<'_>,
    page: &PageContext,
    query: &str,
) -> Result<(Vec<MapLink>, usize), ApiError> {
    if query.is_empty() {
        return partner_map::places(reader, page);
    }
    let partners = entries::<PartnerView>(reader, page, query)?;
    let places: Vec<MapLink> =
        partners.iter().filter_map(|partner| MapLink::of(page, partner)).collect();
    let lacking = partners.len() - places.len();
    Ok((places, lacking))
}

fn nothing(page: &PageContext) -> Markup {
    html! { p { (page.words.text(Word::NothingYet)) } }
}

/// A page without a frame of its own; its links leave the frame that it is in.
fn document(page: &PageContext, is_light: bool, body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(page.words.tag()) class=[is_light.then_some("light")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (page.owner_name().text) }
                base target="_top";
                link rel="stylesheet" href=(page.addresses.outside(&SITE_STYLES.path));
            }
            body { main.embed { (body) } }
        }
    };
    markup.into_string()
}
