//! Sources as quotations: how the facts of a page are known.

use maud::{Markup, html};

use super::{
    context::PageContext,
    localized_text::LocalizedText,
    parts::{Badge, Section, Tone, outside_link},
};
use crate::{values::source::FactSource, words::table::Word};

/// The section with the sources of a record. A quotation that is `shown` on the page already is not repeated.
pub(crate) fn section(page: &PageContext, sources: &[FactSource], shown: Option<&str>) -> Section {
    let body = html! {
        @if sources.is_empty() {
            p.soft { (page.words.text(Word::NoSources)) }
        } @else {
            @if sources.iter().any(|source| source.quote.is_some()) {
                p.small.soft { (page.words.text(Word::SourcesNote)) }
            }
            ol.sources { @for source in sources { li { (one(page, source, shown)) } } }
        }
    };
    Section::new("sources", page.words.text(Word::Sources), body)
}

fn one(page: &PageContext, source: &FactSource, shown: Option<&str>) -> Markup {
    let title = LocalizedText::of(&source.title, source.language.as_ref());
    let quote =
        source.quote.as_ref().map(|quote| LocalizedText::of(quote, source.language.as_ref()));
    html! {
        (titled(page, source, &title))
        @if source.inferred { " " (inferred(page)) }
        (days(page, source))
        @if let Some(quote) = &quote {
            @if is_same_text(&quote.text, shown) {
                p.soft { (page.words.text(Word::QuotedAbove)) }
            } @else {
                blockquote lang=[quote.lang(page)] cite=[source.url.as_ref()] {
                    @for line in quote.text.lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
                }
            }
        }
        @if let Some(note) = &source.note {
            @let note = LocalizedText::of(note, source.note_language.as_ref());
            p.soft lang=[note.lang(page)] { (note.text) }
        }
    }
}

fn titled(page: &PageContext, source: &FactSource, title: &LocalizedText) -> Markup {
    match &source.url {
        Some(url) => {
            html! { span lang=[title.lang(page)] { (outside_link(url.as_str(), &title.text)) } }
        }
        None => title.inline(page),
    }
}

/// A badge that says that no source states the fact itself.
pub(crate) fn inferred(page: &PageContext) -> Markup {
    html! {
        (Badge::new(page.words.text(Word::Inferred), Tone::Warm))
        span.hide { ": " (page.words.text(Word::InferredNote)) }
    }
}

fn days(page: &PageContext, source: &FactSource) -> Markup {
    let published = source.published_on.map(|date| (Word::PublishedOn, date));
    let accessed = source.accessed_on.map(|day| (Word::AccessedOn, day.into()));
    let days: Vec<String> = [published, accessed]
        .into_iter()
        .flatten()
        .map(|(word, date)| page.words.with(word, &[&page.words.date(date)]))
        .collect();
    html! { @if !days.is_empty() { " " span.soft { "(" (days.join(", ")) ")" } } }
}

/// Whether a quotation is what the page shows, however its spaces are.
fn is_same_text(quote: &str, shown: Option<&str>) -> bool {
    shown.is_some_and(|shown| shown.split_whitespace().eq(quote.split_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_the_text_of_the_page_whatever_its_spaces() {
        assert!(is_same_text("W dniach\n16-17  czerwca", Some("W dniach 16-17 czerwca ")));
        assert!(!is_same_text("W dniach 16-17 czerwca", Some("W dniach 16 czerwca")));
        assert!(!is_same_text("", None));
    }
}
