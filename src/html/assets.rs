//! The files that pages load: inside the binary, at addresses that name their content, so that browsers keep them for ever.

use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// A file that pages load.
pub(crate) struct Asset {
    /// The path below the public URL: `/assets/site.1a2b3c4d.css`.
    pub path: String,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The content.
    pub content: &'static str,
}

impl Asset {
    fn new(name: &str, ending: &str, content_type: &'static str, content: &'static str) -> Self {
        let hash = Sha256::digest(content);
        let hash = HEXLOWER.encode(&hash[..4]);
        Self { path: format!("{FOLDER}/{name}.{hash}.{ending}"), content_type, content }
    }
}

/// The folder of all files.
const FOLDER: &str = "/assets";

/// The style sheet of all pages.
pub(crate) static SITE_STYLES: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("site", "css", "text/css; charset=utf-8", include_str!("assets/site.css"))
});

/// The style sheet of the desk, loaded after that of all pages.
pub(crate) static DESK_STYLES: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("desk", "css", "text/css; charset=utf-8", include_str!("assets/desk.css"))
});

/// What makes the forms of the desk comfortable.
pub(crate) static DESK_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("desk", "js", "text/javascript; charset=utf-8", include_str!("assets/desk.js"))
});

/// The widget for other sites. Its address does not name its content: it stays in their pages for years.
pub(crate) const WIDGET_SCRIPT: &str = include_str!("assets/twinning.js");

/// All files.
pub(crate) fn all() -> impl Iterator<Item = &'static Asset> {
    [&*SITE_STYLES, &*DESK_STYLES, &*DESK_SCRIPT].into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_the_content() {
        let file = |content| Asset::new("site", "css", "text/css", content).path;
        assert_eq!(file("a{}"), file("a{}"));
        assert_ne!(file("a{}"), file("b{}"));
        assert!(all().all(|asset| asset.path.starts_with("/assets/")));
    }
}
