//! What every handler can use.

use std::{net::IpAddr, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use tokio::sync::Semaphore;

use super::waiting::ChangeWaiters;
use crate::{
    auth::{attempts::FailedAttempts, last_use::LastUses},
    db::Db,
    store::read::total_cache::TotalCache,
    values::date::CalendarDate,
};

/// The service: its database and the settings that show in answers.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// Totals that were counted before.
    pub totals: TotalCache,
    /// The base of all links in answers, without a slash at the end: `https://data.example/api/v1`.
    pub base_url: Arc<str>,
    /// The time zone in which `period` means today.
    pub time_zone: TimeZone,
    /// How many seconds an answer stays fresh in caches.
    pub fresh_seconds: u32,
    /// Who sent wrong tokens.
    pub attempts: FailedAttempts,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// One permit for each import over HTTP at a time: each holds its whole file in memory.
    pub imports: Arc<Semaphore>,
    /// The tokens whose use was written down a moment ago.
    pub last_uses: LastUses,
    /// Requests that wait until the data set changes.
    pub waiting: ChangeWaiters,
}

/// How many files are imported over HTTP at the same time.
const IMPORTS: usize = 2;

/// Where the API begins, below the public URL.
pub const BASE_PATH: &str = "/api/v1";

impl AppState {
    /// A service with the settings that nobody gave.
    pub fn new(db: Db, base_url: &str) -> Self {
        Self {
            db,
            totals: TotalCache::default(),
            base_url: base_url.into(),
            time_zone: TimeZone::UTC,
            fresh_seconds: 60,
            attempts: FailedAttempts::default(),
            trusted_proxies: Vec::new(),
            imports: Arc::new(Semaphore::new(IMPORTS)),
            last_uses: LastUses::default(),
            waiting: ChangeWaiters::default(),
        }
    }

    /// Today, where the municipality is.
    pub fn today(&self) -> CalendarDate {
        Timestamp::now().to_zoned(self.time_zone.clone()).date().into()
    }
}
