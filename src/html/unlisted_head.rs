//! The head of pages that no search engine lists: those of errors, and of the desk.

use maud::{Markup, html};

use super::assets::SITE_STYLES;

/// What their heads have. `root` is the path of the public URL.
pub(crate) fn unlisted_head(root: &str, title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="robots" content="noindex";
        title { (title) }
        link rel="stylesheet" href={ (root) (SITE_STYLES.path) };
        link rel="icon" href={ (root) "/favicon.ico" } sizes="32x32";
    }
}
