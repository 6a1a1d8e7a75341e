//! A programme as a page.

use maud::html;
use serde::Deserialize;

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
    model::{
        budget::Budget,
        programme::{Instrument, ProgrammeStatus, ProgrammeStatusChange},
        record_type::RecordType,
    },
    resources::projects,
    store::read::{list_line::ListLine, reader::Reader, view::ViewContext},
    words::table::Word,
};

/// What an entry of a list shows of a programme.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProgrammeLine {
    instrument: Instrument,
    period_start: i16,
    period_end: Option<i16>,
    status: Option<ProgrammeStatus>,
    #[serde(default)]
    status_changes: Vec<ProgrammeStatusChange>,
    budget: Option<Budget>,
}

impl RecordPage for ProgrammeView {
    type LineFields = ProgrammeLine;

    fn entry(page: &PageContext, line: ListLine<ProgrammeLine>, _: &ViewContext) -> ListEntry {
        let title = LocalizedText::from(&line);
        let ProgrammeLine { instrument, period_start, period_end, status, status_changes, budget } =
            line.fields;
        let status = ProgrammeStatus::settled(status, &status_changes);
        let notes = [period(period_start, period_end), page.words.name(instrument).to_owned()];
        ListEntry {
            record_type: RecordType::Programmes,
            id: line.id,
            title,
            start: None,
            end: None,
            time: None,
            marker: Marker::None,
            notes: notes.into_iter().map(|note| LocalizedText::of_interface(page, note)).collect(),
            amount: budget.and_then(|budget| budget.total),
            status: status_badge(page, status),
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
            above: Some(html! { (period(self.period_start, self.period_end)) }),
            below: status_badge(page, self.status)
                .map(|badge| html! { ul.tags { li { (badge) } } }),
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

/// The years of a funding period.
fn period(first: i16, last: Option<i16>) -> String {
    match last {
        Some(last) if last != first => format!("{first}–{last}"),
        Some(_) => first.to_string(),
        None => format!("{first}–"),
    }
}

/// The status as a badge; `None` if no source tells it.
fn status_badge(page: &PageContext, status: ProgrammeStatus) -> Option<Badge> {
    let tone = match status {
        ProgrammeStatus::Open => Tone::Good,
        ProgrammeStatus::Planned => Tone::Own,
        ProgrammeStatus::Suspended => Tone::Warm,
        ProgrammeStatus::Closed => Tone::Plain,
        ProgrammeStatus::Unknown => return None,
    };
    Some(Badge::new(page.words.name(status), tone))
}

impl ProgrammeView {
    /// The facts, with the value of its projects.
    fn facts(&self, page: &PageContext, value: Option<String>) -> Vec<Fact> {
        let words = page.words;
        let unknown_status = || html! { (words.name(self.status)) br; span.soft { (words.text(Word::StatusUnknown)) } };
        let badge = status_badge(page, self.status);
        let status = badge.map_or_else(unknown_status, |badge| html! { (badge) });
        let facts = [
            Some(Fact::new(page, Word::FundingPeriod, period(self.period_start, self.period_end))),
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
