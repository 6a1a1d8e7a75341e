//! An agreement as a page.

use maud::{Markup, html};
use serde::Deserialize;

use super::view::AgreementView;
use crate::{
    error::ApiError,
    html::{
        context::PageContext,
        entry::{ListEntry, Marker},
        localized_text::LocalizedText,
        parts::{Badge, Fact, Section, Tone, date, record_link, record_links},
        record::{CommonParts, RecordPage, RecordParts},
        status,
    },
    model::{
        agreement::{AgreementKind, AgreementStatus, AgreementStatusChange, Signatory},
        record_type::RecordType,
    },
    store::read::{list_line::ListLine, reader::Reader, view::ViewContext},
    values::{date::PartialDate, reference::ReferenceInput},
    words::table::Word,
};

/// What an entry of a list shows of an agreement.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AgreementLine {
    kind: AgreementKind,
    status: Option<AgreementStatus>,
    #[serde(default)]
    status_changes: Vec<AgreementStatusChange>,
    signed_on: Option<PartialDate>,
    #[serde(default)]
    partners: Vec<ReferenceInput>,
}

impl RecordPage for AgreementView {
    type LineFields = AgreementLine;

    fn entry(page: &PageContext, line: ListLine<AgreementLine>, names: &ViewContext) -> ListEntry {
        let title = LocalizedText::from(&line);
        let AgreementLine { kind, status, status_changes, signed_on, partners } = line.fields;
        let status = AgreementStatus::settled(status, &status_changes);
        let kind = LocalizedText::of_interface(page, page.words.name(kind));
        let partners = names.references(RecordType::Partners, &partners).into_iter();
        ListEntry {
            record_type: RecordType::Agreements,
            id: line.id,
            title,
            start: signed_on,
            end: None,
            time: None,
            marker: Marker::Agreement,
            notes: [kind].into_iter().chain(partners.map(LocalizedText::from)).collect(),
            amount: None,
            status: status_badge(page, status),
            location: None,
        }
    }

    fn title(&self) -> LocalizedText {
        LocalizedText::served(&self.title, "title", &self.served_languages)
    }

    fn parts(&self, page: &PageContext, _: &mut Reader<'_>) -> Result<RecordParts, ApiError> {
        let text = self.purpose.as_deref();
        let text = text.map(|text| LocalizedText::served(text, "purpose", &self.served_languages));
        let unknown = || html! { (page.words.text(Word::DateUnknown)) };
        let above = self.signed_on.map_or_else(unknown, |signed| date(page, signed));
        let main = [self.signatories(page), status::history(page, &self.status_changes)];
        Ok(RecordParts {
            above: Some(above),
            below: Some(html! {
                ul.tags {
                    li { (Badge::new(page.words.name(self.kind), Tone::Own)) }
                    @if let Some(status) = status_badge(page, self.status) { li { (status) } }
                }
            }),
            text,
            main: main.into_iter().flatten().collect(),
            facts: self.facts(page),
            aside: Vec::new(),
            common: CommonParts {
                topics: self.topics.clone(),
                media: self.media.clone(),
                identifiers: self.identifiers.clone(),
                web_page: self.web_page.clone(),
                sources: self.sources.clone(),
            },
        })
    }
}

/// The status as a badge; `None` if no source tells it.
fn status_badge(page: &PageContext, status: AgreementStatus) -> Option<Badge> {
    let tone = match status {
        AgreementStatus::InForce => Tone::Good,
        AgreementStatus::Suspended => Tone::Warm,
        AgreementStatus::Terminated => Tone::Bad,
        AgreementStatus::Expired | AgreementStatus::Renewed => Tone::Plain,
        AgreementStatus::Unknown => return None,
    };
    Some(Badge::new(page.words.name(status), tone))
}

impl AgreementView {
    fn facts(&self, page: &PageContext) -> Vec<Fact> {
        let words = page.words;
        let unknown = |word: Word| html! { span.soft { (words.text(word)) } };
        let signed = self
            .signed_on
            .map_or_else(|| unknown(Word::SigningUnknown), |signed| date(page, signed));
        let unknown_status =
            || html! { (words.name(self.status)) br; (unknown(Word::StatusUnknown)) };
        let badge = status_badge(page, self.status);
        let status = badge.map_or_else(unknown_status, |badge| html! { (badge) });
        let agreement = |word: Word, reference| {
            Fact::new(page, word, record_link(page, RecordType::Agreements, reference))
        };
        let facts = [
            Some(Fact::new(page, Word::SignedOn, signed)),
            (!self.partners.is_empty()).then(|| {
                let partners = record_links(page, RecordType::Partners, &self.partners);
                Fact::new(page, Word::Parties, parties(page, &partners))
            }),
            self.place_fact(page),
            self.in_force(page),
            self.terminated_on.map(|day| Fact::new(page, Word::TerminatedOn, date(page, day))),
            Some(Fact::new(page, Word::Status, status)),
            self.renews.as_ref().map(|one| agreement(Word::Renews, one)),
            self.annex_to.as_ref().map(|one| agreement(Word::AnnexTo, one)),
        ];
        facts.into_iter().flatten().collect()
    }

    fn place_fact(&self, page: &PageContext) -> Option<Fact> {
        let place = self.place.as_ref()?;
        let name = place.name.as_deref().or(place.address.as_deref());
        let country = place.country.as_ref().map(|country| page.words.country(country));
        let language = page.foreign(place.language.as_ref());
        Some(Fact::new(
            page,
            Word::Place,
            html! {
                @if let Some(name) = name { span lang=[language] { (name) } }
                @if let Some(country) = country {
                    @if name.is_some() { ", " }
                    (country)
                }
            },
        ))
    }

    fn in_force(&self, page: &PageContext) -> Option<Fact> {
        let words = page.words;
        let ends = [(Word::From, self.valid_from), (Word::Until, self.valid_until)];
        let ends: Vec<String> = ends
            .into_iter()
            .filter_map(|(word, day)| Some(words.with(word, &[&words.date(day?)])))
            .collect();
        (!ends.is_empty()).then(|| Fact::new(page, Word::InForce, ends.join(" ")))
    }

    fn signatories(&self, page: &PageContext) -> Option<Section> {
        let body = html! {
            ul.people { @for one in &self.signatories { li { (signatory(page, one)) } } }
        };
        (!self.signatories.is_empty())
            .then(|| Section::new("signatories", page.words.text(Word::Signatories), body))
    }
}

fn signatory(page: &PageContext, one: &Signatory) -> Markup {
    let language = page.foreign(one.language.as_ref());
    html! {
        @if let Some(name) = &one.name { b { (name) } }
        @if let Some(role) = &one.role { span lang=[language] { (role) } }
        @if let Some(party) = &one.party { br; span.small.soft lang=[language] { (party) } }
    }
}

/// The municipality and the partners.
fn parties(page: &PageContext, partners: &Markup) -> Markup {
    let owner = page.owner.as_ref();
    html! {
        @if let Some(owner) = owner { (owner.name.inline(page)) br; }
        (partners)
    }
}
