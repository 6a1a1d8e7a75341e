//! A programme as a page.

use maud::html;

use super::view::ProgrammeView;
use crate::{
    error::ApiError,
    html::{
        context::PageContext,
        entry::{ListEntry, Marker},
        localized_text::LocalizedText,
        money,
        parts::{Badge, Fact, Tone, short_link},
        record::{CommonParts, RecordPage, RecordParts},
        status,
    },
    model::{programme::ProgrammeStatus, record_type::RecordType},
    resources::projects,
    store::read::reader::Reader,
    words::table::Word,
};

impl RecordPage for ProgrammeView {
    fn entry(&self, page: &PageContext) -> ListEntry {
        let notes = [self.period(), page.words.name(self.instrument).to_owned()];
        ListEntry {
            record_type: RecordType::Programmes,
            id: self.id.clone(),
            title: self.title(),
            start: None,
            end: None,
            marker: Marker::None,
            notes: notes.into_iter().map(|note| LocalizedText::of_interface(page, note)).collect(),
            amount: self.budget.as_ref().and_then(|budget| budget.total),
            status: (self.status != ProgrammeStatus::Unknown).then(|| self.status_badge(page)),
            location: None,
        }
    }

    fn title(&self) -> LocalizedText {
        LocalizedText::served(&self.name, "name", &self.served_languages)
    }

    fn parts(&self, page: &PageContext, reader: &mut Reader<'_>) -> Result<RecordParts, ApiError> {
        let text = self.description.as_deref();
        let text =
            text.map(|text| LocalizedText::served(text, "description", &self.served_languages));
        let value = money::sum(page, &projects::values::total(reader, Some(&self.id))?);
        let main = [
            money::section(page, self.budget.as_ref()),
            status::history(page, &self.status_changes),
        ];
        Ok(RecordParts {
            above: Some(html! { (self.period()) }),
            below: (self.status != ProgrammeStatus::Unknown)
                .then(|| html! { ul.tags { li { (self.status_badge(page)) } } }),
            text,
            main: main.into_iter().flatten().collect(),
            facts: self.facts(page, value),
            aside: Vec::new(),
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

impl ProgrammeView {
    /// The years of the funding period.
    fn period(&self) -> String {
        match self.period_end {
            Some(end) if end != self.period_start => format!("{}–{end}", self.period_start),
            Some(_) => self.period_start.to_string(),
            None => format!("{}–", self.period_start),
        }
    }

    fn status_badge(&self, page: &PageContext) -> Badge {
        let tone = match self.status {
            ProgrammeStatus::Open => Tone::Good,
            ProgrammeStatus::Planned => Tone::Own,
            ProgrammeStatus::Suspended => Tone::Warm,
            ProgrammeStatus::Closed | ProgrammeStatus::Unknown => Tone::Plain,
        };
        Badge::new(page.words.name(self.status), tone)
    }

    /// The facts, with the value of its projects.
    fn facts(&self, page: &PageContext, value: Option<String>) -> Vec<Fact> {
        let words = page.words;
        let status = if self.status == ProgrammeStatus::Unknown {
            html! { (words.name(self.status)) br; span.soft { (words.text(Word::StatusUnknown)) } }
        } else {
            html! { (self.status_badge(page)) }
        };
        let facts = [
            Some(Fact::new(page, Word::FundingPeriod, self.period())),
            Some(Fact::new(page, Word::Instrument, words.name(self.instrument))),
            self.code.as_ref().map(|code| Fact::new(page, Word::Code, code.as_str())),
            (!self.area.is_empty()).then(|| Fact::new(page, Word::Area, self.area.join(", "))),
            Some(Fact::new(page, Word::Status, status)),
            value.map(|value| Fact::new(page, Word::ProjectsTogether, value)),
            self.website
                .as_ref()
                .map(|website| Fact::new(page, Word::Website, short_link(website.as_str()))),
        ];
        facts.into_iter().flatten().collect()
    }
}
