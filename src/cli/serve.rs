//! `serve`: opens the port and the database, and serves the API.

use std::{
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::dev::Server;
use clap::Args;
use jiff::tz::TimeZone;
use url::Url;

use super::{
    arguments::{DatabaseArguments, ReplicaArguments, number, socket},
    listen::listen,
    operator::OperatorArguments,
    outgoing::{self, OutgoingArguments},
    output,
    pages::PagesArguments,
    startup,
};
use crate::{
    db::{DatabaseUrl, Db, Readers, connect::OpenMode, state_watch::StateWatch},
    error::CommandError,
    http::{
        kept::answers::KeptAnswers,
        rate_limit::{RateLimit, RateLimits},
        state::{AppState, BASE_PATH},
    },
    scrape, server,
    store::{open::open_migrated, read::read_caches::ReadCaches},
};

/// The arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
    /// Its replicas.
    #[command(flatten)]
    pub replicas: ReplicaArguments,
    /// The address and port to listen on; with port 0 the system chooses a free port.
    #[arg(long, env = "TWINNING_BIND", default_value = "127.0.0.1:8080", value_parser = socket("127.0.0.1:8080"))]
    pub bind: SocketAddr,
    /// The base of all absolute links, as clients reach the service [default: http:// and the bind address].
    #[arg(long, env = "TWINNING_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// The base of the ids of records in feeds, calendars and linked data [default: the public URL]. Keep the old address
    /// here after a move to another one: readers show everything twice when ids change.
    #[arg(long, env = "TWINNING_ID_BASE", value_parser = public_url)]
    pub id_base: Option<String>,
    /// The address of a WebSub hub, which tells readers of feeds of news at once.
    #[arg(long, env = "TWINNING_WEBSUB_HUB", value_name = "URL", value_parser = hub)]
    pub websub_hub: Option<String>,
    /// The time zone that determines the current day for `period`, and the days of `/audit`.
    #[arg(long, env = "TWINNING_TIME_ZONE", default_value = "Europe/Warsaw", value_parser = time_zone)]
    pub time_zone: TimeZone,
    /// The number of seconds for which caches may reuse a response without revalidation.
    #[arg(long, env = "TWINNING_CACHE_SECONDS", default_value_t = 60, value_parser = number(0..=86_400_u32, 60))]
    pub cache_seconds: u32,
    /// The megabytes of responses, and of records for further ones, that are kept in memory until something changes; 0 to
    /// make each one anew.
    #[arg(long, env = "TWINNING_CACHE_MEGABYTES", default_value_t = 32, value_parser = number(0..=16_384_u32, 32))]
    pub cache_megabytes: u32,
    /// The number of threads that handle requests [default: one for each processor].
    #[arg(long, env = "TWINNING_WORKERS", value_parser = number(1..=256_u16, 4))]
    pub workers: Option<u16>,
    /// The number of database connections for reading.
    #[arg(long, env = "TWINNING_READERS", default_value_t = 4, value_parser = number(1..=100_u32, 4))]
    pub readers: u32,
    /// The number of seconds that the database may take for one request that reads; beyond, the response is 503.
    #[arg(long, env = "TWINNING_QUERY_SECONDS", default_value_t = 2, value_parser = number(1..=25_u16, 2))]
    pub query_seconds: u16,
    /// The number of lists of more than 1,000 records that are read at the same time, as files and feeds; beyond, the
    /// response is 503. The log of SQLite grows while one is read.
    #[arg(long, env = "TWINNING_LONG_LISTS", default_value_t = 2, value_parser = number(1..=100_u32, 2))]
    pub long_lists: u32,
    /// The number of requests that one client (an IPv4 address or an IPv6 /56), and one token, may make in a minute; 0
    /// for no limit [default: 6000, and no limit for programs on this machine].
    #[arg(long, env = "TWINNING_RATE_LIMIT", value_parser = number(0..=1_000_000_000_u32, 600))]
    pub rate_limit: Option<u32>,
    /// The addresses of the trusted proxies, separated by commas. Only their X-Forwarded-For is used.
    #[arg(
        long = "trusted-proxy",
        env = "TWINNING_TRUSTED_PROXIES",
        value_name = "ADDRESS",
        value_delimiter = ',',
        value_parser = proxy
    )]
    pub trusted_proxies: Vec<IpAddr>,
    /// The origins whose pages may write with a token, separated by commas. Pages of any origin may read.
    #[arg(
        long = "write-origin",
        env = "TWINNING_WRITE_ORIGINS",
        value_name = "ORIGIN",
        value_delimiter = ',',
        value_parser = origin
    )]
    pub write_origins: Vec<String>,
    /// What webhooks may reach.
    #[command(flatten)]
    pub outgoing: OutgoingArguments,
    /// The pages for people.
    #[command(flatten)]
    pub pages: PagesArguments,
    /// The operator's settings.
    #[command(flatten)]
    pub operator: OperatorArguments,
    /// Load the data of Gmina Kętrzyn if the database is empty.
    #[arg(long, env = "TWINNING_DEMO")]
    pub demo: bool,
}

