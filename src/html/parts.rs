//! Small parts of pages.

use maud::{Markup, Render, html};

use super::{context::PageContext, localized_text::LocalizedText};
use crate::{
    model::record_type::RecordType,
    values::{date::PartialDate, reference::Reference, topic::Topic, traits::ClosedList as _},
    words::table::Word,
};

/// How a badge is coloured; the colour says nothing that the word does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    /// Neither good nor bad.
    Plain,
    /// The municipality's colour.
    Own,
    /// Something to note.
    Warm,
    /// Well done.
    Good,
    /// Called off.
    Bad,
}

/// A word in a coloured frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Badge {
    /// The word.
    pub text: String,
    /// The colour.
    pub tone: Tone,
}

impl Badge {
    /// A badge.
    pub(crate) fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl Render for Badge {
    fn render(&self) -> Markup {
        let class = match self.tone {
            Tone::Plain => "badge plain",
            Tone::Own => "badge",
            Tone::Warm => "badge warm",
            Tone::Good => "badge good",
            Tone::Bad => "badge bad",
        };
        html! { span class=(class) { (self.text) } }
    }
}

/// A term and what it is, in a list of facts.
pub(crate) struct Fact {
    /// The term.
    pub term: Markup,
    /// What it is.
    pub description: Markup,
}

impl Fact {
    /// A fact.
    pub(crate) fn new(page: &PageContext, term: Word, description: impl Render) -> Self {
        Self { term: page.words.text(term).render(), description: description.render() }
    }
}

/// A list of facts; nothing if there are none.
pub(crate) fn facts(facts: &[Fact]) -> Markup {
    html! {
        @if !facts.is_empty() {
            dl.facts {
                @for fact in facts {
                    div { dt { (fact.term) } dd { (fact.description) } }
                }
            }
        }
    }
}

/// A part of a page under a heading.
pub(crate) struct Section {
    /// The id of the heading.
    pub id: &'static str,
    /// The heading.
    pub heading: String,
    /// The content.
    pub body: Markup,
    /// Whether it is set apart in a box.
    pub is_box: bool,
}

impl Section {
    /// A section.
    pub(crate) fn new(id: &'static str, heading: impl Into<String>, body: Markup) -> Self {
        Self { id, heading: heading.into(), body, is_box: false }
    }

    /// A section in a box.
    pub(crate) fn boxed(id: &'static str, heading: impl Into<String>, body: Markup) -> Self {
        Self { is_box: true, ..Self::new(id, heading, body) }
    }
}

impl Render for Section {
    fn render(&self) -> Markup {
        html! {
            section class=[self.is_box.then_some("box")] aria-labelledby=(self.id) {
                h2 id=(self.id) { (self.heading) }
                (self.body)
            }
        }
    }
}

/// A date for people and for programs.
pub(crate) fn date(page: &PageContext, date: PartialDate) -> Markup {
    period(page, date, None)
}

/// A period for people, with its first date for programs.
pub(crate) fn period(page: &PageContext, start: PartialDate, end: Option<PartialDate>) -> Markup {
    html! { time datetime=(start) { (page.words.period(start, end)) } }
}

/// A text as paragraphs: its lines. Nothing else in it is markup.
pub(crate) fn paragraphs(page: &PageContext, text: &LocalizedText) -> Markup {
    let lines = || text.text.lines().map(str::trim).filter(|line| !line.is_empty());
    html! {
        div.prose lang=[text.lang(page)] {
            @for line in lines() { p { (line) } }
        }
    }
}

/// A sentence that a text is not in the language of the page; nothing if it is.
pub(crate) fn other_language(page: &PageContext, text: &LocalizedText) -> Markup {
    let foreign = text.lang(page).and(text.language.as_ref());
    html! {
        @if let Some(language) = foreign {
            p.small.soft { (page.words.with(Word::OtherLanguage, &[page.words.language(language)])) }
        }
    }
}

/// A link to the page of a record.
pub(crate) fn record_link(
    page: &PageContext,
    record_type: RecordType,
    reference: &Reference,
) -> Markup {
    let name = LocalizedText::of(&reference.name, reference.language.as_ref());
    let address = page.addresses.record(record_type, reference.id.as_str());
    html! { a href=(address) lang=[name.lang(page)] { (name.text) } }
}

/// Links to the pages of records, one in a line.
pub(crate) fn record_links(
    page: &PageContext,
    record_type: RecordType,
    references: &[Reference],
) -> Markup {
    html! {
        @for (at, reference) in references.iter().enumerate() {
            @if at > 0 { br; }
            (record_link(page, record_type, reference))
        }
    }
}

/// A link to another site.
pub(crate) fn outside_link(address: &str, text: &str) -> Markup {
    html! { a href=(address) rel="nofollow noopener" { (text) } }
}

/// An address without its scheme and the slash at its end, as a link.
pub(crate) fn short_link(address: &str) -> Markup {
    let text = address.trim_start_matches("https://").trim_start_matches("http://");
    let text = text.trim_start_matches("www.").trim_end_matches('/');
    outside_link(address, text)
}

/// The topics as links to their pages.
pub(crate) fn topics(page: &PageContext, topics: &[Topic]) -> Markup {
    html! {
        ul.chips {
            @for topic in topics {
                @let address = page.addresses.path(&format!("/topics/{}", topic.as_str()));
                li { a href=(address) { (page.words.name(*topic)) } }
            }
        }
    }
}
