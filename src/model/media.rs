//! Pictures, documents and films about a record, as links.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    error::Fault,
    text::messages::message,
    values::{
        labels::labelled, language::Language, source::is_false, translations::TextByLanguage,
        web_address::WebAddress,
    },
};

choices! {
    /// The kind of a medium.
    pub enum MediaKind {
        /// A photograph or drawing.
        Image = "image",
        /// A document, such as the scan of an agreement.
        Document = "document",
        /// A film.
        Video = "video",
    }
}

labelled! { MediaKind => MediaKind }

/// A picture, document or film about the record: a link to where it is published.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Medium {
    /// The kind.
    pub kind: MediaKind,
    /// The URL of the file or of the page that shows it.
    pub url: WebAddress,
    /// The title.
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// What an image shows, by language, for readers who do not see it. Required for an image unless it is `decorative`.
    pub alt: Option<TextByLanguage>,
    /// True if an image says nothing that the texts do not say, so that readers who do not see it miss nothing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub decorative: bool,
    /// The author, as the licence wants them named.
    #[schema(min_length = 1, max_length = 300)]
    pub author: Option<String>,
    /// The licence: its name, its SPDX identifier or its URL.
    #[schema(min_length = 1, max_length = 300, example = "CC BY 4.0")]
    pub licence: Option<String>,
    /// The media type of the file.
    #[schema(pattern = "^[a-z]+/[a-z0-9][a-z0-9.+-]{0,60}$", example = "image/jpeg")]
    pub media_type: Option<String>,
    /// The language of a document or film.
    pub language: Option<Language>,
    /// The width of an image or film in pixels.
    #[schema(minimum = 1, maximum = 100_000)]
    pub width: Option<u32>,
    /// The height of an image or film in pixels.
    #[schema(minimum = 1, maximum = 100_000)]
    pub height: Option<u32>,
}

/// Adds a fault for each image that neither has a text for readers who do not see it nor is decorative.
pub(crate) fn require_alt(media: &[Medium], faults: &mut Vec<Fault>) {
    for (at, medium) in media.iter().enumerate().filter(|(_, one)| one.kind == MediaKind::Image) {
        let has_text = medium.alt.as_ref().is_some_and(|texts| !texts.is_empty());
        let (code, detail) = match (has_text, medium.decorative) {
            (false, false) => (
                "missing",
                message!(
                    "an image needs a text for readers who do not see it, as in {{\"pl\": \"…\"}}, or \"decorative\": true"
                ),
            ),
            (true, true) => {
                ("invalid-value", message!("a decorative image says nothing, so it has no text"))
            }
            _ => continue,
        };
        faults.push(Fault::at(format!("/media/{at}/alt"), code, detail));
    }
}
