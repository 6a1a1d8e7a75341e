//! The home page: whose partners these are, where they are, and what was done together.

use std::{cmp::Reverse, collections::BTreeMap};

use maud::{Markup, html};

use super::{
    lists::{beginning, found, link_to_all},
    partner_map,
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
        map_figure, money,
        timeline::timeline,
    },
    http::{collection::Collection as _, formatted::about::FormattedAddress},
    model::record_type::RecordType,
    resources::{
        agreements::view::AgreementView,
        events::view::EventView,
        municipality,
        partners::view::PartnerView,
        projects::{self, view::ProjectView},
        root,
    },
    store::{
        read::{key_page::KeyPage, reader::Reader},
        references::referring_counts,
    },
    values::{date::PartialDate, traits::ClosedList as _},
    words::table::{Noun, Word},
};

/// The most entries of the timeline.
const TIMELINE: usize = 40;

/// The most partners that are shown as cards.
const CARDS: usize = 24;

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
    let counts = root::queries::counts(reader)?;
    let body = html! {
        (lead(reader, page, &counts)?)
        (cards(reader, page)?)
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
) -> Result<Markup, ApiError> {
    let (places, lacking) = partner_map::places(reader, page)?;
    let map = map_figure::of_partners(page, &places, lacking);
    let description = page.owner.as_ref().and_then(|owner| owner.description.as_ref());
    let value = money::sum(page, &projects::values::total(reader, None)?);
    Ok(html! {
        div class=(if map.is_some() { "lead two" } else { "lead" }) {
            div {
                h1 { (title(page)) }
                @if let Some(text) = description { p.big lang=[text.lang(page)] { (text.text) } }
                (count_links(page, counts))
                @if let Some(value) = value {
                    p.soft { (page.words.text(Word::ValueOfProjects)) " " strong.num { (value) } }
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

/// The first partners as cards, with the number of events with each.
fn cards(reader: &mut Reader<'_>, page: &PageContext) -> Result<Markup, ApiError> {
    let (shown, total) =
        beginning::<PartnerView>(reader, page, &format!("limit={CARDS}"))?.unwrap_or_default();
    let path = |partner: &ListEntry| RecordType::Partners.path(partner.id.as_str());
    let paths: Vec<String> = shown.iter().map(path).collect();
    let visibility = reader.audience.visibility;
    let counts = referring_counts(reader.connection, RecordType::Events, visibility, &paths)?;
    let line = |partner: &ListEntry| {
        let count = counts.get(&path(partner))?;
        Some(page.words.counted(Noun::Events, *count))
    };
    let address = page.addresses.list(RecordType::Partners);
    Ok(html! {
        section aria-labelledby="partners" {
            h2 id="partners" { (page.words.collection(RecordType::Partners)) }
            @if shown.is_empty() {
                p.soft { (page.words.text(Word::NothingYet)) }
            } @else {
                (entry::cards(page, &shown, line))
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
    let list = page.addresses.filtered(RecordType::Events, "period", "current,upcoming");
    let address = format!("{list}&sort=startDate");
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
    let (latest, past) = (format!("limit={TIMELINE}"), format!("period=past&limit={TIMELINE}"));
    let mut events = found::<EventView>(reader, &past)?;
    let mut agreements = found::<AgreementView>(reader, &latest)?;
    let mut projects = found::<ProjectView>(reader, &latest)?;
    let total = events.total + agreements.total + projects.total;
    // All three lists have the latest first, so that it is known which of them the timeline has room for.
    let keys = [&mut events.keys, &mut agreements.keys, &mut projects.keys];
    KeyPage::keep_first(keys, TIMELINE);
    let mut entries = EventView::shown(reader, events, page)?.records;
    entries.extend(AgreementView::shown(reader, agreements, page)?.records);
    entries.extend(ProjectView::shown(reader, projects, page)?.records);
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
