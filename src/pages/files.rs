//! The files that pages load.

use std::{collections::HashMap, sync::LazyLock};

use actix_web::{HttpRequest, HttpResponse, web::Bytes};

use super::site::not_offered;
use crate::{
    error::ApiError,
    html::assets::{self, Asset},
    http::response::fixed_file::FixedFile,
};

/// The address of a file.
pub(super) const ASSETS: &str = "/assets/{file}";

/// The files by their paths, compressed once.
static FILES: LazyLock<HashMap<&'static str, FixedFile>> = LazyLock::new(|| {
    let file = |asset: &'static Asset| {
        let content = Bytes::from_static(asset.content.as_bytes());
        (&*asset.path, FixedFile::lasting(asset.content_type, &asset.path, content))
    };
    assets::all().map(file).collect()
});

/// Returns a file.
pub(super) async fn asset(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let file = FILES.get(request.path()).ok_or_else(not_offered)?;
    file.answer(&request)
}
