//! iCalendar (RFC 5545, RFC 7986): events as a calendar to subscribe to.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{
    content_line::{line, quoted, text, texts},
    list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter},
    record::ShownRecord,
    words::{FormatWord, FormatWords},
};
use crate::{
    model::record_type::{RecordState, RecordType},
    values::{
        date::CalendarDate,
        instant::Instant,
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// How often a subscription is to be renewed.
const RENEWAL: &str = "PT12H";

/// The largest number of a revision that calendars can read.
const MOST_REVISIONS: i64 = i32::MAX as i64;

/// iCalendar.
pub(crate) struct Ics;

impl RecordFormat for Ics {
    fn media_type(&self) -> &'static str {
        "text/calendar"
    }

    fn content_type(&self) -> &'static str {
        "text/calendar; charset=utf-8"
    }

    fn extent(&self) -> Extent {
        Extent::Whole
    }

    fn has_list(&self, kind: RecordType) -> bool {
        kind == RecordType::Events
    }

    fn has_record(&self, kind: RecordType) -> bool {
        kind == RecordType::Events
    }

    fn file_ending(&self) -> Option<&'static str> {
        Some("ics")
    }

    /// Begins a calendar. It has no `METHOD`: with one, each event would need an organizer (RFC 5546 §3.2.1).
    fn list<'l>(
        &self,
        about: &'l ListAbout,
        out: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError> {
        let words = FormatWords::of(&about.languages);
        let name = format!("{}: {}", about.publisher.name, words.collection(about.kind));
        let product = concat!("-//twinning//twinning ", env!("CARGO_PKG_VERSION"), "//EN");
        line(out, "BEGIN", "VCALENDAR");
        line(out, "VERSION", "2.0");
        line(out, "PRODID", product);
        line(out, "CALSCALE", "GREGORIAN");
        text(out, &format!("NAME;LANGUAGE={}", about.main), &name);
        text(out, "X-WR-CALNAME", &name);
        line(out, "SOURCE;VALUE=URI", &about.urls.this);
        if let Some(website) = &about.publisher.website {
            line(out, "URL", website.as_str());
        }
        line(out, "REFRESH-INTERVAL;VALUE=DURATION", RENEWAL);
        line(out, "X-PUBLISHED-TTL", RENEWAL); // the same for Outlook (MS-OXCICAL 2.1.3.1.1.15)
        line(out, "LAST-MODIFIED", &utc(about.changed_at));
        Ok(Box::new(Calendar { about, words }))
    }
}

/// A calendar that is written.
struct Calendar<'l> {
    about: &'l ListAbout,
    words: FormatWords,
}

impl RecordWriter for Calendar<'_> {
    fn write(&mut self, record: &Value, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let event = ShownRecord(record);
        line(out, "BEGIN", "VEVENT");
        self.identity(event, out);
        times(event, out);
        self.texts(event, out);
        line(out, "STATUS", status(event));
        if let Some(whole) = event.text("partOf.url") {
            line(out, "RELATED-TO;RELTYPE=PARENT", &self.uid(whole));
        }
        media(event, &self.about.languages, out);
        line(out, "TRANSP", "TRANSPARENT"); // nobody's week becomes busy
        let is_draft = event.text("state") == Some(RecordState::Draft.as_str());
        line(out, "CLASS", if is_draft { "PRIVATE" } else { "PUBLIC" });
        line(out, "END", "VEVENT");
        Ok(())
    }

    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<(), FormatError> {
        line(out, "END", "VCALENDAR");
        Ok(())
    }
}

