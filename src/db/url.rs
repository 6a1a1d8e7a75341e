//! The address of the database (`--database-url`).

use std::{fmt, path::PathBuf, str::FromStr};

/// The address of a database.
#[derive(Clone, PartialEq, Eq, Debug)]
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
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err("write sqlite://path/to/file.db or postgres://user:password@host/database".to_owned())
    }
}

impl fmt::Display for DatabaseUrl {
    /// Writes the address without the password, for output and logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let rest = rest.split('?').next().unwrap_or(rest);
                match rest.rsplit_once('@') {
                    Some((user, place)) => {
                        let user = user.split(':').next().unwrap_or(user);
                        write!(f, "{scheme}://{user}@{place}")
                    }
                    None => write!(f, "{scheme}://{rest}"),
                }
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
    fn other_addresses_are_refused_with_the_valid_forms() {
        for text in ["", "twinning.db", "mysql://host/db", "sqlite://", "sqlite://:memory:"] {
            let why = text.parse::<DatabaseUrl>().unwrap_err();
            assert!(why.contains("sqlite://"), "{text}: {why}");
        }
    }
}
