//! What a format of records is, and what it is told of the list that it writes.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

use super::record::ShownRecord;
use crate::{
    model::record_type::RecordType,
    spreadsheet::{list_columns::ListColumn, writer::Delimiter},
    store::read::publisher::NamedPublisher,
    text::messages::Message,
    values::{instant::Instant, language::Language},
};

/// Why records cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormatError {
    /// A fault of this program.
    #[error("the list cannot be written: {0}")]
    Broken(String),
    /// The format has no room for a record.
    #[error("{0}")]
    NoRoom(Message),
}

impl From<serde_json::Error> for FormatError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// How much of a list an answer in a format has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Extent {
    /// A page, as JSON has.
    Page,
    /// The whole list, however long it is.
    Whole,
    /// The whole list, if it is not too long to be made in memory.
    WholeInMemory,
}

/// A format of records: each is one file of this folder and one line of the [`table`](super::table).
///
/// A format writes what the API shows: it gets each record as its JSON, so that it cannot show what the API hides.
pub(crate) trait RecordFormat: Sync {
    /// The media type, without parameters.
    fn media_type(&self) -> &'static str;

    /// The value of `Content-Type`.
    fn content_type(&self) -> &'static str {
        self.media_type()
    }

    /// How much of a list an answer has.
    fn extent(&self) -> Extent;

    /// Whether lists of these records have the format.
    fn has_list(&self, _kind: RecordType) -> bool {
        true
    }

    /// Whether single records have the format.
    fn has_record(&self, _kind: RecordType) -> bool {
        false
    }

    /// Whether a list has only the fields that are asked for.
    fn has_fields(&self) -> bool {
        false
    }

    /// Whether the format is for readers who learn of news, so that what was changed last comes first and drafts are left
    /// out.
    fn is_feed(&self) -> bool {
        false
    }

    /// Whether the columns of a spreadsheet are needed before the first record.
    fn has_columns(&self) -> bool {
        false
    }

    /// The ending of the name of a file, for formats that people save.
    fn file_ending(&self) -> Option<&'static str> {
        None
    }

    /// Begins a list.
    fn list<'l>(
        &self,
        about: &'l ListAbout,
        out: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError>;

    /// Writes a single record; only called where [`Self::has_record`].
    fn record(&self, about: &ListAbout, record: &Value) -> Result<Vec<u8>, FormatError> {
        let mut out = Vec::new();
        let mut list = self.list(about, &mut out)?;
        list.write(record, &mut out)?;
        list.end(&mut out)?;
        Ok(out)
    }
}

/// Writes the records of a list, one after the other.
pub(crate) trait RecordWriter {
    /// Adds a record.
    fn write(&mut self, record: &Value, out: &mut Vec<u8>) -> Result<(), FormatError>;

    /// Ends the list.
    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<(), FormatError>;
}

/// What a format is told of a list, or of the record that it writes alone.
pub(crate) struct ListAbout {
    /// The collection.
    pub kind: RecordType,
    /// The municipality.
    pub publisher: NamedPublisher,
    /// The language of the answer, as far as texts have it.
    pub main: Language,
    /// The languages of the reader, the preferred one first; the default language is among them.
    pub languages: Vec<Language>,
    /// The base of addresses: the public URL with `/api/v1`.
    pub base_url: Arc<str>,
    /// The base of ids, which stays when the service moves.
    pub id_base: Arc<str>,
    /// The delimiter of CSV.
    pub delimiter: Delimiter,
    /// The columns of a spreadsheet, where the format has them.
    pub columns: Vec<ListColumn>,
    /// The number of records of the whole list.
    pub total: i64,
    /// The moment of the last change that readers without a token see.
    pub changed_at: Instant,
    /// The addresses of the list.
    pub urls: ListUrls,
    /// The address of the pages for people in the language of the answer; `None` if there are none.
    pub pages: Option<String>,
    /// The WebSub hub.
    pub hub: Option<Arc<str>>,
    /// When each record of a feed was published, by its id.
    pub published: BTreeMap<String, Instant>,
}

/// The addresses of a list.
#[derive(Clone, Default, Debug)]
pub(crate) struct ListUrls {
    /// What was asked for, with the format and the language.
    pub this: String,
    /// The list in any format and language, from its beginning; it identifies the list.
    pub list: String,
    /// The first page.
    pub first: String,
    /// The previous page.
    pub prev: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// Whether this is the first page of all records of a collection in one language, of whose news a hub tells.
    pub is_topic: bool,
}

impl ListAbout {
    /// Returns the id of what has this address, which stays when the service moves.
    pub(crate) fn id_of(&self, url: &str) -> String {
        match url.strip_prefix(&*self.base_url) {
            Some(path) => format!("{}{path}", self.id_base),
            None => url.to_owned(),
        }
    }

    /// Returns the address at which people read a record: on the municipality's own website, otherwise here.
    pub(crate) fn page_of(&self, record: ShownRecord<'_>) -> Option<String> {
        let own = record.text("webPage").map(str::to_owned);
        let here = |pages: &String| {
            let path = record.url().strip_prefix(&*self.base_url)?;
            Some(format!("{pages}{path}"))
        };
        own.or_else(|| self.pages.as_ref().and_then(here))
    }
}
