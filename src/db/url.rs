//! The address of the database (`--database-url`).

use std::{fmt, path::PathBuf, str::FromStr};

use super::postgres_address::{is_pooled, with_defaults};
use crate::telemetry::secrets::masked;

/// The address of a database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite://path`: a file.
    Sqlite(PathBuf),
    /// `postgres://…`: a libpq connection URI.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            return match path {
                "" | ":memory:" => {
                    Err("give the path of a file, as in sqlite://twinning.db".to_owned())
                }
                path if path.contains(char::is_control) => {
                    Err("there is a line break or another control character in it".to_owned())
                }
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if let Some(rest) =
            ["postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme))
        {
            return check(rest).map(|()| Self::Postgres(text.to_owned()));
        }
        Err("write sqlite://path/to/file.db or postgres://user:password@host/database".to_owned())
    }
}

/// Whether a text that should be something else is an address, right or wrong.
pub(crate) fn is_address(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    text.contains("://") || text.starts_with("postgres:") || text.starts_with("postgresql:")
}

/// Checks what libpq would complain about by repeating it: where the parts of the address begin, and its percent
/// codes. Afterwards no part of a password can be taken for anything else.
fn check(rest: &str) -> Result<(), String> {
    let (place, _) = parts(rest);
    if place.matches('@').count() > 1 || rest[place.len()..].contains('@') {
        return Err(
            "write a character of the user or the password that has a meaning in an address as its percent code: \
             %40 for @, %2F for /, %3A for :, %3F for ?, %25 for %"
                .to_owned(),
        );
    }
    let mut codes = rest.split('%').skip(1);
    let is_code = |code: &str| {
        code.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !codes.all(|code| is_code(code) && !code.starts_with("00")) {
        return Err("a % begins a percent code of two digits: write %25 for the character itself"
            .to_owned());
    }
    if rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("there is a blank or a line break in it: write %20 for a blank".to_owned());
    }
    check_places(rest)
}

/// Checks the parts that libpq repeats where it cannot read them: hosts with their ports, the name of the database, and
/// the names of the parameters.
fn check_places(rest: &str) -> Result<(), String> {
    let (place, user) = parts(rest);
    let hosts = user.map_or(place, |user| &place[user.len() + 1..]);
    if !hosts.split(',').all(is_host) {
        return Err("after the user, write a host and the number of its port, as in user:password@host:5432/database"
            .to_owned());
    }
    let (path, parameters) =
        rest[place.len()..].split_once('?').unwrap_or((&rest[place.len()..], ""));
    if !path.strip_prefix('/').unwrap_or(path).chars().all(is_of_name) {
        return Err("after the host, write the name of the database; other settings follow it as ?name=value&name=value"
            .to_owned());
    }
    let is_parameter = |parameter: &str| {
        let name = parameter.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| !name.is_empty() && name.chars().all(is_of_name))
    };
    if !parameters.is_empty() && !parameters.split('&').all(is_parameter) {
        return Err("after ?, write name=value, with & between several".to_owned());
    }
    Ok(())
}

/// Whether this is a name or an address, with a port or without.
fn is_host(host: &str) -> bool {
    let is_port = |port: &str| port.chars().all(|c| c.is_ascii_digit());
    let Some(bracketed) = host.strip_prefix('[') else {
        let (name, port) = host.split_once(':').unwrap_or((host, ""));
        return name.chars().all(is_of_name) && is_port(port);
    };
    bracketed.split_once(']').is_some_and(|(address, port)| {
        let is_address = address.chars().all(|c| c.is_ascii_hexdigit() || ":.%".contains(c));
        is_address && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
    })
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || "-._~%".contains(c)
}

/// The part of an address up to its path, and the text before its `@`.
fn parts(rest: &str) -> (&str, Option<&str>) {
    let place = rest.split(['/', '?']).next().unwrap_or(rest);
    (place, place.rsplit_once('@').map(|(user, _)| user))
}

impl DatabaseUrl {
    /// Whether the address has a password, before its host or among its parameters.
    pub fn has_password(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                let parameters = rest.split_once('?').map_or("", |(_, parameters)| parameters);
                parts(rest).1.is_some_and(|user| user.contains(':'))
                    || parameters.to_ascii_lowercase().contains("password=")
            }
        }
    }
}

