//! Pictures, documents and films. They are at other sites, which pages do not load from: each is a link.

use maud::{Markup, html};

use super::{context::PageContext, localized_text::LocalizedText, parts::Section};
use crate::{model::media::Medium, values::language::Language, words::table::Word};

/// The section with the media of a record; `None` if it has none.
pub(crate) fn section(page: &PageContext, media: &[Medium]) -> Option<Section> {
    let body = html! { ul.plainlist { @for medium in media { li { (one(page, medium)) } } } };
    (!media.is_empty()).then(|| Section::new("media", page.words.text(Word::Media), body))
}

fn one(page: &PageContext, medium: &Medium) -> Markup {
    let kind = page.words.name(medium.kind);
    let title = medium.title.as_deref().unwrap_or(kind);
    let credits: Vec<&str> =
        [&medium.author, &medium.licence].into_iter().filter_map(|text| text.as_deref()).collect();
    html! {
        span.when { (kind) }
        @if let Some(language) = &medium.language { " " span.when { (page.words.language(language)) } }
        br;
        a href=(medium.url) rel="nofollow noopener" { (title) }
        @if let Some(shows) = alternative(page, medium) {
            p.soft lang=[shows.lang(page)] { (shows.text) }
        }
        @if !credits.is_empty() { p.small.soft { (credits.join(" · ")) } }
    }
}

/// What an image shows: in the language of the page, in the default language, or in any.
fn alternative(page: &PageContext, medium: &Medium) -> Option<LocalizedText> {
    let texts = medium.alt.as_ref()?;
    let in_language =
        |wanted: &Language| texts.texts().find(|(language, _)| *language == Some(wanted));
    let found = in_language(page.language())
        .or_else(|| in_language(&page.default_language))
        .or_else(|| texts.texts().next())?;
    let (language, text) = found;
    Some(LocalizedText::of(text, language))
}