impl Calendar<'_> {
    /// The id in all calendars (RFC 7986 §5.3): it depends on the address alone.
    fn uid(&self, url: &str) -> String {
        let url = self.about.id_of(url);
        Uuid::new_v5(&Uuid::NAMESPACE_URL, url.as_bytes()).to_string()
    }

    fn identity(&self, event: ShownRecord<'_>, out: &mut Vec<u8>) {
        line(out, "UID", &self.uid(event.url()));
        let moment = |field| event.text(field).and_then(Instant::read);
        if let Some(changed) = moment("updatedAt") {
            // Without METHOD this is the moment of the last change (RFC 5545 §3.8.7.2).
            line(out, "DTSTAMP", &utc(changed));
            if let Some(created) = moment("createdAt") {
                line(out, "CREATED", &utc(created));
            }
            line(out, "LAST-MODIFIED", &utc(changed));
        }
        let revision = event.value("revision").and_then(Value::as_i64).unwrap_or_default();
        line(out, "SEQUENCE", &revision.min(MOST_REVISIONS).to_string());
    }

    fn texts(&self, event: ShownRecord<'_>, out: &mut Vec<u8>) {
        let language = |field| event.language(field).unwrap_or(self.about.main.as_str());
        let before = match event.text("status") {
            Some("cancelled") => Some(FormatWord::Cancelled),
            Some("postponed") => Some(FormatWord::Postponed),
            _ => None,
        };
        // Many programs show an event that is called off like any other.
        let before = before.map(|word| format!("{}: ", self.words.word(word))).unwrap_or_default();
        let title = format!("{before}{}", event.name());
        text(out, &format!("SUMMARY;LANGUAGE={}", language("title")), &title);
        let description = self.description(event);
        if !description.is_empty() {
            let property = format!("DESCRIPTION;LANGUAGE={}", language("summary"));
            text(out, &property, &description.join("\n"));
        }
        let place = event.text("place.name").or_else(|| event.text("place.address"));
        let country = event.value("place.country").and_then(|_| event.label("country"));
        let place = place.into_iter().chain(country);
        let place = place.collect::<Vec<_>>().join(", ");
        if !place.is_empty() {
            text(out, "LOCATION", &place);
        }
        if let Some((latitude, longitude)) = event.position() {
            line(out, "GEO", &format!("{latitude};{longitude}"));
        }
        let topics = event.topics().map(|(_, name)| name);
        texts(out, &format!("CATEGORIES;LANGUAGE={}", self.about.main), topics);
        let page = self.about.page_of(event);
        line(out, "URL", page.as_deref().unwrap_or_else(|| event.url()));
    }

    fn description(&self, event: ShownRecord<'_>) -> Vec<String> {
        let mut lines: Vec<String> = event.text("summary").into_iter().map(str::to_owned).collect();
        let start = event.text("startDate").unwrap_or_default();
        let known = match start.len() {
            4 => Some(FormatWord::OnlyYear),
            7 => Some(FormatWord::OnlyMonth),
            _ => None,
        };
        lines.extend(known.map(|word| self.words.word(word).to_owned()));
        if moments(event).is_none()
            && let Some(time) = event.text("startTime")
        {
            lines.push(format!("{}: {time}", self.words.word(FormatWord::Time)));
        }
        let partners: Vec<&str> =
            event.items("partners").filter_map(|partner| partner.text("name")).collect();
        if !partners.is_empty() {
            let heading = self.words.word(FormatWord::Partners);
            lines.push(format!("{heading}: {}", partners.join(", ")));
        }
        lines
    }
}

/// Writes when the event is: at a time in UTC, which every calendar shows in its own zone, or on days.
fn times(event: ShownRecord<'_>, out: &mut Vec<u8>) {
    if let Some((start, end)) = moments(event) {
        line(out, "DTSTART", &utc(start));
        // Without an end it takes no time (RFC 5545 §3.6.1).
        if let Some(end) = end {
            line(out, "DTEND", &utc(end));
        }
        return;
    }
    let Some(start) = event.date("startDate") else { return };
    let end = event.date("endDate").unwrap_or(start);
    line(out, "DTSTART;VALUE=DATE", &day(start.first_day()));
    // The end is the day after (RFC 5545 §3.6.1); programs read it wrongly where it is left out.
    let last = end.last_day().max(start.first_day());
    line(out, "DTEND;VALUE=DATE", &day(last.days_before(-1)));
}

/// Returns the moments at which the event begins and ends. A day without a time at one of both ends makes whole days.
fn moments(event: ShownRecord<'_>) -> Option<(Instant, Option<Instant>)> {
    let moment = |field| {
        let moment: Timestamp = event.text(field)?.parse().ok()?;
        Instant::read(&moment.to_string())
    };
    let start = moment("startsAt")?;
    match moment("endsAt") {
        Some(end) => Some((start, Some(end).filter(|end| *end > start))),
        None if event.value("endDate").is_none() => Some((start, None)),
        None => None,
    }
}

fn status(event: ShownRecord<'_>) -> &'static str {
    match event.text("status") {
        Some("cancelled") => "CANCELLED",
        Some("postponed") => "TENTATIVE",
        _ => "CONFIRMED",
    }
}

/// Writes pictures (RFC 7986 §5.10), and documents as attachments.
fn media(event: ShownRecord<'_>, languages: &[Language], out: &mut Vec<u8>) {
    for medium in event.items("media") {
        let Some(url) = medium.text("url") else { continue };
        let form = medium.text("mediaType").map(|form| format!(";FMTTYPE={form}"));
        let form = form.unwrap_or_default();
        match medium.text("kind") {
            Some("image") => {
                let about =
                    medium.alternative(languages).map(|alt| format!(";X-ALT={}", quoted(alt)));
                let about = about.unwrap_or_default();
                line(out, &format!("IMAGE;VALUE=URI;DISPLAY=FULLSIZE{form}{about}"), url);
            }
            _ => line(out, &format!("ATTACH{form}"), url),
        }
    }
}

/// Writes a moment as `20261126T233014Z`.
fn utc(moment: Instant) -> String {
    moment.to_string().replace(['-', ':'], "")
}

fn day(day: CalendarDate) -> String {
    day.to_string().replace('-', "")
}
