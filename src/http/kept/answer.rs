//! An answer that is kept: its headers, its body in all codings, and how long it is right.

use std::sync::OnceLock;

use actix_web::{
    HttpResponse,
    body::{BoxBody, MessageBody as _},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    web::Bytes,
};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    db::public_state::StateNumber,
    http::{
        conditions::TagList,
        header_list::joined,
        response::{
            coding::Coding,
            compression::{FixedBody, is_text},
            etag::with_coding,
        },
    },
    store::read::audience::Audience,
    telemetry::requests::RequestCounters,
    values::date::CalendarDate,
};

/// The headers of an answer that the reader has already (RFC 9110 §15.4.5); its tag is added.
const OF_KNOWN: [HeaderName; 2] = [header::CACHE_CONTROL, header::VARY];

/// Marks a request whose answer is kept if it may be: its conditions are evaluated afterwards, on what is kept.
pub(crate) struct ToBeKept;

/// Says of a response that it is the same for everybody who asks the same at this state of the data set.
#[derive(Clone)]
pub(crate) struct SameForAll {
    /// The state, if it was the current one when the answer was made.
    pub state: Option<StateNumber>,
    /// The day on which it is right; `None` for one that does not depend on it.
    pub day: Option<Day>,
}

/// A day in the time zone of the municipality.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Day {
    from: Timestamp,
    until: Timestamp,
}

impl Day {
    /// The day of an audience; `None` if the calendar ends with it.
    pub(crate) fn of(audience: &Audience) -> Option<Self> {
        Self::in_zone(audience.today, &audience.time_zone)
    }

    fn in_zone(today: CalendarDate, zone: &TimeZone) -> Option<Self> {
        let begins = |day: jiff::civil::Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp());
        let today = today.day();
        Some(Self { from: begins(today)?, until: begins(today.tomorrow().ok()?)? })
    }

    fn is_now(self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }
}

/// An answer that is kept.
pub(crate) struct KeptAnswer {
    /// All headers but those of every response, the tag and the coding.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The tag without a coding.
    tag: String,
    /// The tags of the codings.
    tags: [(Coding, HeaderValue); 3],
    body: FixedBody,
    is_text: bool,
    day: Option<Day>,
    counters: OnceLock<KeptCounters>,
}

/// Where the requests are counted that an answer is sent to.
pub(crate) struct KeptCounters {
    /// The template of the address.
    pub route: Option<String>,
    /// Those that get it.
    pub sent: RequestCounters,
    /// Those that have it already.
    pub known: RequestCounters,
}