impl ServeArguments {
    /// Returns the base of all links: the public URL, otherwise the address of the service, with the path of
    /// the API.
    pub fn base_url(&self, address: SocketAddr) -> String {
        let public = self.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        format!("{public}{BASE_PATH}")
    }

    /// Returns what readers may use of the database.
    fn readers(&self) -> Readers {
        let limit = Duration::from_secs(self.query_seconds.into());
        Readers { long_lists: self.long_lists, ..Readers::new(self.readers, limit) }
    }

    /// Returns the base of the ids of records, in the form of [`Self::base_url`].
    fn id_base(&self, address: SocketAddr) -> String {
        match &self.id_base {
            Some(base) => format!("{base}{BASE_PATH}"),
            None => self.base_url(address),
        }
    }
}

/// Runs the command.
pub(super) fn run(settings: &ServeArguments) -> Result<(), CommandError> {
    let url = &settings.database.url()?;
    let replicas = settings.replicas.urls(url)?;
    let (listener, address) = listen(settings.bind, "--bind")?;
    let metrics = settings.operator.listener()?;
    let mut connection = open_migrated(url, OpenMode::Create)?;
    startup::reindex_if_stale(&mut connection)?;
    if settings.demo {
        startup::load_demo(&mut connection)?;
    }
    let summary = startup::summary(&mut connection)?;
    drop(connection);
    let service = service(settings, (url, replicas), address)?;
    if settings.database.shows_password() || settings.replicas.shows_password() {
        log::warn!(
            "the list of processes shows the password of the database to everybody on this machine: set DATABASE_URL \
             and DATABASE_READ_URL in the environment, or use --database-url-file"
        );
    }
    if let Some(warning) = settings.pages.warning() {
        log::warn!("{warning}");
    }
    let (metrics, scraped) = metrics.unzip();
    let db = service.db.clone();
    greet(address, &service, &summary, scraped);
    let workers = settings.workers.map(usize::from);
    let watch = StateWatch::start(&db)
        .map_err(|error| CommandError(format!("cannot start a thread: {error}")))?;
    let tasks = outgoing::start(&service)?;
    let ended = actix_web::rt::System::new().block_on(served(listener, metrics, service, workers));
    drop((tasks, watch));
    db.close();
    ended.map_err(|error| CommandError(format!("the server stopped: {error}")))
}

