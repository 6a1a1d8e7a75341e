//! The state shared by all handlers.

use std::{net::IpAddr, sync::Arc, time::Duration};

use jiff::{Timestamp, tz::TimeZone};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    kept::answers::KeptAnswers,
    rate_limit::{RateLimit, RateLimits},
    request::received::ReceivedBodies,
    response::unsent::UnsentResponses,
    unnamed_proxies::UnnamedProxies,
    waiting::ChangeWaiters,
};
use crate::{
    auth::{attempts::FailedAttempts, last_use::LastUses, recent_identities::RecentIdentities},
    catalogue::facts::SiteUrls,
    db::{Db, DbConnection},
    error::ApiError,
    html::statement::StatementFacts,
    journal::revision::DataSet,
    model::visibility::Visibility,
    store::read::{audience::Audience, read_caches::ReadCaches},
    telemetry::{addresses::LogAddresses, metrics::Metrics},
    values::{
        date::CalendarDate,
        language::{Language, of_messages},
    },
    webhooks::address::OutgoingPolicy,
};

/// The shared state of the service: its database, its settings and its caches.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// What reading keeps for the next reader.
    pub caches: ReadCaches,
    /// The answers that are kept ready.
    pub kept: KeptAnswers,
    /// The base URL of all links in responses, without a trailing slash:
    /// `https://data.example/api/v1`.
    pub base_url: Arc<str>,
    /// The base of the ids of records in other formats than JSON, like `base_url`: it stays when the service moves to
    /// another address, so that readers do not take every record for a new one.
    pub id_base: Arc<str>,
    /// The WebSub hub that tells the readers of feeds of news.
    pub hub: Option<Arc<str>>,
    /// Which addresses webhooks may have.
    pub outgoing: OutgoingPolicy,
    /// The time zone of the municipality, which determines today's date.
    pub time_zone: TimeZone,
    /// The number of seconds for which public responses are fresh in caches.
    pub fresh_seconds: u32,
    /// The failed authentication attempts by client address.
    pub attempts: FailedAttempts,
    /// The proxies whose `X-Forwarded-For` header is trusted.
    pub trusted_proxies: Vec<IpAddr>,
    /// The origins whose pages may write.
    pub write_origins: Vec<String>,
    /// The other proxies that the log has told of.
    pub unnamed_proxies: UnnamedProxies,
    /// The permits for imports over HTTP, limited because each holds its file in memory.
    pub imports: Arc<Semaphore>,
    /// The place of the import that waits for the writer or has it. The next one waits outside of the queue, so that
    /// no other writer waits for two.
    pub import_turn: Arc<Semaphore>,
    /// How long one change over HTTP, such as an import, may keep other writers waiting.
    pub longest_change: Duration,
    /// The tokens whose last use was recorded recently.
    pub last_uses: LastUses,
    /// The bearers of tokens that were valid a moment ago.
    pub recent_identities: RecentIdentities,
    /// The requests that wait for a change of the data set.
    pub waiting: ChangeWaiters,
    /// The limits of the number of requests.
    pub rate_limits: RateLimits,
    /// The responses that their clients have not read yet.
    pub unsent: UnsentResponses,
    /// The bodies that are being received.
    pub received: ReceivedBodies,
    /// Whether there are pages for people.
    pub has_pages: bool,
    /// Whether there is a desk for editors.
    pub has_desk: bool,
    /// What the accessibility statement says of the office.
    pub statement: Arc<StatementFacts>,
    /// The measurements.
    pub metrics: Metrics,
    /// How much of the address of a client the log shows.
    pub log_addresses: LogAddresses,
}

/// The maximum number of simultaneous imports over HTTP.
const IMPORTS: usize = 2;

/// How long one change over HTTP may keep other writers waiting: less than they have patience.
const LONGEST_CHANGE: Duration = Duration::from_secs(8);

/// The base path of the API, relative to the public URL.
pub const BASE_PATH: &str = "/api/v1";

impl AppState {
    /// Reads what the data set is.
    pub(crate) async fn data_set(&self) -> Result<DataSet, ApiError> {
        let load = |connection: &mut DbConnection| Ok::<_, ApiError>(DataSet::load(connection)?);
        self.db.look_up(load).await
    }

    /// Creates the state with default settings.
    pub fn new(db: Db, base_url: &str) -> Self {
        Self {
            metrics: db.metrics().clone(),
            log_addresses: LogAddresses::None,
            db,
            caches: ReadCaches::default(),
            kept: KeptAnswers::default(),
            base_url: base_url.into(),
            id_base: base_url.into(),
            hub: None,
            outgoing: OutgoingPolicy::default(),
            time_zone: TimeZone::UTC,
            fresh_seconds: 60,
            attempts: FailedAttempts::default(),
            trusted_proxies: Vec::new(),
            write_origins: Vec::new(),
            unnamed_proxies: UnnamedProxies::default(),
            imports: Arc::new(Semaphore::new(IMPORTS)),
            import_turn: Arc::new(Semaphore::new(1)),
            longest_change: LONGEST_CHANGE,
            last_uses: LastUses::default(),
            recent_identities: RecentIdentities::default(),
            waiting: ChangeWaiters::default(),
            rate_limits: RateLimits::new(RateLimit::Off),
            unsent: UnsentResponses::default(),
            received: ReceivedBodies::default(),
            has_pages: true,
            has_desk: true,
            statement: Arc::default(),
        }
    }

    /// Permits to hold the file of an import.
    pub(crate) fn import_permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let permit = Arc::clone(&self.imports).try_acquire_owned();
        permit.map_err(|_none_left| ApiError::busy("other files are being imported"))
    }

    /// Waits for a permit to hold the file of an import.
    pub(crate) async fn import_permit_in_turn(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let permit = Arc::clone(&self.imports).acquire_owned().await;
        permit.map_err(|closed| ApiError::Internal(Box::new(closed)))
    }

    /// Waits until no other import waits for the writer.
    pub(crate) async fn import_turn(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let turn = Arc::clone(&self.import_turn).acquire_owned().await;
        turn.map_err(|closed| ApiError::Internal(Box::new(closed)))
    }

    /// The addresses of the service.
    pub(crate) fn urls(&self) -> SiteUrls {
        let site = |base: &str| base.strip_suffix(BASE_PATH).unwrap_or(base).to_owned();
        SiteUrls {
            site: site(&self.base_url),
            api: self.base_url.to_string(),
            id_base: site(&self.id_base),
        }
    }

    /// The public audience with these languages.
    pub(crate) fn public_audience(&self, languages: Vec<Language>) -> Audience {
        Audience {
            messages: of_messages(&languages),
            languages,
            base_url: Arc::clone(&self.base_url),
            today: self.today(),
            time_zone: self.time_zone.clone(),
            visibility: Visibility::Public,
            lang: None,
        }
    }

    /// Today's date in the municipality's time zone.
    pub fn today(&self) -> CalendarDate {
        Timestamp::now().to_zoned(self.time_zone.clone()).date().into()
    }
}
