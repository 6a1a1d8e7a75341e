//! The forms of an answer, each with a tag of its own.

use super::etag::entity_tag;
use crate::{store::read::reader::Reader, values::language::Language};

/// What makes one form of an answer another than the next.
pub(crate) struct Variant {
    /// The path below the base, with its query.
    pub target: String,
    /// The languages that were asked for.
    pub languages: Vec<Language>,
    /// The media type.
    pub media_type: &'static str,
    /// The settings that other formats than JSON depend on: the base of their ids, and the hub of feeds.
    pub settings: String,
    /// The day, where the answer changes at midnight.
    pub day: String,
}

impl Variant {
    /// The tag of the answer that `reader` makes in this form; of one record, with its state.
    pub(crate) fn tag(&self, reader: &Reader<'_>, record_state: Option<&str>) -> String {
        let wanted: Vec<&str> = self.languages.iter().map(Language::as_str).collect();
        let parts = [
            env!("CARGO_PKG_VERSION"),
            &*reader.audience.base_url,
            &self.target,
            self.media_type,
            &wanted.join(","),
            &self.settings,
            &self.day,
            &reader.state(),
        ];
        entity_tag(record_state, reader.revision(), &parts)
    }
}
