//! The audience of a response.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::{
    model::{record_type::RecordType, visibility::Visibility},
    text::messages::MessageLanguage,
    values::{date::CalendarDate, language::Language, traits::ClosedList as _},
};

/// Everything about the caller that a response depends on.
#[derive(Clone, Debug)]
pub struct Audience {
    /// The requested languages, most preferred first.
    pub languages: Vec<Language>,
    /// The language of messages.
    pub messages: MessageLanguage,
    /// The language of the parameter `lang`, which links to lists keep.
    pub lang: Option<Language>,
    /// The base URL of all links: the public URL with `/api/v1`.
    pub base_url: Arc<str>,
    /// Today's date in the municipality's time zone.
    pub today: CalendarDate,
    /// The time zone of the municipality.
    pub time_zone: TimeZone,
    /// The records that the caller may see.
    pub visibility: Visibility,
}

impl Audience {
    /// The URL of the list of `kind`, filtered by `parameter` for `value`, in the language of the request.
    pub(crate) fn list_url(&self, kind: RecordType, parameter: &str, value: &str) -> String {
        let list = format!("{}/{}?{parameter}={value}", self.base_url, kind.as_str());
        match &self.lang {
            Some(language) => format!("{list}&lang={language}"),
            None => list,
        }
    }
}
