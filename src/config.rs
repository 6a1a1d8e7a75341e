//! Every setting: a flag, an environment variable and a default each. The only file that touches the environment.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue},
};
use jiff::tz::TimeZone;

use crate::{
    auth::arguments::TokenCommand,
    db::DatabaseUrl,
    http::service::BASE_PATH,
    records::{checked::not_among, kind::Kind},
    spreadsheet::writer::Delimiter,
    values::{
        language::Language,
        plumbing::{Choice as _, TextValue as _},
    },
};

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
  twinning template events > events.csv        an empty spreadsheet to fill in
  twinning import events.csv --type events     import a spreadsheet
  twinning export > records.ndjson             all records, in the order an import wants
  twinning backup backup.db                    everything, checked, while the service runs
  twinning serve --database-url postgres://twinning@localhost/twinning --bind 0.0.0.0:8080 \\
      --public-url https://twinning.example.org";

const IMPORT_EXAMPLES: &str = "Examples:
  twinning import data.ndjson --dry-run              what would change, line by line
  twinning import events.csv --type events --dry-run
  twinning import events.csv --type events --actor \"Anna, town hall\"
  cat partners.csv | twinning import - --format csv --type partners";

const TEMPLATE_EXAMPLES: &str = "Examples:
  twinning template events > events.csv              open it in Excel or LibreOffice, fill it in
  twinning template partners --languages pl,en,lt --items 5
  twinning template events --delimiter ,             for programs that expect a comma";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API.
    Serve(Serve),
    /// Import records from a file in the exchange format (NDJSON) or a spreadsheet (CSV): all of them, or none.
    Import(Import),
    /// Print the empty spreadsheet of a collection, with a line of help for each column.
    Template(Template),
    /// Export all records, drafts too, as NDJSON: the same data gives the same bytes.
    Export(Export),
    /// Check every record and everything derived from it against every rule.
    Check(Check),
    /// Make, list and revoke tokens: who may see drafts, and who may write.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Write everything into one file while the service runs, checked: records, history, revisions, tokens.
    Backup(Backup),
    /// Restore a backup of either database into either, whole or not at all.
    Restore(Restore),
    /// Show where a person's name stands, history included, and erase it everywhere.
    ErasePerson(ErasePerson),
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

/// The formats of a file to import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// The exchange format: a record a line, of any type.
    Ndjson,
    /// A spreadsheet of one collection, see --type.
    Csv,
}

/// The settings of `import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct Import {
    /// The file to import; - reads from standard input.
    pub file: PathBuf,
    /// The collection that a spreadsheet has: events, partners, agreements, projects, programmes or municipality.
    #[arg(long = "type", value_name = "TYPE", value_parser = collection)]
    pub collection: Option<Kind>,
    /// The format of the file [default: csv where its name ends in .csv, else ndjson].
    #[arg(long)]
    pub format: Option<FileFormat>,
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

/// The settings of `template`.
#[derive(Debug, Args)]
#[command(after_help = TEMPLATE_EXAMPLES)]
pub struct Template {
    /// The collection: events, partners, agreements, projects, programmes or municipality.
    #[arg(value_name = "TYPE", value_parser = collection)]
    pub collection: Kind,
    /// The languages of the texts, each with columns of its own.
    #[arg(long, value_delimiter = ',', default_value = "pl,en", value_parser = language)]
    pub languages: Vec<Language>,
    /// How many numbered columns there are for each list, such as participants.1, participants.2; an import takes any.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub items: u16,
    /// What stands between the cells: `;` (as Excel expects it where decimals have a comma), `,` or `tab`.
    #[arg(long, default_value = ";", value_parser = delimiter)]
    pub delimiter: Delimiter,
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

/// The settings of `backup`.
#[derive(Debug, Args)]
#[command(after_help = BACKUP_EXAMPLES)]
pub struct Backup {
    /// The file to make; only its owner may read it.
    pub file: PathBuf,
    /// Write an archive that either database takes, also from SQLite; from PostgreSQL it always is one.
    #[arg(long)]
    pub portable: bool,
    /// Write over an older backup, once the new one is whole.
    #[arg(long)]
    pub replace: bool,
    /// Make the backup even if check finds faults in the data.
    #[arg(long)]
    pub accept_faults: bool,
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

const BACKUP_EXAMPLES: &str = "Examples:
  twinning backup /var/backups/twinning-$(date +%F).db
  twinning backup backup.ndjson --portable     to move from SQLite to PostgreSQL";

/// The settings of `restore`.
#[derive(Debug, Args)]
#[command(after_help = RESTORE_EXAMPLES)]
pub struct Restore {
    /// The backup: a SQLite file or an archive, which is seen by its first bytes.
    pub file: PathBuf,
    /// Restore into a database that is not empty; nothing of what is there now is kept.
    #[arg(long)]
    pub replace: bool,
    /// Restore even if check finds faults in the data.
    #[arg(long)]
    pub accept_faults: bool,
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

const RESTORE_EXAMPLES: &str = "Examples:
  twinning restore /var/backups/twinning-2026-11-23.db --replace
  twinning restore backup.ndjson --database-url postgres://twinning@localhost/twinning";

/// The settings of `erase-person`.
#[derive(Debug, Args)]
#[command(after_help = ERASE_EXAMPLES)]
pub struct ErasePerson {
    /// The name, as whole words; case, blanks between words and Unicode forms do not matter, diacritics do.
    pub name: String,
    /// Erase it. Without this, the command shows where the name stands and changes nothing.
    #[arg(long)]
    pub yes: bool,
    /// What stands in the place of the name then.
    #[arg(long, default_value = "[name erased]")]
    pub replacement: String,
    /// Who erases, for the journal.
    #[arg(long, env = "TWINNING_ACTOR", default_value = "erase-person")]
    pub actor: String,
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

const ERASE_EXAMPLES: &str = "Examples:
  twinning erase-person \"Jan Kowalski\"          see where it stands, and what else to look at
  twinning erase-person \"Jan Kowalski\" --yes    erase it: records, drafts, history, tokens, answers
  twinning erase-person \"Jana Kowalskiego\" --yes  an inflected form is a name of its own

What cannot be reached: backups and exports made before, and what others have copied.";

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
    /// Measure durable writing, and reading beside it: a table of ratios.
    Write {
        /// For how many seconds each line of the table is measured.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// An empty database to measure on; without it the SQLite file twinning-bench.db in the folder is made anew.
        #[arg(long)]
        database_url: Option<DatabaseUrl>,
        /// The folder for the database: on the disk that is to be measured.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
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

fn collection(name: &str) -> Result<Kind, String> {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    Kind::read(name).ok_or_else(|| not_among(&format!("“{name}”"), Some(name), &names))
}

fn language(tag: &str) -> Result<Language, String> {
    Language::read(tag).ok_or_else(|| format!("write {}", Language::VALID))
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    Delimiter::read(text).ok_or_else(|| "write ;, , or tab".to_owned())
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
