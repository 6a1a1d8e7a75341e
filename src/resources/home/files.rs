//! The icons at the root of the site.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, route, web::Bytes};

use crate::{error::ApiError, http::response::fixed_file::FixedFile};

/// The icon in 16, 32 and 48 pixels, for browsers that request it without reading the page.
static ICON: LazyLock<FixedFile> = LazyLock::new(|| {
    let content = Bytes::from_static(include_bytes!("favicon.ico"));
    FixedFile::new("image/vnd.microsoft.icon", "favicon.ico", content)
});

/// The scalable icon.
static SCALABLE_ICON: LazyLock<FixedFile> =
    LazyLock::new(|| FixedFile::new("image/svg+xml", "favicon.svg", include_str!("favicon.svg")));

/// Returns the icon as ICO.
#[route("/favicon.ico", method = "GET", method = "HEAD")]
pub(crate) async fn icon(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    ICON.answer(&request)
}

/// Returns the icon as SVG.
#[route("/favicon.svg", method = "GET", method = "HEAD")]
pub(crate) async fn scalable_icon(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    SCALABLE_ICON.answer(&request)
}
