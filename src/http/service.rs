//! What every handler can use.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};

use crate::{db::Db, records::totals::Totals, values::date::CalendarDate};

/// The service: its database and the settings that show in answers.
#[derive(Clone)]
pub struct Service {
    /// The database.
    pub db: Db,
    /// Totals that were counted before.
    pub totals: Totals,
    /// The base of all links in answers, without a slash at the end: `https://data.example/api/v1`.
    pub base_url: Arc<str>,
    /// The time zone in which `period` means today.
    pub time_zone: TimeZone,
    /// How many seconds an answer stays fresh in caches.
    pub fresh_seconds: u32,
}

/// Where the API begins, below the public URL.
pub const BASE_PATH: &str = "/api/v1";

impl Service {
    /// Today, where the municipality is.
    pub fn today(&self) -> CalendarDate {
        Timestamp::now().to_zoned(self.time_zone.clone()).date().into()
    }
}
