//! Arguments that several commands share.

use std::{
    env,
    ffi::OsStr,
    fmt::Display,
    net::{AddrParseError, SocketAddr},
    ops::RangeInclusive,
    path::PathBuf,
    str::FromStr,
};

use clap::{
    Args,
    builder::{PathBufValueParser, TypedValueParser},
};

use super::address_file;
use crate::{
    db::{DatabaseUrl, url::is_address},
    error::CommandError,
    journal::position::Position,
    model::record_type::RecordType,
    text::suggest::not_among,
    values::traits::{ClosedList as _, TextValue as _},
};

/// The database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArguments {
    /// The database, if it is named.
    #[arg(long, env = "DATABASE_URL", help = DATABASE_HELP)]
    database_url: Option<DatabaseUrl>,
    /// A file with the address of the database, instead of the address itself.
    #[arg(long, env = "DATABASE_URL_FILE", value_name = "FILE", value_parser = file())]
    database_url_file: Option<PathBuf>,
}

/// The replicas of the database.
#[derive(Debug, Clone, Args)]
pub struct ReplicaArguments {
    /// The replicas of a PostgreSQL database that answer questions without a token, separated by blanks:
    /// `postgres://user:password@host/database`.
    #[arg(long, env = "DATABASE_READ_URL", value_parser = replicas)]
    database_read_url: Option<ReplicaUrls>,
}

/// The addresses of replicas.
#[derive(Debug, Clone)]
struct ReplicaUrls(Vec<DatabaseUrl>);

impl ReplicaArguments {
    /// The addresses, of a database at `url`.
    pub fn urls(&self, url: &DatabaseUrl) -> Result<&[DatabaseUrl], CommandError> {
        match (url, &self.database_read_url) {
            (_, None) => Ok(&[]),
            (DatabaseUrl::Postgres(_), Some(ReplicaUrls(urls))) => Ok(urls),
            (DatabaseUrl::Sqlite(_), Some(_)) => Err(CommandError(
                "only PostgreSQL has replicas: leave out --database-read-url (DATABASE_READ_URL)"
                    .to_owned(),
            )),
        }
    }

    /// Whether the command line has a password.
    pub fn shows_password(&self) -> bool {
        let urls = self.database_read_url.as_ref();
        let has_password = urls.is_some_and(|urls| urls.0.iter().any(DatabaseUrl::has_password));
        has_password && is_on_command_line("--database-read-url")
    }
}

fn replicas(text: &str) -> Result<ReplicaUrls, String> {
    let example =
        "write it like postgres://user:password@host/database, with blanks between several";
    let replica = |url: &str| {
        let is_postgres = url.starts_with("postgres");
        let read = url.parse::<DatabaseUrl>();
        let replica = read.map_err(|why| if is_postgres { why } else { example.to_owned() })?;
        replica.of_replica().ok_or_else(|| example.to_owned())
    };
    let urls = text.split_whitespace().map(replica).collect::<Result<Vec<_>, String>>()?;
    if urls.is_empty() { Err(example.to_owned()) } else { Ok(ReplicaUrls(urls)) }
}

/// Whether the command line, which everybody on this machine can read, has an option.
fn is_on_command_line(name: &str) -> bool {
    let is_option =
        |argument: &OsStr| argument.to_str().is_some_and(|argument| argument.starts_with(name));
    env::args_os().any(|argument| is_option(&argument))
}

/// The file of those who name no database.
const DEFAULT_DATABASE: &str = "twinning.db";

const DATABASE_HELP: &str = "The database: `sqlite://path/to/file.db` or `postgres://user:password@host/database`. \
     Everybody on this machine can read a password on the command line: use the environment or a file \
     [default: sqlite://twinning.db]";

impl DatabaseArguments {
    /// The address, from wherever it is given. No error repeats what is in a file.
    pub fn url(&self) -> Result<DatabaseUrl, CommandError> {
        match (&self.database_url, &self.database_url_file) {
            (None, None) => Ok(DatabaseUrl::Sqlite(DEFAULT_DATABASE.into())),
            (Some(url), None) => Ok(url.clone()),
            (None, Some(file)) => address_file::read(file),
            (Some(_), Some(_)) => Err(CommandError(
                "give the database by --database-url (DATABASE_URL) or by --database-url-file (DATABASE_URL_FILE), \
                 not by both"
                    .to_owned(),
            )),
        }
    }

    /// Whether the command line has a password.
    pub fn shows_password(&self) -> bool {
        let has_password = self.database_url.as_ref().is_some_and(DatabaseUrl::has_password);
        has_password && is_on_command_line("--database-url")
    }
}

/// Reads the path of a file.
pub(super) fn file() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        if is_address(&path.to_string_lossy()) {
            return Err("this is an address, not a file: set DATABASE_URL (--database-url), or write it into a file");
        }
        Ok(path)
    })
}

/// Reads a text that is recorded or shown, such as a name. A web page is a name too.
pub(super) fn text(text: &str) -> Result<String, &'static str> {
    if is_address(text) && !text.trim_start().starts_with("http") {
        return Err("this is an address: set DATABASE_URL (--database-url)");
    }
    Ok(text.to_owned())
}

/// Reads a whole number in a range.
pub(super) fn number<T>(
    range: RangeInclusive<T>,
    example: T,
) -> impl Fn(&str) -> Result<T, String> + Clone
where
    T: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.trim().parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            format!("write a whole number from {least} to {most}, such as {example}")
        })
    }
}

/// Reads the IP address and the port of a service.
pub(super) fn socket(example: &'static str) -> impl Fn(&str) -> Result<SocketAddr, String> + Clone {
    move |text| {
        let address = text.trim().parse();
        address.map_err(|_error: AddrParseError| {
            format!("write an IP address and a port, such as {example}")
        })
    }
}

/// Reads the name of a collection.
pub(super) fn collection(name: &str) -> Result<RecordType, String> {
    let names: Vec<&str> = RecordType::ALL.iter().map(|kind| kind.as_str()).collect();
    RecordType::read(name).ok_or_else(|| not_among(name, Some(name), &names).to_string())
}

/// Reads a position of the data set.
pub(super) fn position(text: &str) -> Result<Position, String> {
    Position::read(text).ok_or_else(|| Position::refusal(text).to_string())
}
