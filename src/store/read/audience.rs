//! The audience of a response.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::{
    model::visibility::Visibility,
    values::{date::CalendarDate, language::Language},
};

/// Everything about the caller that a response depends on.
#[derive(Clone, Debug)]
pub struct Audience {
    /// The requested languages, most preferred first.
    pub languages: Vec<Language>,
    /// The base URL of all links: the public URL with `/api/v1`.
    pub base_url: Arc<str>,
    /// Today's date in the municipality's time zone.
    pub today: CalendarDate,
    /// The time zone of the municipality.
    pub time_zone: TimeZone,
    /// The records that the caller may see.
    pub visibility: Visibility,
}
