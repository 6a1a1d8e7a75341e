//! What feeds of both formats say of a list and of its records.

use std::fmt::Write as _;

use super::{
    list::ListAbout,
    record::ShownRecord,
    words::{FormatWord, FormatWords},
};
use crate::values::{instant::Instant, traits::TextValue as _};

/// The entries of a list for readers of feeds.
pub(super) struct Feed<'l> {
    pub about: &'l ListAbout,
    words: FormatWords,
}

impl<'l> Feed<'l> {
    pub(super) fn of(about: &'l ListAbout) -> Self {
        Self { about, words: FormatWords::of(&about.languages) }
    }

    /// Returns the title: `Gmina Kętrzyn: wydarzenia`.
    pub(super) fn title(&self) -> String {
        format!("{}: {}", self.about.publisher.name, self.words.collection(self.about.kind))
    }

    /// Returns the address of the hub, on the page of whose news it tells.
    pub(super) fn hub(&self) -> Option<&'l str> {
        self.about.hub.as_deref().filter(|_| self.about.urls.is_topic)
    }

    /// Returns when a record was published; when it was made, where the journal does not say.
    pub(super) fn published(&self, record: ShownRecord<'_>) -> Option<Instant> {
        let known = self.about.published.get(record.id()).copied();
        known.or_else(|| Instant::read(record.text("createdAt")?))
    }

    /// Returns the language of the title, where it is not that of the feed.
    pub(super) fn other_language<'r>(&self, record: ShownRecord<'r>) -> Option<&'r str> {
        let language = record.language(record.name_field())?;
        (language != self.about.main.as_str()).then_some(language)
    }

    /// Returns the text: what is known of date, place and partners, and then the longer text of the record.
    pub(super) fn content(&self, record: ShownRecord<'_>) -> String {
        let mut content = String::new();
        let mut fact = |word, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(content, "{}: {value}", self.words.word(word));
            }
        };
        fact(FormatWord::Date, &date(record).unwrap_or_default());
        fact(FormatWord::Time, &time(record));
        let place = record.text("place.name").or_else(|| record.text("place.address"));
        fact(FormatWord::Place, place.unwrap_or_default());
        let partners: Vec<&str> =
            record.items("partners").filter_map(|partner| partner.text("name")).collect();
        fact(FormatWord::Partners, &partners.join(", "));
        let text = record.about().map(|(_, text)| text);
        let separator = if content.is_empty() { "" } else { "\n" };
        match text {
            Some(text) => content.extend([separator, text]),
            None if content.is_empty() => content.push_str(record.name()),
            None => {}
        }
        content.trim_end().to_owned()
    }
}

/// Returns the dates of a record as far as they are known: `2015-06`, `2012-12-01 – 2015-05-31`.
fn date(record: ShownRecord<'_>) -> Option<String> {
    let pairs = [
        ("startDate", "endDate"),
        ("signedOn", ""),
        ("partnerSince", "partnerUntil"),
        ("periodStart", "periodEnd"),
    ];
    pairs.into_iter().find_map(|(start, end)| {
        let shown = |field| match record.value(field)? {
            serde_json::Value::String(text) => Some(text.clone()),
            number => Some(number.to_string()),
        };
        match (shown(start), shown(end)) {
            (Some(start), Some(end)) => Some(format!("{start} – {end}")),
            (Some(start), None) => Some(start),
            (None, Some(end)) => Some(format!("– {end}")),
            (None, None) => None,
        }
    })
}

fn time(record: ShownRecord<'_>) -> String {
    let times = ["startTime", "endTime"].into_iter().filter_map(|field| record.text(field));
    times.collect::<Vec<_>>().join(" – ")
}

/// Returns the addresses of the sources with their titles, each once.
pub(super) fn sources(record: ShownRecord<'_>) -> Vec<(&str, Option<&str>)> {
    let mut sources: Vec<(&str, Option<&str>)> = Vec::new();
    for source in record.items("sources") {
        if let Some(url) = source.text("url")
            && !sources.iter().any(|(known, _)| *known == url)
        {
            sources.push((url, source.text("title")));
        }
    }
    sources
}
