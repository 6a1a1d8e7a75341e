//! An event as a page.

use maud::{Markup, html};
use serde::Deserialize;

use super::{
    filter::EventFilter,
    view::{EventView, Participant},
};
use crate::{
    error::ApiError,
    formats::table::ListFormat,
    html::{
        context::PageContext,
        entry::{ListEntry, Marker},
        localized_text::LocalizedText,
        map_figure::{self, MapLink},
        parts::{Badge, Fact, Section, Tone, period, record_link, record_links, short_link},
        record::{CommonParts, RecordPage, RecordParts},
    },
    http::{collection::Collection as _, request::list_parameters::ListParameters},
    model::{
        event::{EventDirection, EventKind, EventStatus},
        record_type::RecordType,
    },
    store::read::{list_line::ListLine, reader::Reader, view::ViewContext},
    values::{
        clock::ClockTime,
        date::{CalendarDate, PartialDate},
        place::Place,
        reference::{Reference, ReferenceInput},
        traits::ClosedList as _,
    },
    words::table::Word,
};

/// What an entry of a list shows of an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventLine {
    kind: EventKind,
    direction: Option<EventDirection>,
    status: EventStatus,
    start_date: PartialDate,
    end_date: Option<PartialDate>,
    start_time: Option<ClockTime>,
    place: Option<Place>,
    #[serde(default)]
    partners: Vec<ReferenceInput>,
}

impl RecordPage for EventView {
    type LineFields = EventLine;

    fn entry(page: &PageContext, line: ListLine<EventLine>, names: &ViewContext) -> ListEntry {
        let title = LocalizedText::from(&line);
        let EventLine {
            kind,
            direction,
            status,
            start_date,
            end_date,
            start_time,
            place,
            partners,
        } = line.fields;
        let of_interface = |name: &str| LocalizedText::of_interface(page, name);
        let coded = [Some(page.words.name(kind)), direction.map(|one| page.words.name(one))];
        let partners = names.references(RecordType::Partners, &partners).into_iter();
        ListEntry {
            record_type: RecordType::Events,
            id: line.id,
            title,
            start: Some(start_date),
            end: end_date,
            time: start_time,
            marker: Marker::Event,
            notes: coded
                .into_iter()
                .flatten()
                .map(of_interface)
                .chain(partners.map(LocalizedText::from))
                .collect(),
            amount: None,
            status: (status != EventStatus::Held).then(|| status_badge(page, status)),
            location: place.and_then(|place| place.location),
        }
    }

    fn title(&self) -> LocalizedText {
        LocalizedText::served(&self.title, "title", &self.served_languages)
    }

