//! The files for crawlers and language models: the sitemap, `robots.txt` and `llms.txt`.

use actix_web::{HttpRequest, HttpResponse, route};

use super::{
    answer::{self, SiteFile, answer},
    queries,
};
use crate::{
    catalogue::{llms, sitemap as sitemaps},
    error::ApiError,
    http::response::fixed_file::FixedFile,
    resources::root,
    text::messages::message,
};

const XML: &str = "application/xml; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Returns the sitemap: all addresses, or the list of its files if they are too many for one.
#[route("/sitemap.xml", method = "GET", method = "HEAD")]
pub(super) async fn sitemap(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    answer(&request, SiteFile::of(XML), |reader, urls| {
        let files = queries::sitemap_files(reader.connection)?;
        let text = if files.iter().any(|file| *file > 1) {
            sitemaps::index(urls, &files)
        } else {
            sitemaps::file(urls, 1, &queries::sitemap_records(reader.connection, 1)?)
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
    answer(&request, SiteFile::of(XML), move |reader, urls| {
        let records = match number {
            Some(number) => queries::sitemap_records(reader.connection, number)?,
            None => Vec::new(),
        };
        match number.filter(|_| !records.is_empty()) {
            Some(number) => Ok(sitemaps::file(urls, number, &records).into_bytes()),
            None => Err(ApiError::NotFound(message!(
                "The sitemap has no such file; /sitemap.xml lists those that it has."
            ))),
        }
    })
    .await
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
        let counts = root::queries::counts(reader.connection, reader.audience.visibility)?;
        Ok(llms::write(urls, publisher.as_ref(), &counts).into_bytes())
    })
    .await
}
