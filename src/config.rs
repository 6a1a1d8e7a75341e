//! Every setting: a flag, an environment variable and a default each. The only file that touches the environment.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::{
    Args, Parser, Subcommand,
    error::{ContextKind, ContextValue},
};
use jiff::tz::TimeZone;

use crate::{auth::arguments::TokenCommand, db::DatabaseUrl, http::service::BASE_PATH};

/// An open API of what a municipality does with its twin towns.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// Reads the command line and the environment; ends the program with a message where they are wrong.
    pub fn read() -> Self {
        Self::try_parse().unwrap_or_else(|error| without_password(error).exit())
    }
}

/// The address of a database can have a password, which must not reach a log.
fn without_password(mut error: clap::Error) -> clap::Error {
    let argument = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    if argument.contains("database-url") {
        error.insert(ContextKind::InvalidValue, ContextValue::String("…".to_owned()));
    }
    error
}

const EXAMPLES: &str = "Examples:
  twinning serve --demo                        try it: http://127.0.0.1:8080/swagger-ui/
  twinning import data.ndjson --dry-run        see what an import would change
  twinning export > backup.ndjson              all records, in the order an import wants
  twinning serve --database-url postgres://twinning@localhost/twinning --bind 0.0.0.0:8080 \\
      --public-url https://twinning.example.org";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API.
    Serve(Serve),
    /// Import records from a file in the exchange format (NDJSON): all of them, or none.
    Import(Import),
    /// Export all records, drafts too, as NDJSON: the same data gives the same bytes.
    Export(Export),
    /// Check every record and everything derived from it against every rule.
    Check(Check),
    /// Make, list and revoke tokens: who may see drafts, and who may write.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Print the OpenAPI document.
    Openapi,
    /// Ask a running service whether it is ready; for container health checks.
    Health(Health),
    /// Make data for measuring, and measure.
    #[command(subcommand)]
    Bench(Bench),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// The database: `sqlite://path/to/file.db` or `postgres://user:password@host/database`.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://twinning.db", hide_env_values = true)]
    pub database_url: DatabaseUrl,
}

/// The settings of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
    /// The address and port to listen on; port 0 takes any that is free.
    #[arg(long, env = "TWINNING_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// The base of every absolute link, as readers reach the service [default: http:// and the bind address].
    #[arg(long, env = "TWINNING_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// The time zone in which `period=upcoming` means today.
    #[arg(long, env = "TWINNING_TIME_ZONE", default_value = "Europe/Warsaw", value_parser = time_zone)]
    pub time_zone: TimeZone,
    /// How many seconds an answer may be taken from a cache without asking again.
    #[arg(long, env = "TWINNING_CACHE_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(0..=86_400))]
    pub cache_seconds: u32,
    /// How many threads answer requests [default: one for each processor].
    #[arg(long, env = "TWINNING_WORKERS", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: Option<u16>,
    /// How many database connections read at the same time.
    #[arg(long, env = "TWINNING_READERS", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub readers: u32,
    /// The addresses of the proxies in front, with commas between: from these alone X-Forwarded-For is believed.
    #[arg(
        long = "trusted-proxy",
        env = "TWINNING_TRUSTED_PROXIES",
        value_name = "ADDRESS",
        value_delimiter = ',',
        value_parser = proxy
    )]
    pub trusted_proxies: Vec<IpAddr>,
    /// Load the data of Gmina Kętrzyn when the database is empty.
    #[arg(long, env = "TWINNING_DEMO")]
    pub demo: bool,
}

/// The settings of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The file to import; - reads from standard input.
    pub file: PathBuf,
    /// Report what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Who imports, for the journal.
    #[arg(long, env = "TWINNING_ACTOR", default_value = "import")]
    pub actor: String,
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

/// The settings of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The file to write; - writes to standard output.
    #[arg(long, short, default_value = "-")]
    pub output: PathBuf,
    /// Only what everybody sees: published records, without references to those that are not.
    #[arg(long)]
    pub public: bool,
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

/// The settings of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

/// The settings of `health`.
#[derive(Debug, Args)]
pub struct Health {
    /// The address and port that the service listens on.
    #[arg(long, env = "TWINNING_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
}

/// The commands for measuring.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Write N made-up events, with partners, in the exchange format.
    Generate {
        /// How many events.
        #[arg(default_value_t = 1_000_000)]
        events: u64,
    },
    /// Import made-up events into a new SQLite file and measure reading them: a table of ratios.
    Run {
        /// How many events.
        #[arg(default_value_t = 1_000_000)]
        events: u64,
        /// The folder for the database; the file twinning-bench.db in it is made anew.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
}

impl Serve {
    /// The base of all links in answers: the public URL, else the address that was taken, with the path of the API.
    pub fn base_url(&self, address: SocketAddr) -> String {
        let public = self.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        format!("{public}{BASE_PATH}")
    }
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

fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_error| "write the name of a time zone, such as Europe/Warsaw".to_owned())
}

fn proxy(address: &str) -> Result<IpAddr, String> {
    let address = address.trim().parse::<IpAddr>();
    address.map_err(|_error| "write an IP address, such as 127.0.0.1".to_owned())
}
