//! A project as a page.

use maud::{Markup, html};

use super::{
    filter::ProjectFilter,
    view::{Organisation, ProjectView},
};
use crate::{
    error::ApiError,
    html::{
        context::PageContext,
        entry::{ListEntry, Marker},
        localized_text::LocalizedText,
        money::{self, ComparedProject, eu_share},
        parts::{Badge, Fact, Section, Tone, period, record_link, short_link},
        record::{CommonParts, RecordPage, RecordParts},
    },
    http::{collection::Collection as _, request::list_parameters::ListParameters},
    model::{project::ProjectStatus, record_type::RecordType},
    store::read::reader::Reader,
    values::reference::Reference,
    words::table::Word,
};

impl RecordPage for ProjectView {
    fn entry(&self, page: &PageContext) -> ListEntry {
        let partners = self.organisations.iter().filter_map(|one| one.partner.as_ref());
        let partners = partners.map(|one| LocalizedText::of(&one.name, one.language.as_ref()));
        let mut notes: Vec<LocalizedText> = Vec::new();
        for partner in partners {
            if !notes.contains(&partner) {
                notes.push(partner);
            }
        }
        ListEntry {
            record_type: RecordType::Projects,
            id: self.id.clone(),
            title: self.title(),
            start: self.start_date,
            end: self.end_date,
            marker: Marker::Project,
            notes,
            amount: self.budget.as_ref().and_then(|budget| budget.total),
            status: (self.status != ProjectStatus::Unknown).then(|| self.status_badge(page)),
            location: self.place.as_ref().and_then(|place| place.location),
        }
    }

    fn title(&self) -> LocalizedText {
        LocalizedText::served(&self.title, "title", &self.served_languages)
    }

    fn parts(&self, page: &PageContext, reader: &mut Reader<'_>) -> Result<RecordParts, ApiError> {
        let text = self.summary.as_deref();
        let text = text.map(|text| LocalizedText::served(text, "summary", &self.served_languages));
        let comparison = match &self.programme {
            Some(programme) => money::comparison(page, &compared(page, reader, programme)?),
            None => None,
        };
        let main = [
            money::section(page, self.budget.as_ref()),
            comparison,
            self.organisations_section(page),
        ];
        Ok(RecordParts {
            above: self.start_date.map(|start| period(page, start, self.end_date)),
            below: (self.status != ProjectStatus::Unknown)
                .then(|| html! { ul.tags { li { (self.status_badge(page)) } } }),
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

/// The projects of a programme whose value is known, the first hundred.
fn compared(
    page: &PageContext,
    reader: &mut Reader<'_>,
    programme: &Reference,
) -> Result<Vec<ComparedProject>, ApiError> {
    let query = format!("programme={}&limit=100", programme.id);
    let list = ListParameters::<ProjectView, ProjectFilter>::read(&query)?;
    let projects = ProjectView::page(reader, &list.query)?;
    let views = projects.records.iter().filter_map(|record| record.made());
    let compared = views.filter_map(|project| {
        let budget = project.budget.as_ref()?;
        let link = project.entry(page).link(page);
        Some(ComparedProject { link, total: budget.total?, share: eu_share(budget) })
    });
    Ok(compared.collect())
}

impl ProjectView {
    fn status_badge(&self, page: &PageContext) -> Badge {
        let tone = match self.status {
            ProjectStatus::Completed => Tone::Good,
            ProjectStatus::Ongoing | ProjectStatus::Planned => Tone::Own,
            ProjectStatus::Cancelled => Tone::Bad,
            ProjectStatus::Unknown => Tone::Plain,
        };
        Badge::new(page.words.name(self.status), tone)
    }

    fn facts(&self, page: &PageContext) -> Vec<Fact> {
        let words = page.words;
        let unknown = |word: Word| html! { span.soft { (words.text(word)) } };
        let carried_out = match self.start_date.or(self.end_date) {
            Some(_) => self.carried_out(page),
            None => unknown(Word::PeriodUnknown),
        };
        let status = if self.status == ProjectStatus::Unknown {
            html! { (words.name(self.status)) br; (unknown(Word::StatusUnknown)) }
        } else {
            html! { (self.status_badge(page)) }
        };
        let programme = self.programme.as_ref();
        let facts = [
            programme.map(|one| {
                Fact::new(page, Word::Programme, record_link(page, RecordType::Programmes, one))
            }),
            self.acronym.as_ref().map(|acronym| Fact::new(page, Word::Acronym, acronym.as_str())),
            Some(Fact::new(page, Word::Period, carried_out)),
            Some(Fact::new(page, Word::Status, status)),
            self.place.as_ref().and_then(|place| place.name.as_ref()).map(|name| {
                let language = self.place.as_ref().and_then(|place| place.language.as_ref());
                Fact::new(page, Word::Place, LocalizedText::of(name, language).inline(page))
            }),
            self.website
                .as_ref()
                .map(|website| Fact::new(page, Word::Website, short_link(website.as_str()))),
        ];
        facts.into_iter().flatten().collect()
    }

    fn carried_out(&self, page: &PageContext) -> Markup {
        let words = page.words;
        match (self.start_date, self.end_date) {
            (Some(start), Some(end)) => period(page, start, Some(end)),
            (Some(start), None) => html! { (words.with(Word::From, &[&words.date(start)])) },
            (None, Some(end)) => html! { (words.with(Word::Until, &[&words.date(end)])) },
            (None, None) => Markup::default(),
        }
    }

    fn organisations_section(&self, page: &PageContext) -> Option<Section> {
        let body = html! {
            ul.people {
                @for one in &self.organisations {
                    li class=[(!one.own).then_some("them")] { (organisation(page, one)) }
                }
            }
        };
        (!self.organisations.is_empty())
            .then(|| Section::new("organisations", page.words.text(Word::Organisations), body))
    }
}

fn organisation(page: &PageContext, one: &Organisation) -> Markup {
    let words = page.words;
    html! {
        b lang=[page.foreign(None)] { (one.name) }
        (words.name(one.role))
        @if let Some(country) = &one.country { " · " (words.country(country)) }
        @if let Some(partner) = &one.partner {
            br;
            span.small.soft { (record_link(page, RecordType::Partners, partner)) }
        }
    }
}
