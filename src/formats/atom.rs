//! Atom (RFC 4287): the last changes of a list, for readers of feeds.

use serde_json::Value;

use super::{
    feed::{Feed, sources},
    list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter},
    record::ShownRecord,
    xml::XmlWriter,
};
use crate::values::{instant::Instant, traits::TextValue as _};

const MEDIA_TYPE: &str = "application/atom+xml";
const JSON: &str = "application/json";

/// Atom.
pub(crate) struct Atom;

impl RecordFormat for Atom {
    fn media_type(&self) -> &'static str {
        MEDIA_TYPE
    }

    fn content_type(&self) -> &'static str {
        "application/atom+xml; charset=utf-8"
    }

    fn extent(&self) -> Extent {
        Extent::Page
    }

    fn is_feed(&self) -> bool {
        true
    }

    fn list<'l>(
        &self,
        about: &'l ListAbout,
        _: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError> {
        Ok(Box::new(AtomFeed { feed: Feed::of(about), records: Vec::new() }))
    }
}

/// A feed whose records are known at its end: its own moment, which comes first, is that of the newest.
struct AtomFeed<'l> {
    feed: Feed<'l>,
    records: Vec<Value>,
}

impl RecordWriter for AtomFeed<'_> {
    fn write(&mut self, record: &Value, _: &mut Vec<u8>) -> Result<(), FormatError> {
        self.records.push(record.clone());
        Ok(())
    }

    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let Self { feed, records } = *self;
        let about = feed.about;
        let mut xml = XmlWriter::new();
        let language = about.main.as_str();
        xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", language)]);
        head(&mut xml, &feed, &records);
        for record in &records {
            entry(&mut xml, &feed, ShownRecord(record));
        }
        out.extend(xml.finish().into_bytes());
        Ok(())
    }
}

fn head(xml: &mut XmlWriter, feed: &Feed<'_>, records: &[Value]) {
    let about = feed.about;
    let changes = records.iter().filter_map(|record| ShownRecord(record).text("updatedAt"));
    let updated = changes.filter_map(Instant::read).max().or(about.publisher.updated_at);
    xml.text_element("id", &[], &about.id_of(&about.urls.list));
    xml.text_element("title", &[], &feed.title());
    xml.text_element("updated", &[], &updated.unwrap_or(Instant::EPOCH).to_string());
    let urls = &about.urls;
    link(xml, "self", MEDIA_TYPE, &urls.this);
    link(xml, "alternate", JSON, &urls.list);
    // Paged feeds (RFC 5005 §3).
    if urls.next.is_some() || urls.prev.is_some() {
        link(xml, "first", MEDIA_TYPE, &urls.first);
    }
    for (relation, url) in [("previous", &urls.prev), ("next", &urls.next)] {
        if let Some(url) = url {
            link(xml, relation, MEDIA_TYPE, url);
        }
    }
    if let Some(hub) = feed.hub() {
        xml.empty("link", &[("rel", "hub"), ("href", hub)]);
    }
    if let Some(licence) = &about.publisher.licence {
        xml.empty("link", &[("rel", "license"), ("href", licence.url.as_str())]); // RFC 4946
    }
    xml.open("author", &[]);
    xml.text_element("name", &[], &about.publisher.name);
    if let Some(website) = &about.publisher.website {
        xml.text_element("uri", &[], website.as_str());
    }
    xml.close();
    xml.text_element("generator", &[("version", env!("CARGO_PKG_VERSION"))], "twinning");
}

fn link(xml: &mut XmlWriter, relation: &str, media_type: &str, url: &str) {
    xml.empty("link", &[("rel", relation), ("type", media_type), ("href", url)]);
}

fn entry(xml: &mut XmlWriter, feed: &Feed<'_>, record: ShownRecord<'_>) {
    xml.open("entry", &[]);
    xml.text_element("id", &[], &feed.about.id_of(record.url()));
    let language = feed.other_language(record).map(|language| ("xml:lang", language));
    xml.text_element("title", language.as_slice(), record.name());
    if let Some(published) = feed.published(record) {
        xml.text_element("published", &[], &published.to_string());
    }
    xml.text_element("updated", &[], record.text("updatedAt").unwrap_or_default());
    if let Some(page) = feed.about.page_of(record) {
        link(xml, "alternate", "text/html", &page);
    }
    link(xml, "alternate", JSON, record.url());
    for partner in record.items("partners") {
        let (name, url) = (partner.text("name"), partner.text("url"));
        let title = ("title", name.unwrap_or_default());
        let url = ("href", url.unwrap_or_default());
        xml.empty("link", &[("rel", "related"), ("type", JSON), title, url]);
    }
    for (url, title) in sources(record) {
        let title = title.map(|title| ("title", title));
        let attributes = [("rel", "via")].into_iter().chain(title).chain([("href", url)]);
        xml.empty("link", &attributes.collect::<Vec<_>>());
    }
    enclosures(xml, feed, record);
    let scheme = format!("{}/topics", feed.about.base_url);
    for (code, name) in record.topics() {
        xml.empty("category", &[("term", code), ("scheme", &scheme), ("label", name)]);
    }
    xml.text_element("content", &[("type", "text")], &feed.content(record));
    xml.close();
}

/// Writes the links to pictures, documents and films; the title of a picture is what it shows.
fn enclosures(xml: &mut XmlWriter, feed: &Feed<'_>, record: ShownRecord<'_>) {
    for medium in record.items("media") {
        let media_type = medium.text("mediaType").map(|media_type| ("type", media_type));
        let alternative = medium.alternative(&feed.about.languages);
        let title = medium.text("title").or(alternative).map(|title| ("title", title));
        let url = ("href", medium.text("url").unwrap_or_default());
        let attributes = [("rel", "enclosure")].into_iter().chain(media_type).chain(title);
        xml.empty("link", &attributes.chain([url]).collect::<Vec<_>>());
    }
}