impl DatabaseUrl {
    /// The address of a replica, which need not be one that can be written to; `None` for a file.
    pub(crate) fn of_replica(self) -> Option<Self> {
        match self {
            Self::Postgres(url) => {
                Some(Self::Postgres(with_defaults(&url, &[("target_session_attrs", "any")])))
            }
            Self::Sqlite(_) => None,
        }
    }

    /// Whether a connection pooler gives each transaction another session.
    pub(super) fn is_pooled(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(url) => is_pooled(url),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DatabaseUrl {
    /// Writes the address without the password, for output and logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.write_str(&masked(&format!("sqlite://{}", path.display()))),
            Self::Postgres(url) => {
                let shown = url.split('?').next().unwrap_or(url);
                f.write_str(&masked(shown).replacen(":…@", "@", 1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl =
            "postgres://clerk:secret@db.example/twinning?password=secret".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://clerk@db.example/twinning");
    }

    #[test]
    fn a_wrong_address_is_refused_without_repeating_it() {
        for address in [
            "postgres://tw:S3cr%zz@host/db",
            "postgres://tw:S3cr%2@host/db",
            "postgres://tw:S3cr%00@host/db",
            "postgres://tw:S3cr@et@host/db",
            "postgres://tw:S3cr/et@host/db",
            "postgres://tw:S3cr?et@host/db@",
            "postgres://tw:S3cr et@host/db",
            "postgres://tw@host/db?password=S3cr%",
            "mysql://tw:S3cr@host/db",
            "postgres://tw:S3cr@[::1/db",
            "postgres://tw:S3cr@[::1]x:1/db",
            "postgres://tw@[::1]:S3cr/db",
            "postgres://tw:S3cr",
            "postgres://tw@host:S3cr/db",
            "postgres://tw@host/db;password=S3cr",
            "postgres://tw@host/db/S3cr=",
            "postgres://tw@host/db?S3cr",
            "postgres://tw@host/db?password=a&S3cr",
            "sqlite://S3cr.db\n",
        ] {
            let why = address.parse::<DatabaseUrl>().unwrap_err();
            assert!(!why.contains("S3c") && !why.contains("et@"), "{address}: {why}");
        }
    }

    #[test]
    fn the_addresses_that_libpq_takes_are_taken() {
        for address in [
            "postgres://",
            "postgres://localhost",
            "postgres://localhost:5433/db",
            "postgresql://user:s%40cret;=!$&'()*+,@db.example:5432/db-1?sslmode=require&connect_timeout=3",
            "postgres://user@[2001:db8::1]:5432/db",
            "postgres://%2Frun%2Fpostgresql/db",
            "postgres:///db?host=/run/postgresql&port=5433",
            "postgres://one:1,two:2/db?target_session_attrs=read-write",
            "postgres://user:a;b=c@host/db",
        ] {
            assert!(address.parse::<DatabaseUrl>().is_ok(), "{address}");
        }
    }

    #[test]
    fn a_password_is_known_wherever_it_stands() {
        for (address, has_password) in [
            ("postgres://tw:a@host/db", true),
            ("postgres://tw@host/db?password=a", true),
            ("postgres://tw@host/db?sslmode=require&PASSWORD=a", true),
            ("postgres://tw@host/db", false),
            ("postgres:///db?host=/run", false),
            ("sqlite://a:b@c", false),
        ] {
            let url: DatabaseUrl = address.parse().unwrap();
            assert_eq!(url.has_password(), has_password, "{address}");
            assert!(!format!("{url} {url:?}").contains(":a@"), "{url}");
            assert!(!format!("{url} {url:?}").contains("=a"), "{url}");
        }
    }

    #[test]
    fn an_address_is_known_in_the_place_of_something_else() {
        for (text, is) in [
            ("postgres://tw:a@host/db", true),
            (" POSTGRES:/tw:a@host/db", true),
            ("sqlite://a.db", true),
            ("jdbc:postgresql://host/db", true),
            ("-", false),
            ("a:b@c.db", false),
            ("/srv/postgres/a.db", false),
            ("Anna Nowak", false),
        ] {
            assert_eq!(is_address(text), is, "{text}");
        }
    }

    #[test]
    fn other_addresses_are_refused_with_the_valid_forms() {
        for text in ["", "twinning.db", "mysql://host/db", "sqlite://", "sqlite://:memory:"] {
            let why = text.parse::<DatabaseUrl>().unwrap_err();
            assert!(why.contains("sqlite://"), "{text}: {why}");
        }
    }
}
