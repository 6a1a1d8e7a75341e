//! Arguments that several commands share.

use std::{env, ffi::OsStr, fs, path::PathBuf};

use clap::{
    Args,
    builder::{PathBufValueParser, TypedValueParser},
};

use crate::{
    db::{DatabaseUrl, url::is_address},
    error::CommandError,
    model::record_type::RecordType,
    text::suggest::not_among,
    values::traits::ClosedList as _,
};

/// The database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArguments {
    /// The database: `sqlite://path/to/file.db` or `postgres://user:password@host/database`. Everybody on this machine
    /// can read a password on the command line: use the environment or a file.
    #[arg(long, env = "DATABASE_URL", default_value = DEFAULT_DATABASE, hide_env_values = true)]
    database_url: DatabaseUrl,
    /// A file with the address of the database, instead of the address itself.
    #[arg(long, env = "DATABASE_URL_FILE", value_name = "FILE", value_parser = file())]
    database_url_file: Option<PathBuf>,
}

/// The database of those who name none.
const DEFAULT_DATABASE: &str = "sqlite://twinning.db";

impl DatabaseArguments {
    /// The address, from wherever it is given. No error repeats what is in a file.
    pub fn url(&self) -> Result<DatabaseUrl, CommandError> {
        let Some(file) = &self.database_url_file else { return Ok(self.database_url.clone()) };
        if self.database_url.to_string() != DEFAULT_DATABASE {
            return Err(CommandError(
                "give the database by --database-url (DATABASE_URL) or by --database-url-file (DATABASE_URL_FILE), \
                 not by both"
                    .to_owned(),
            ));
        }
        let failed = |why: String| {
            CommandError(format!("cannot read --database-url-file {}: {why}", file.display()))
        };
        let text = fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        text.trim().parse().map_err(failed)
    }

    /// Whether the command line, which everybody on this machine can read, has a password.
    pub fn shows_password(&self) -> bool {
        let is_option = |argument: &OsStr| {
            argument.to_str().is_some_and(|argument| argument.starts_with("--database-url"))
        };
        self.database_url.has_password() && env::args_os().any(|argument| is_option(&argument))
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

/// Reads the name of a collection.
pub(super) fn collection(name: &str) -> Result<RecordType, String> {
    let names: Vec<&str> = RecordType::ALL.iter().map(|kind| kind.as_str()).collect();
    RecordType::read(name).ok_or_else(|| not_among(&format!("“{name}”"), Some(name), &names))
}
