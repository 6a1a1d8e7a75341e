//! The files beside the page: its icons, and the rules for crawlers.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, route, web::Bytes};

use crate::http::response::fixed_file::FixedFile;

/// 16, 32 and 48 pixels, for browsers that ask for it without reading the page.
static ICON: LazyLock<FixedFile> = LazyLock::new(|| {
    let content = Bytes::from_static(include_bytes!("favicon.ico"));
    FixedFile::new("image/vnd.microsoft.icon", "favicon.ico", content)
});

/// The icon in any size.
static SCALABLE_ICON: LazyLock<FixedFile> =
    LazyLock::new(|| FixedFile::new("image/svg+xml", "favicon.svg", include_str!("favicon.svg")));

/// Everything here is public, so crawlers may fetch all of it.
static ROBOTS: LazyLock<FixedFile> =
    LazyLock::new(|| FixedFile::new("text/plain; charset=utf-8", "robots.txt", include_str!("robots.txt")));

/// Answers with the icon as ICO.
#[route("/favicon.ico", method = "GET", method = "HEAD")]
pub async fn icon(request: HttpRequest) -> HttpResponse {
    ICON.answer(&request)
}

/// Answers with the icon as SVG.
#[route("/favicon.svg", method = "GET", method = "HEAD")]
pub async fn scalable_icon(request: HttpRequest) -> HttpResponse {
    SCALABLE_ICON.answer(&request)
}

/// Answers with the rules for crawlers.
#[route("/robots.txt", method = "GET", method = "HEAD")]
pub async fn robots(request: HttpRequest) -> HttpResponse {
    ROBOTS.answer(&request)
}
