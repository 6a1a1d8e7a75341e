//! JSON Feed 1.1: the last changes of a list, for readers of feeds.

use serde_json::{Map, Value, json};

use super::{
    feed::Feed,
    list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter},
    record::ShownRecord,
};

/// The fields of a record that its own object in an item has, for programs.
const OWN_FIELDS: [&str; 12] = [
    "type",
    "id",
    "revision",
    "startDate",
    "endDate",
    "startsAt",
    "endsAt",
    "signedOn",
    "kind",
    "status",
    "place",
    "partners",
];

/// JSON Feed.
pub(crate) struct JsonFeed;

impl RecordFormat for JsonFeed {
    fn media_type(&self) -> &'static str {
        "application/feed+json"
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
        Ok(Box::new(Items { feed: Feed::of(about), items: Vec::new() }))
    }
}

/// The items of a feed.
struct Items<'l> {
    feed: Feed<'l>,
    items: Vec<Value>,
}

impl RecordWriter for Items<'_> {
    fn write(&mut self, record: &Value, _: &mut Vec<u8>) -> Result<(), FormatError> {
        self.items.push(item(&self.feed, ShownRecord(record)));
        Ok(())
    }

    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let Self { feed, items } = *self;
        let about = feed.about;
        let publisher = &about.publisher;
        let website = publisher.website.as_ref().map(ToString::to_string);
        let author = known([
            ("name", Some(json!(publisher.name))),
            ("url", website.clone().map(Value::from)),
        ]);
        let hub = feed.hub().map(|hub| json!([{"type": "WebSub", "url": hub}]));
        let members = known([
            ("version", Some(json!("https://jsonfeed.org/version/1.1"))),
            ("title", Some(json!(feed.title()))),
            ("home_page_url", website.map(Value::from)),
            ("feed_url", Some(json!(about.urls.this))),
            ("next_url", about.urls.next.clone().map(Value::from)),
            ("language", Some(json!(about.main.as_str()))),
            ("authors", Some(json!([author]))),
            ("hubs", hub),
            ("items", Some(Value::Array(items))),
        ]);
        Ok(serde_json::to_writer(out, &members)?)
    }
}

fn item(feed: &Feed<'_>, record: ShownRecord<'_>) -> Value {
    let text = |text: Option<&str>| text.map(Value::from);
    let image = record.items("media").find(|medium| medium.text("kind") == Some("image"));
    let topics: Vec<&str> = record.topics().map(|(_, name)| name).collect();
    let own = OWN_FIELDS.map(|field| (field, record.value(field).cloned()));
    let about = json!(format!("{}/openapi.json", feed.about.base_url));
    let own = known([("about", Some(about))].into_iter().chain(own));
    known([
        ("id", Some(json!(feed.about.id_of(record.url())))),
        ("url", Some(json!(feed.about.page_of(record).unwrap_or_else(|| record.url().to_owned())))),
        ("title", text(Some(record.name()))),
        ("content_text", Some(json!(feed.content(record)))),
        ("summary", text(record.about().map(|(_, text)| text))),
        ("image", text(image.and_then(|image| image.text("url")))),
        ("date_published", feed.published(record).map(|moment| json!(moment.to_string()))),
        ("date_modified", text(record.text("updatedAt"))),
        ("tags", (!topics.is_empty()).then(|| json!(topics))),
        ("language", text(feed.other_language(record))),
        ("attachments", attachments(feed, record)),
        ("_twinning", Some(own)),
    ])
}

/// Lists the media whose type is known, which an attachment must have; each with what a picture shows, its author and
/// its licence.
fn attachments(feed: &Feed<'_>, record: ShownRecord<'_>) -> Option<Value> {
    let media = record.items("media").filter_map(|medium| {
        let alternative = medium.alternative(&feed.about.languages);
        let own = ["author", "licence"].map(|field| (field, medium.value(field).cloned()));
        let own = known([("alt", alternative.map(Value::from))].into_iter().chain(own));
        let has_own = own.as_object().is_some_and(|own| !own.is_empty());
        Some(known([
            ("url", medium.value("url").cloned()),
            ("mime_type", Some(medium.value("mediaType")?.clone())),
            ("title", medium.text("title").or(alternative).map(Value::from)),
            ("_twinning", has_own.then_some(own)),
        ]))
    });
    let media: Vec<Value> = media.collect();
    (!media.is_empty()).then_some(Value::Array(media))
}

/// Makes an object of the members that are known.
fn known<'m>(members: impl IntoIterator<Item = (&'m str, Option<Value>)>) -> Value {
    let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}