/// The service with these settings, at this address.
fn service(
    settings: &ServeArguments,
    (url, replicas): (&DatabaseUrl, &[DatabaseUrl]),
    address: SocketAddr,
) -> Result<AppState, CommandError> {
    let cached = u64::from(settings.cache_megabytes) << 20;
    // The records that make up a list, for lists that nobody has asked for yet.
    let fragments = cached / 4;
    let db = Db::open_with_replicas(url, replicas, settings.readers())?;
    Ok(AppState {
        id_base: settings.id_base(address).into(),
        hub: settings.websub_hub.as_deref().map(Into::into),
        outgoing: settings.outgoing.policy(),
        time_zone: settings.time_zone.clone(),
        fresh_seconds: settings.cache_seconds,
        kept: KeptAnswers::of(cached - fragments),
        caches: ReadCaches::of(fragments),
        trusted_proxies: settings.trusted_proxies.clone(),
        write_origins: settings.write_origins.clone(),
        rate_limits: RateLimits::new(rate_limit(settings.rate_limit)),
        log_addresses: settings.operator.log_addresses(),
        has_pages: !settings.pages.no_pages,
        has_desk: !settings.pages.no_desk,
        statement: settings.pages.facts(),
        ..AppState::new(db, &settings.base_url(address))
    })
}

/// Serves the API until the process is told to stop, and the metrics for as long.
async fn served(
    listener: TcpListener,
    metrics: Option<TcpListener>,
    service: AppState,
    workers: Option<usize>,
) -> io::Result<()> {
    let metrics = metrics.map(|metrics| scrape::run(metrics, service.db.clone())).transpose()?;
    let scrapes = metrics.as_ref().map(Server::handle);
    let metrics = metrics.map(actix_web::rt::spawn);
    let ended = server::run(listener, service, workers)?.await;
    if let (Some(scrapes), Some(metrics)) = (scrapes, metrics) {
        scrapes.stop(true).await;
        metrics.await.map_err(io::Error::other)??;
    }
    ended
}

fn rate_limit(setting: Option<u32>) -> RateLimit {
    match setting {
        None => RateLimit::Default,
        Some(0) => RateLimit::Off,
        Some(quota) => RateLimit::Quota(quota),
    }
}

fn greet(address: SocketAddr, service: &AppState, summary: &str, scraped: Option<SocketAddr>) {
    let site = service.base_url.strip_suffix(BASE_PATH).unwrap_or(&service.base_url);
    let mut lines = vec![
        format!("twinning {} serves {summary}", env!("CARGO_PKG_VERSION")),
        format!("  API         {}", service.base_url),
        format!("  Swagger UI  {site}/swagger-ui/"),
        format!("  database    {}", service.db.url()),
    ];
    if service.has_desk {
        lines.insert(1, format!("  desk        {site}/desk"));
    }
    if service.has_pages {
        lines.insert(1, format!("  pages       {site}/"));
    }
    lines.extend(scraped.map(|scraped| format!("  metrics     http://{scraped}{}", scrape::PATH)));
    lines.push(format!("  listening   on {address} (stop with Ctrl-C)"));
    // The lines are for people. If nobody reads them, nothing needs to be done.
    let _ = output::print(&format!("{}\n", lines.join("\n")));
}

fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['?', '#', ' ', '"', '<', '>']) => {
            Ok(text.to_owned())
        }
        _ => Err("write it like https://twinning.example.org, without a query".to_owned()),
    }
}

fn hub(text: &str) -> Result<String, String> {
    let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.filter(Url::has_host)
        .map(|url| url.to_string())
        .ok_or_else(|| "write the address of a hub, such as https://hub.example.org/".to_owned())
}

fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_error| "write the name of a time zone, such as Europe/Warsaw".to_owned())
}

/// Reads an origin, and writes it as browsers do.
fn origin(text: &str) -> Result<String, String> {
    let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let origin = url.as_ref().map(|url| url.origin().ascii_serialization());
    let is_whole =
        |origin: &String| url.as_ref().is_some_and(|url| url.as_str() == format!("{origin}/"));
    origin
        .filter(is_whole)
        .ok_or_else(|| "write the origin of a page, such as https://editor.example.org".to_owned())
}

fn proxy(address: &str) -> Result<IpAddr, String> {
    let address = address.trim().parse::<IpAddr>();
    address.map_err(|_error| "write the IP address of a proxy, such as 127.0.0.1".to_owned())
}
