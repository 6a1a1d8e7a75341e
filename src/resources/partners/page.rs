//! A partner as a page.

use maud::{Markup, html};
use serde::Deserialize;

use super::{places::PartnerPlace, view::PartnerView};
use crate::{
    error::ApiError,
    html::{
        context::PageContext,
        entry::{ListEntry, Marker},
        localized_text::LocalizedText,
        map_figure::{self, MapLink},
        parts::{Badge, Fact, Section, Tone, date, record_links, short_link},
        record::{CommonParts, RecordPage, RecordParts},
        sources::inferred,
        status,
    },
    model::{
        partner::{AliasKind, PartnerStatus},
        record_type::RecordType,
    },
    store::read::{list_line::ListLine, reader::Reader, view::ViewContext},
    values::{country::Country, date::PartialDate, place::Location},
    words::table::Word,
};

/// What an entry of a list shows of a partner.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PartnerLine {
    country: Country,
    location: Option<Location>,
    partner_since: Option<PartialDate>,
    partner_until: Option<PartialDate>,
}

impl RecordPage for PartnerView {
    type LineFields = PartnerLine;

    fn entry(page: &PageContext, line: ListLine<PartnerLine>, _: &ViewContext) -> ListEntry {
        let title = LocalizedText::from(&line);
        let words = page.words;
        let PartnerLine { country, location, partner_since, partner_until } = line.fields;
        let of_interface = |text: String| LocalizedText::of_interface(page, text);
        let since = partner_since.map(|date| (Word::SinceYear, date));
        let until = partner_until.map(|date| (Word::UntilYear, date));
        let year = |(word, date): (Word, PartialDate)| {
            words.with(word, &[&date.first_day().day().year().to_string()])
        };
        let country = words.country(&country).to_owned();
        let notes = [Some(country), until.or(since).map(year)];
        ListEntry {
            record_type: RecordType::Partners,
            id: line.id,
            title,
            start: None,
            end: None,
            time: None,
            marker: Marker::None,
            notes: notes.into_iter().flatten().map(of_interface).collect(),
            amount: None,
            status: None,
            location,
        }
    }

    fn title(&self) -> LocalizedText {
        LocalizedText::served(&self.name, "name", &self.served_languages)
    }

    fn parts(&self, page: &PageContext, _: &mut Reader<'_>) -> Result<RecordParts, ApiError> {
        let text = self.description.as_deref();
        let text =
            text.map(|text| LocalizedText::served(text, "description", &self.served_languages));
        let map = self.place(page).and_then(|place| map_figure::section(page, &[place]));
        Ok(RecordParts {
            above: None,
            below: None,
            text,
            main: status::history(page, &self.status_changes).into_iter().collect(),
            facts: self.facts(page),
            aside: map.into_iter().chain(self.other_names(page)).collect(),
            common: CommonParts {
                topics: Vec::new(),
                media: self.media.clone(),
                identifiers: self.identifiers.clone(),
                web_page: self.web_page.clone(),
                sources: self.sources.clone(),
            },
        })
    }
}

impl PartnerPlace {
    /// The place on a map, with the page of the partner.
    pub(crate) fn link(self, page: &PageContext) -> MapLink {
        let Self { id, name, language, country, location } = self;
        MapLink {
            lang: page.foreign(Some(&language)).map(str::to_owned),
            name,
            about: page.words.country(&country).to_owned(),
            location,
            address: Some(page.addresses.record(RecordType::Partners, id.as_str())),
        }
    }
}

impl PartnerView {
    /// Where it is; `None` if nobody knows.
    fn place(&self, page: &PageContext) -> Option<MapLink> {
        let LocalizedText { text, language } = self.title();
        let place = PartnerPlace {
            id: self.id.clone(),
            name: text,
            language: language?,
            country: self.country.clone(),
            location: self.location?,
        };
        Some(place.link(page))
    }

    fn facts(&self, page: &PageContext) -> Vec<Fact> {
        let words = page.words;
        let successors = html! { (record_links(page, RecordType::Partners, &self.successors)) };
        let facts = [
            Some(Fact::new(page, Word::Country, words.country(&self.country))),
            self.region.as_ref().map(|region| Fact::new(page, Word::Region, region.to_string())),
            Some(Fact::new(page, Word::Kind, words.name(self.kind))),
            self.partner_since.map(|since| {
                Fact::new(
                    page,
                    Word::PartnerSince,
                    self.dated(page, "partnerSince", &date(page, since)),
                )
            }),
            self.partner_until.map(|until| {
                Fact::new(
                    page,
                    Word::PartnerUntil,
                    self.dated(page, "partnerUntil", &date(page, until)),
                )
            }),
            Some(Fact::new(page, Word::Status, self.status(page))),
            (!self.successors.is_empty()).then(|| Fact::new(page, Word::Successors, successors)),
            self.website
                .as_ref()
                .map(|website| Fact::new(page, Word::Website, short_link(website.as_str()))),
        ];
        facts.into_iter().flatten().collect()
    }

    /// A date, with a badge if a source says that it was inferred: its note names the field.
    fn dated(&self, page: &PageContext, field: &str, date: &Markup) -> Markup {
        let names =
            |note: &String| note.split(|c: char| !c.is_alphanumeric()).any(|word| word == field);
        let is_inferred = self
            .sources
            .iter()
            .any(|source| source.inferred && source.note.as_ref().is_some_and(names));
        html! { (date) @if is_inferred { " " (inferred(page)) } }
    }

    fn status(&self, page: &PageContext) -> Markup {
        let name = page.words.name(self.status);
        let tone = match self.status {
            PartnerStatus::Active => Tone::Good,
            PartnerStatus::Unknown => {
                return html! {
                    (name) br;
                    span.soft { (page.words.text(Word::PartnershipUnknown)) }
                };
            }
            _ => Tone::Plain,
        };
        html! { (Badge::new(name, tone)) }
    }

    fn other_names(&self, page: &PageContext) -> Option<Section> {
        let words = page.words;
        let body = html! {
            dl.facts {
                @for alias in &self.aliases {
                    div {
                        dt {
                            @match &alias.language {
                                Some(language) => (words.language(language)),
                                None => (words.text(Word::NoLanguage)),
                            }
                            @if alias.kind == AliasKind::Historic { ", " (words.name(alias.kind)) }
                        }
                        dd lang=[alias.language.as_ref()] { (alias.value) }
                    }
                }
            }
        };
        (!self.aliases.is_empty())
            .then(|| Section::new("names", words.text(Word::OtherNames), body))
    }
}
