//! The files for crawlers and language models: the sitemap, `robots.txt` and `llms.txt`.

use actix_web::{HttpRequest, HttpResponse, route};

use super::{
    answer::{self, SiteFile, answer},
    queries,
};
use crate::{
    catalogue::{
        facts::SiteUrls,
        llms,
        sitemap::{self as sitemaps, PublishedRecord},
    },
    error::ApiError,
    http::response::fixed_file::FixedFile,
    resources::root,
    store::read::reader::Reader,
    text::messages::message,
};

const XML: &str = "application/xml; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Returns the sitemap: all addresses, or the list of its files if they are too many for one.
#[route("/sitemap.xml", method = "GET", method = "HEAD")]
pub(super) async fn sitemap(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let has_pages = answer::has_pages(&request)?;
    answer(&request, SiteFile::of(XML), move |reader, urls| {
        let files = queries::sitemap_files(reader.connection)?;
        let text = if files.iter().any(|file| *file > 1) {
            sitemaps::index(urls, &files)
        } else {
            let records = queries::sitemap_records(reader.connection, 1)?;
            file(reader, urls, (1, &records), has_pages)
        };
        Ok(text.into_bytes())
    })
    .await
}

/// Returns one file of the sitemap.
#[route("/sitemap-{file}.xml", method = "GET", method = "HEAD")]
pub(super) async fn sitemap_file(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let number = request.match_info().get("file").filter(|file| !file.starts_with(['0', '+', '-']));
    let number: Option<i64> = number.and_then(|file| file.parse().ok());
    let has_pages = answer::has_pages(&request)?;
    answer(&request, SiteFile::of(XML), move |reader, urls| {
        let records = match number {
            Some(number) => queries::sitemap_records(reader.connection, number)?,
            None => Vec::new(),
        };
        match number.filter(|_| !records.is_empty()) {
            Some(number) => Ok(file(reader, urls, (number, &records), has_pages).into_bytes()),
            None => Err(ApiError::NotFound(message!(
                "The sitemap has no such file; /sitemap.xml lists those that it has."
            ))),
        }
    })
    .await
}

/// One file of the sitemap: of the pages for people, or of the API where there are none.
fn file(
    reader: &Reader<'_>,
    urls: &SiteUrls,
    (number, records): (i64, &[PublishedRecord]),
    has_pages: bool,
) -> String {
    if has_pages {
        sitemaps::file_of_pages(urls, number, records, &reader.data_set.languages)
    } else {
        sitemaps::file(urls, number, records)
    }
}

/// Returns the rules for crawlers: they may fetch everything that is public.
#[route("/robots.txt", method = "GET", method = "HEAD")]
pub(super) async fn robots(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let url = answer::urls_of(&request)?.at("/sitemap.xml");
    let text = format!("User-agent: *\nAllow: /\nSitemap: {url}\n");
    FixedFile::new(PLAIN, &text.clone(), text).answer(&request)
}

/// Returns the description for language models.
#[route("/llms.txt", method = "GET", method = "HEAD")]
pub(super) async fn for_models(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    answer(&request, SiteFile::of(PLAIN), |reader, urls| {
        let publisher = queries::publisher(reader)?;
        let counts = root::queries::counts(reader)?;
        Ok(llms::write(urls, publisher.as_ref(), &counts).into_bytes())
    })
    .await
}