impl KeptAnswer {
    /// Keeps a response with its whole body; gives back any other.
    #[expect(
        clippy::result_large_err,
        reason = "it is a response that is sent, as large as any other"
    )]
    pub(super) fn of(
        response: HttpResponse<BoxBody>,
        day: Option<Day>,
    ) -> Result<Self, HttpResponse<BoxBody>> {
        if response.status() != StatusCode::OK {
            return Err(response);
        }
        let Some((tag, tags)) = tags(response.headers()) else { return Err(response) };
        let is_text = is_text(response.headers());
        let headers = response.headers().iter().filter(|(name, _)| *name != header::ETAG);
        let headers = headers.map(|(name, value)| (name.clone(), value.clone())).collect();
        let (response, body) = response.into_parts();
        match body.try_into_bytes() {
            Ok(bytes) => {
                let body = FixedBody::for_a_while(bytes);
                Ok(Self { headers, tag, tags, body, is_text, day, counters: OnceLock::new() })
            }
            Err(body) => Err(response.set_body(body)),
        }
    }

    /// Where GET requests are counted that it is sent to, found once.
    pub(crate) fn counters(&self, find: impl FnOnce() -> KeptCounters) -> &KeptCounters {
        self.counters.get_or_init(find)
    }

    /// Whether it is right at this time, of a state that is the current one.
    pub(super) fn is_right(&self, now: impl FnOnce() -> Timestamp) -> bool {
        self.day.is_none_or(|day| day.is_now(now()))
    }

    /// The bytes that it occupies, with a coding that makes it smaller; both rarely are half as large as the plain bytes.
    pub(super) fn weight(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize =
            headers.map(|(name, value)| name.as_str().len() + value.len() + 64).sum();
        let body = self.body.plain().len();
        size_of::<Self>() + headers + body + if self.is_text { body } else { 0 }
    }

    /// The response to a reader who has nothing of it and likes this coding best; `None` if that is to be made first.
    pub(crate) fn ready(&self, coding: Coding) -> Option<HttpResponse<Bytes>> {
        let coding = if self.is_text { coding } else { Coding::Identity };
        let (coding, bytes) = self.body.ready(coding)?;
        Some(self.with_headers(HttpResponse::with_body(StatusCode::OK, bytes), coding))
    }

    /// The response without a coding, which the edge adds.
    fn plain(&self) -> HttpResponse<BoxBody> {
        let response = self.body.answer(&mut HttpResponse::Ok());
        self.with_headers(response, Coding::Identity)
    }

    /// The response to a reader, 304 if it has the answer already.
    pub(crate) fn known_or_plain(&self, asked: &HeaderMap) -> HttpResponse<BoxBody> {
        match self.known(asked) {
            Some(known) => known.map_into_boxed_body(),
            None => self.plain(),
        }
    }

    fn with_headers<B>(&self, mut response: HttpResponse<B>, coding: Coding) -> HttpResponse<B> {
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        if let Some(name) = coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        if let Some((_, tag)) = self.tags.iter().find(|(known, _)| *known == coding) {
            headers.insert(header::ETAG, tag.clone());
        }
        response
    }

    /// The response to a reader who has it already (304); `None` if `If-None-Match` does not say so.
    pub(crate) fn known(&self, asked: &HeaderMap) -> Option<HttpResponse<Bytes>> {
        let tag = self.known_tag(asked)?;
        let mut response = HttpResponse::with_body(StatusCode::NOT_MODIFIED, Bytes::new());
        let headers = response.headers_mut();
        headers.insert(header::ETAG, tag);
        for (name, value) in self.headers.iter().filter(|(name, _)| OF_KNOWN.contains(name)) {
            headers.append(name.clone(), value.clone());
        }
        Some(response)
    }

    /// The tag that the reader has, in the form in which it has it.
    fn known_tag(&self, asked: &HeaderMap) -> Option<HeaderValue> {
        let sent = asked.get(header::IF_NONE_MATCH)?;
        // Nearly all readers send the one tag that they were given.
        if let Some((_, tag)) = self.tags.iter().find(|(_, tag)| tag == sent) {
            return Some(tag.clone());
        }
        let tag = match TagList::read(&joined(asked, &header::IF_NONE_MATCH)?) {
            TagList::Any => self.tag.clone(),
            known @ TagList::Tags(_) => known.known(|_state| self.tag.clone())?,
        };
        HeaderValue::from_str(&tag).ok()
    }
}

/// The tag of a response, and the tags of its codings.
fn tags(headers: &HeaderMap) -> Option<(String, [(Coding, HeaderValue); 3])> {
    let plain = headers.get(header::ETAG)?;
    let tag = plain.to_str().ok()?.to_owned();
    let coded = |coding: Coding| {
        let value = coding.name().map_or_else(|| tag.clone(), |name| with_coding(&tag, name));
        HeaderValue::from_str(&value).ok().map(|value| (coding, value))
    };
    let tags = [coded(Coding::Identity)?, coded(Coding::Gzip)?, coded(Coding::Brotli)?];
    Some((tag, tags))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lasts_from_midnight_to_midnight_where_the_municipality_is() {
        let zone = TimeZone::get("Europe/Warsaw").unwrap();
        for (today, from, until) in [
            ("2026-11-28", "2026-11-27T23:00:00Z", "2026-11-28T23:00:00Z"),
            ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), // summer begins
            ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), // and ends
        ] {
            let today: jiff::civil::Date = today.parse().unwrap();
            let day = Day::in_zone(today.into(), &zone).unwrap();
            let [from, until]: [Timestamp; 2] = [from, until].map(|text| text.parse().unwrap());
            assert_eq!(day, Day { from, until }, "{today}");
            let second = jiff::SignedDuration::from_secs(1);
            for (now, expected) in
                [(from - second, false), (from, true), (until - second, true), (until, false)]
            {
                assert_eq!(day.is_now(now), expected, "{now}");
            }
        }
    }
}