    fn parts(&self, page: &PageContext, reader: &mut Reader<'_>) -> Result<RecordParts, ApiError> {
        let text = self.summary.as_deref();
        let text = text.map(|text| LocalizedText::served(text, "summary", &self.served_languages));
        let neighbours = self.neighbours(page, reader)?;
        let main = [self.participants(page), self.linked(page, &neighbours)];
        Ok(RecordParts {
            above: Some(period(page, self.start_date, self.end_date)),
            below: Some(self.badges(page)),
            text,
            main: main.into_iter().flatten().collect(),
            facts: self.facts(page),
            aside: self.map(page).into_iter().collect(),
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

/// The events before and after one with the same partner.
struct Neighbours {
    partner: Option<Reference>,
    earlier: Option<ListEntry>,
    later: Option<ListEntry>,
}

fn status_badge(page: &PageContext, status: EventStatus) -> Badge {
    let tone = match status {
        EventStatus::Held => Tone::Good,
        EventStatus::Scheduled => Tone::Own,
        EventStatus::Postponed => Tone::Warm,
        EventStatus::Cancelled => Tone::Bad,
    };
    Badge::new(page.words.name(status), tone)
}

impl EventView {
    fn badges(&self, page: &PageContext) -> Markup {
        let words = page.words;
        let direction = self.direction.map(|direction| {
            let tone = match direction {
                EventDirection::Outgoing => Tone::Warm,
                EventDirection::Incoming | EventDirection::Online | EventDirection::Local => {
                    Tone::Own
                }
            };
            Badge::new(words.name(direction), tone)
        });
        html! {
            ul.tags {
                li { (Badge::new(words.name(self.kind), Tone::Own)) }
                @if let Some(direction) = direction { li { (direction) } }
                li { (status_badge(page, self.status)) }
            }
        }
    }

    fn facts(&self, page: &PageContext) -> Vec<Fact> {
        let words = page.words;
        let attendance = self.attendance.map(|attendance| {
            let count = words.integer(attendance.count.into());
            if attendance.approximate { words.with(Word::About, &[&count]) } else { count }
        });
        let registration = self.registration_url.as_ref();
        let facts = [
            Some(Fact::new(page, Word::When, self.when(page))),
            self.place.as_ref().map(|_| Fact::new(page, Word::Place, self.place_lines(page))),
            attendance.map(|attendance| Fact::new(page, Word::Attendance, attendance)),
            registration.map(|url| Fact::new(page, Word::Registration, short_link(url.as_str()))),
        ];
        facts.into_iter().flatten().collect()
    }

    fn when(&self, page: &PageContext) -> Markup {
        let ics = ListFormat::Ics.as_str();
        let record = format!("/api/v1/{}/{}?format={ics}", RecordType::Events.as_str(), self.id);
        let calendar = page.addresses.outside(&record);
        html! {
            (period(page, self.start_date, self.end_date))
            @if let Some(time) = &self.start_time {
                br; (time)
                @if let Some(end) = &self.end_time { "–" (end) }
                @if let Some(zone) = &self.time_zone { " (" (zone) ")" }
            }
            br;
            a.noprint href=(calendar) { (page.words.text(Word::Calendar)) }
        }
    }

    fn place_lines(&self, page: &PageContext) -> Markup {
        let Some(place) = &self.place else { return Markup::default() };
        let language = page.foreign(place.language.as_ref());
        html! {
            @if let Some(name) = &place.name { span lang=[language] { (name) } }
            @if let Some(country) = &place.country {
                @if place.name.is_some() { ", " }
                (page.words.country(country))
            }
            @if let Some(address) = &place.address {
                span lang=[language] { @for line in address.lines() { br; (line) } }
            }
        }
    }

    fn map(&self, page: &PageContext) -> Option<Section> {
        let place = self.place.as_ref()?;
        let country = place.country.as_ref().map(|country| page.words.country(country));
        let name = place.name.clone().or_else(|| place.address.clone());
        let link = MapLink {
            name: name.unwrap_or_default(),
            lang: page.foreign(place.language.as_ref()).map(str::to_owned),
            about: country.unwrap_or_default().to_owned(),
            location: place.location?,
            address: None,
        };
        map_figure::section(page, &[link])
    }

    fn participants(&self, page: &PageContext) -> Option<Section> {
        let body = html! {
            ul.people {
                @for one in &self.participants {
                    li class=[one.partner.is_some().then_some("them")] { (participant(page, one)) }
                }
            }
        };
        (!self.participants.is_empty())
            .then(|| Section::new("people", page.words.text(Word::WhoTookPart), body))
    }

    /// What the event is linked with.
    fn linked(&self, page: &PageContext, neighbours: &Neighbours) -> Option<Section> {
        let words = page.words;
        let lists = [
            (RecordType::Partners, &self.partners),
            (RecordType::Agreements, &self.agreements),
            (RecordType::Projects, &self.projects),
            (RecordType::Programmes, &self.programmes),
        ];
        let whole = self.part_of.as_ref();
        let partner = neighbours.partner.as_ref().map_or("", |partner| partner.name.as_str());
        let around =
            [(Word::EarlierEvent, &neighbours.earlier), (Word::LaterEvent, &neighbours.later)];
        let has_some = lists.iter().any(|(_, list)| !list.is_empty()) || whole.is_some();
        let body = html! {
            dl.facts {
                @if let Some(whole) = whole {
                    div {
                        dt { (words.text(Word::PartOf)) }
                        dd { (record_link(page, RecordType::Events, whole)) }
                    }
                }
                @for (record_type, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
                    div {
                        dt { (words.collection(record_type)) }
                        dd { (record_links(page, record_type, list)) }
                    }
                }
                @for (word, entry) in around {
                    @if let Some(entry) = entry {
                        div {
                            dt { (words.with(word, &[partner])) }
                            dd { (entry.link(page)) br; (entry.line(page)) }
                        }
                    }
                }
            }
        };
        has_some.then(|| Section::new("related", words.text(Word::Related), body))
    }

    /// Finds the events with the same partner that end before this one and that begin after it.
    fn neighbours(
        &self,
        page: &PageContext,
        reader: &mut Reader<'_>,
    ) -> Result<Neighbours, ApiError> {
        let mut found =
            Neighbours { partner: self.partners.first().cloned(), earlier: None, later: None };
        let Some(partner) = self.partners.first() else { return Ok(found) };
        let (first, last) = (
            self.start_date.first_day().days_before(1),
            self.end_date.unwrap_or(self.start_date).last_day().days_before(-1),
        );
        let id = &partner.id;
        let earlier = format!("partner={id}&to={first}&sort=-endDate,-startDate&limit=2");
        let later = format!("partner={id}&from={last}&sort=startDate&limit=20");
        found.earlier = self.nearest(page, reader, &earlier, |one| end(one) <= first)?;
        found.later =
            self.nearest(page, reader, &later, |one| one.start_date.first_day() >= last)?;
        Ok(found)
    }

    fn nearest(
        &self,
        page: &PageContext,
        reader: &mut Reader<'_>,
        query: &str,
        is_wanted: impl Fn(&EventLine) -> bool,
    ) -> Result<Option<ListEntry>, ApiError> {
        let list = ListParameters::<Self, EventFilter>::read(query)?;
        let found = Self::find(reader, &list.query)?;
        let (lines, names) = reader.lines(found)?;
        let mut lines = lines.records.into_iter();
        let nearest = lines.find(|one| one.id != self.id && is_wanted(&one.fields));
        Ok(nearest.map(|line| Self::entry(page, line, &names)))
    }
}

/// The last day that an event can have.
fn end(event: &EventLine) -> CalendarDate {
    event.end_date.unwrap_or(event.start_date).last_day()
}

fn participant(page: &PageContext, one: &Participant) -> Markup {
    let words = page.words;
    let language = page.foreign(one.language.as_ref());
    html! {
        @if let Some(name) = &one.name { b { (name) } }
        @if let Some(role) = &one.role { span lang=[language] { (role) } }
        @if one.head { " " (Badge::new(words.text(Word::HeadOfDelegation), Tone::Plain)) }
        @if one.organisation.is_some() || one.partner.is_some() {
            br;
            span.small.soft {
                @if let Some(organisation) = &one.organisation { span lang=[language] { (organisation) } }
                @if one.organisation.is_some() && one.partner.is_some() { " · " }
                @if let Some(partner) = &one.partner { (record_link(page, RecordType::Partners, partner)) }
            }
        }
    }
}
