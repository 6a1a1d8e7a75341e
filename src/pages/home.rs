//! The home page: whose partners these are, where they are, and what was done together.

use std::{cmp::Reverse, collections::BTreeMap};

use maud::{Markup, html};

use super::{
    lists::{beginning, link_to_all},
    records::linked,
    request::{PageRequest, PageResult},
};
use crate::{
    error::ApiError,
    formats::table::ListFormat,
    html::{
        context::PageContext,
        entry::{self, ListEntry},
        frame::{Alternate, PageHead, SitePart, document},
        map_figure::{self, MapLink},
        record::RecordPage as _,
        timeline::timeline,
    },
    http::{
        collection::Collection as _, formatted::about::FormattedAddress,
        request::list_parameters::ListParameters,
    },
    model::record_type::RecordType,
    resources::{
        agreements::view::AgreementView,
        events::view::EventView,
        municipality,
        partners::{filter::PartnerFilter, view::PartnerView},
        projects::{filter::ProjectFilter, view::ProjectView},
        root,
    },
    store::{
        read::{fragments::Served, list::PageStart, reader::Reader},
        references::referring_counts,
    },
    values::{date::PartialDate, money::Money, traits::ClosedList as _},
    words::table::{Noun, Word},
};

/// The most entries of the timeline.
const TIMELINE: usize = 40;

/// The most partners that are shown as cards, and that are looked at for the map.
const CARDS: usize = 24;
const ON_THE_MAP: usize = 300;

/// The most projects whose values are summed.
const SUMMED: usize = 300;

/// Returns the home page.
pub(super) async fn home(request: PageRequest) -> PageResult {
    let address = request.formatted_address();
    request.answer(true, move |reader, page| render(reader, page, &address)).await
}

fn render(
    reader: &mut Reader<'_>,
    page: &PageContext,
    address: &FormattedAddress,
) -> Result<String, ApiError> {
    let counts = root::queries::counts(reader.connection, reader.audience.visibility)?;
    let partners = partners(reader, page)?;
    let body = html! {
        (lead(reader, page, &counts, &partners)?)
        (cards(reader, page, &partners)?)
        (coming(reader, page)?)
        (past(reader, page)?)
    };
    let linked_data = linked_municipality(reader, page, address)?;
    let json = Alternate { media_type: "application/json", address: "/api/v1".to_owned() };
    let description = page.owner.as_ref().and_then(|owner| owner.description.as_ref());
    let head = PageHead {
        description: description.map(|text| text.text.clone()),
        alternates: vec![json],
        linked_data,
        ..PageHead::new(None, "", SitePart::Other)
    };
    Ok(document(page, &head, &body))
}

fn lead(
    reader: &mut Reader<'_>,
    page: &PageContext,
    counts: &BTreeMap<&'static str, i64>,
    partners: &[ListEntry],
) -> Result<Markup, ApiError> {
    let places: Vec<MapLink> =
        partners.iter().filter_map(|partner| MapLink::of(page, partner)).collect();
    let map = map_figure::figure(page, &places, map_figure::LARGE, Some(Word::MapNote));
    let description = page.owner.as_ref().and_then(|owner| owner.description.as_ref());
    let sum = sum_of_projects(reader, page)?;
    Ok(html! {
        div class=(if map.is_some() { "lead two" } else { "lead" }) {
            div {
                h1 { (title(page)) }
                @if let Some(text) = description { p.big lang=[text.lang(page)] { (text.text) } }
                (count_links(page, counts))
                @if let Some(sum) = sum {
                    p.soft { (page.words.text(Word::ValueOfProjects)) " " strong.num { (sum) } }
                }
            }
            @if let Some(map) = map { (map) }
        }
    })
}

fn title(page: &PageContext) -> Markup {
    let words = page.words;
    let Some(owner) = &page.owner else { return html! { (words.text(Word::HomeTitleUnnamed)) } };
    // The name stands inside the sentence, marked with its language.
    let sentence = words.with(Word::HomeTitle, &["\u{0}"]);
    let (before, after) = sentence.split_once('\u{0}').unwrap_or((&sentence, ""));
    html! { (before) (owner.name.inline(page)) (after) }
}

/// The number of records of each collection, as links.
fn count_links(page: &PageContext, counts: &BTreeMap<&'static str, i64>) -> Markup {
    let shown = [
        (RecordType::Partners, Noun::Partners),
        (RecordType::Events, Noun::Events),
        (RecordType::Agreements, Noun::Agreements),
        (RecordType::Projects, Noun::Projects),
    ];
    html! {
        ul.counts {
            @for (kind, noun) in shown {
                @let count = counts.get(kind.as_str()).copied().unwrap_or_default();
                li {
                    a href=(page.addresses.list(kind)) {
                        b { (page.words.integer(count)) } (page.words.noun(noun, count))
                    }
                }
            }
        }
    }
}

/// The values of projects, by currency.
#[derive(Default)]
struct ProjectValues {
    sums: BTreeMap<&'static str, Money>,
    /// Whether the value of some project is not known.
    is_incomplete: bool,
    seen: usize,
}

impl ProjectValues {
    fn add(&mut self, total: Option<Money>) {
        self.seen += 1;
        let Some(total) = total else {
            self.is_incomplete = true;
            return;
        };
        let none = Money { minor_units: 0, ..total };
        let sum = self.sums.entry(total.currency.code()).or_insert(none);
        sum.minor_units = sum.minor_units.saturating_add(total.minor_units);
    }
}

