//! The page with the accessibility statement.

use std::sync::Arc;

use super::request::{PageRequest, PageResult};
use crate::{
    html::{
        frame::{PageHead, SitePart, document},
        localized_text::LocalizedText,
        statement,
    },
    words::table::Word,
};

/// Returns the page with the accessibility statement.
pub(super) async fn statement(request: PageRequest) -> PageResult {
    let facts = Arc::clone(&request.service().statement);
    request
        .answer(false, move |_, page| {
            let title = LocalizedText::of_interface(page, page.words.text(Word::Accessibility));
            let head = PageHead::new(Some(title), "/accessibility", SitePart::Other);
            Ok(document(page, &head, &statement::body(page, &facts)))
        })
        .await
}
