//! The page of a record: what differs between types, and how it is put together.

use maud::{Markup, html};
use serde::de::DeserializeOwned;

use super::{
    context::PageContext,
    entry::ListEntry,
    localized_text::LocalizedText,
    media,
    parts::{self, Fact, Section, facts, paragraphs},
    sources,
};
use crate::{
    error::ApiError,
    model::media::Medium,
    store::read::{
        list_line::ListLine,
        reader::Reader,
        view::{View, ViewContext},
    },
    values::{
        source::{FactSource, Identifier},
        topic::Topic,
        web_address::WebAddress,
    },
    words::table::Word,
};

/// A record as people read it. Whoever adds a type of record adds this to its view.
pub(crate) trait RecordPage: View {
    /// The fields of its document that an entry of a list shows.
    type LineFields: DeserializeOwned;

    /// A record as an entry of a list; `names` has those of what it refers to.
    fn entry(
        page: &PageContext,
        line: ListLine<Self::LineFields>,
        names: &ViewContext,
    ) -> ListEntry;

    /// Its name or title.
    fn title(&self) -> LocalizedText;

    /// The parts of its page; `reader` has what the page shows of other records.
    fn parts(&self, page: &PageContext, reader: &mut Reader<'_>) -> Result<RecordParts, ApiError>;
}

/// The parts of the page of a record.
pub(crate) struct RecordParts {
    /// What stands above the title, such as the date.
    pub above: Option<Markup>,
    /// What stands below the title, such as badges.
    pub below: Option<Markup>,
    /// The text of the record.
    pub text: Option<LocalizedText>,
    /// The sections below the text.
    pub main: Vec<Section>,
    /// The facts of the box.
    pub facts: Vec<Fact>,
    /// The sections below the box, such as the map.
    pub aside: Vec<Section>,
    /// What every record has.
    pub common: CommonParts,
}

/// What every record has.
pub(crate) struct CommonParts {
    /// The topics.
    pub topics: Vec<Topic>,
    /// The media.
    pub media: Vec<Medium>,
    /// The identifiers.
    pub identifiers: Vec<Identifier>,
    /// The page of the municipality's own site about the record.
    pub web_page: Option<WebAddress>,
    /// The sources.
    pub sources: Vec<FactSource>,
}

/// The names of registers that are not written in capitals.
const REGISTERS: [(&str, &str); 3] =
    [("geonames", "GeoNames"), ("keep-eu", "keep.eu"), ("wikidata", "Wikidata")];

/// The longest name of a register that is an abbreviation, in bytes.
const ABBREVIATION: usize = 5;

/// Identifiers that have an address: the scheme, and what stands around the value.
const LINKED_SCHEMES: [(&str, &str); 2] =
    [("wikidata", "https://www.wikidata.org/wiki/"), ("geonames", "https://www.geonames.org/")];

/// Puts the page of a record together; `related` are the lists of the records that refer to it.
pub(crate) fn body(
    page: &PageContext,
    title: &LocalizedText,
    record: &RecordParts,
    related: &[Section],
) -> Markup {
    let RecordParts { above, below, text, main, aside, common, .. } = record;
    let media = media::section(page, &common.media);
    let shown = text.as_ref().map(|text| text.text.as_str());
    html! {
        div.lead {
            div {
                @if let Some(above) = above { p.when.big { (above) } }
                h1 lang=[title.lang(page)] { (title.text) }
                @if let Some(below) = below { (below) }
            }
        }
        div.side {
            div {
                @if let Some(text) = text {
                    section { (paragraphs(page, text)) (parts::other_language(page, text)) }
                }
                @for section in main.iter().chain(related).chain(&media) { (section) }
            }
            aside {
                (glance(page, record))
                @if !common.topics.is_empty() {
                    (Section::new("topics", page.words.text(Word::Topics), parts::topics(page, &common.topics)))
                }
                @for section in aside { (section) }
            }
        }
        (sources::section(page, &common.sources, shown))
    }
}

/// The box with the facts.
fn glance(page: &PageContext, record: &RecordParts) -> Markup {
    let RecordParts { facts: own, common, .. } = record;
    let web_page = common.web_page.as_ref();
    let web_page =
        web_page.map(|address| Fact::new(page, Word::WebPage, parts::short_link(address.as_str())));
    let identifiers = (!common.identifiers.is_empty())
        .then(|| Fact::new(page, Word::Identifiers, identifiers(page, &common.identifiers)));
    let body = html! {
        (facts(own))
        (facts(&web_page.into_iter().chain(identifiers).collect::<Vec<_>>()))
    };
    html! { (Section::boxed("glance", page.words.text(Word::AtAGlance), body)) }
}

/// The name of a register.
fn register(page: &PageContext, scheme: &str) -> String {
    let known = REGISTERS.into_iter().find(|(known, _)| *known == scheme);
    match (known, scheme) {
        (Some((_, name)), _) => name.to_owned(),
        (None, "contract") => page.words.text(Word::ContractNumber).to_owned(),
        (None, short) if short.len() <= ABBREVIATION => short.to_uppercase(),
        (None, other) => other.to_owned(),
    }
}

fn identifiers(page: &PageContext, identifiers: &[Identifier]) -> Markup {
    let address = |identifier: &Identifier| {
        let scheme = identifier.scheme.as_str();
        let known = LINKED_SCHEMES.into_iter().find(|(known, _)| *known == scheme)?;
        Some(format!("{}{}", known.1, identifier.value))
    };
    html! {
        @for (at, identifier) in identifiers.iter().enumerate() {
            @if at > 0 { br; }
            (register(page, identifier.scheme.as_str())) " "
            @match address(identifier) {
                Some(address) => (parts::outside_link(&address, &identifier.value)),
                None => (identifier.value),
            }
        }
    }
}