/// The value of the projects in each currency: at least so much, if the value of some is not known.
fn sum_of_projects(
    reader: &mut Reader<'_>,
    page: &PageContext,
) -> Result<Option<String>, ApiError> {
    let mut query = ListParameters::<ProjectView, ProjectFilter>::read("limit=100")?.query;
    let mut values = ProjectValues::default();
    loop {
        let projects = ProjectView::page(reader, &query)?;
        for project in projects.records.iter().filter_map(Served::made) {
            values.add(project.budget.as_ref().and_then(|budget| budget.total));
        }
        let Some(next) = projects.next else { break };
        if values.seen >= SUMMED {
            values.is_incomplete = true;
            break;
        }
        query.start = PageStart::After(next);
    }
    let amounts: Vec<String> =
        values.sums.into_values().map(|sum| page.words.amount(sum)).collect();
    let (text, is_incomplete) = (amounts.join(" + "), values.is_incomplete);
    Ok((!text.is_empty())
        .then(|| if is_incomplete { page.words.with(Word::AtLeast, &[&text]) } else { text }))
}

/// The partners in the order of their names, as many as the map looks at.
fn partners(reader: &mut Reader<'_>, page: &PageContext) -> Result<Vec<ListEntry>, ApiError> {
    let mut query = ListParameters::<PartnerView, PartnerFilter>::read("limit=100")?.query;
    let mut entries = Vec::new();
    loop {
        let partners = PartnerView::page(reader, &query)?;
        let views = partners.records.iter().filter_map(Served::made);
        entries.extend(views.map(|partner| partner.entry(page)));
        match partners.next {
            Some(next) if entries.len() < ON_THE_MAP => query.start = PageStart::After(next),
            _ => return Ok(entries),
        }
    }
}

/// The partners as cards, with the number of events with each.
fn cards(
    reader: &mut Reader<'_>,
    page: &PageContext,
    partners: &[ListEntry],
) -> Result<Markup, ApiError> {
    let shown = &partners[..partners.len().min(CARDS)];
    let path = |partner: &ListEntry| RecordType::Partners.path(partner.id.as_str());
    let paths: Vec<String> = shown.iter().map(path).collect();
    let visibility = reader.audience.visibility;
    let counts = referring_counts(reader.connection, RecordType::Events, visibility, &paths)?;
    let line = |partner: &ListEntry| {
        let count = counts.get(&path(partner))?;
        Some(page.words.counted(Noun::Events, *count))
    };
    let total = i64::try_from(partners.len()).unwrap_or(i64::MAX);
    let address = page.addresses.list(RecordType::Partners);
    Ok(html! {
        section aria-labelledby="partners" {
            h2 id="partners" { (page.words.collection(RecordType::Partners)) }
            @if shown.is_empty() {
                p.soft { (page.words.text(Word::NothingYet)) }
            } @else {
                (entry::cards(page, shown, line))
                (link_to_all(page, (Noun::Partners, total), shown.len(), &address))
            }
        }
    })
}

/// The next events; nothing if there are none.
fn coming(reader: &mut Reader<'_>, page: &PageContext) -> Result<Markup, ApiError> {
    let query = "period=current,upcoming&sort=startDate&limit=5";
    let Some((entries, total)) = beginning::<EventView>(reader, page, query)? else {
        return Ok(Markup::default());
    };
    let address = page.addresses.filtered(RecordType::Events, "period", "current,upcoming");
    Ok(html! {
        section aria-labelledby="coming" {
            h2 id="coming" { (page.words.text(Word::ComingEvents)) }
            (entry::list(page, &entries))
            (link_to_all(page, (Noun::Events, total), entries.len(), &address))
        }
    })
}

/// The timeline of agreements, past events and projects.
fn past(reader: &mut Reader<'_>, page: &PageContext) -> Result<Markup, ApiError> {
    let lists = [
        beginning::<EventView>(reader, page, &format!("period=past&limit={TIMELINE}"))?,
        beginning::<AgreementView>(reader, page, &format!("limit={TIMELINE}"))?,
        beginning::<ProjectView>(reader, page, &format!("limit={TIMELINE}"))?,
    ];
    let mut total = 0;
    let mut entries: Vec<ListEntry> = Vec::new();
    for (list, number) in lists.into_iter().flatten() {
        total += number;
        entries.extend(list);
    }
    entries.sort_by_key(|entry| Reverse(entry.start.map(PartialDate::first_day)));
    entries.truncate(TIMELINE);
    let is_all = usize::try_from(total).is_ok_and(|total| total <= entries.len());
    Ok(html! {
        @if !entries.is_empty() {
            section aria-labelledby="timeline" {
                h2 id="timeline" { (page.words.text(Word::Timeline)) }
                p.soft { (page.words.text(Word::TimelineNote)) }
                (timeline(page, &entries))
                @if !is_all { (further(page)) }
            }
        }
    })
}

/// Links to the lists with what the timeline leaves out.
fn further(page: &PageContext) -> Markup {
    let lists = [RecordType::Events, RecordType::Agreements, RecordType::Projects];
    html! {
        p {
            (page.words.text(Word::TimelineMore))
            @for (at, kind) in lists.into_iter().enumerate() {
                @if at > 0 { "," }
                " " a href=(page.addresses.list(kind)) { (page.words.collection(kind)) }
            }
        }
    }
}

/// The municipality as JSON-LD.
fn linked_municipality(
    reader: &mut Reader<'_>,
    page: &PageContext,
    address: &FormattedAddress,
) -> Result<Option<Markup>, ApiError> {
    let Some(municipality) = municipality::queries::find(reader)? else { return Ok(None) };
    let format = ListFormat::Jsonld.as_str();
    let kind = RecordType::Municipality;
    linked(&address.about(reader, kind, format, Some(page.language()))?, &municipality)
}
