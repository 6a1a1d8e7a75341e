//! A project as a page.

use maud::{Markup, html};
use serde::Deserialize;

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
    model::{budget::Budget, project::ProjectStatus, record_type::RecordType},
    store::read::{list_line::ListLine, reader::Reader, view::ViewContext},
    values::{
        date::PartialDate,
        place::Place,
        reference::{Reference, ReferenceInput},
    },
    words::table::Word,
};

/// What an entry of a list shows of a project.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectLine {
    status: ProjectStatus,
    start_date: Option<PartialDate>,
    end_date: Option<PartialDate>,
    place: Option<Place>,
    #[serde(default)]
    organisations: Vec<OrganisationLine>,
    budget: Option<Budget>,
}

#[derive(Deserialize)]
struct OrganisationLine {
    partner: Option<ReferenceInput>,
}

impl RecordPage for ProjectView {
    type LineFields = ProjectLine;

    fn entry(page: &PageContext, line: ListLine<ProjectLine>, names: &ViewContext) -> ListEntry {
        let title = LocalizedText::from(&line);
        let ProjectLine { status, start_date, end_date, place, organisations, budget } =
            line.fields;
        let partners = organisations.into_iter().filter_map(|one| one.partner);
        let mut notes: Vec<LocalizedText> = Vec::new();
        for partner in names.references(RecordType::Partners, &partners.collect::<Vec<_>>()) {
            let partner = LocalizedText::from(partner);
            if !notes.contains(&partner) {
                notes.push(partner);
            }
        }
        ListEntry {
            record_type: RecordType::Projects,
            id: line.id,
            title,
            start: start_date,
            end: end_date,
            time: None,
            marker: Marker::Project,
            notes,
            amount: budget.and_then(|budget| budget.total),
            status: status_badge(page, status),
            location: place.and_then(|place| place.location),
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
            below: status_badge(page, self.status)
                .map(|badge| html! { ul.tags { li { (badge) } } }),
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
    let found = ProjectView::find(reader, &list.query)?;
    let (projects, names) = reader.lines::<ProjectLine>(found)?;
    let compared = projects.records.into_iter().filter_map(|project| {
        let budget = project.fields.budget.as_ref()?;
        let (total, share) = (budget.total?, eu_share(budget));
        let link = ProjectView::entry(page, project, &names).link(page);
        Some(ComparedProject { link, total, share })
    });
    Ok(compared.collect())
}

/// The status as a badge; `None` if no source tells it.
fn status_badge(page: &PageContext, status: ProjectStatus) -> Option<Badge> {
    let tone = match status {
        ProjectStatus::Completed => Tone::Good,
        ProjectStatus::Ongoing | ProjectStatus::Planned => Tone::Own,
        ProjectStatus::Cancelled => Tone::Bad,
        ProjectStatus::Unknown => return None,
    };
    Some(Badge::new(page.words.name(status), tone))
}

impl ProjectView {
    fn facts(&self, page: &PageContext) -> Vec<Fact> {
        let words = page.words;
        let unknown = |word: Word| html! { span.soft { (words.text(word)) } };
        let carried_out = match self.start_date.or(self.end_date) {
            Some(_) => self.carried_out(page),
            None => unknown(Word::PeriodUnknown),
        };
        let unknown_status =
            || html! { (words.name(self.status)) br; (unknown(Word::StatusUnknown)) };
        let badge = status_badge(page, self.status);
        let status = badge.map_or_else(unknown_status, |badge| html! { (badge) });
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
