//! The command line: one file a command, with its arguments and what it runs.

mod arguments;
mod backup;
mod check;
mod erase_person;
mod export;
mod health;
mod import;
mod openapi;
mod output;
mod progress;
mod restore;
mod serve;
pub mod startup;
pub mod template;
mod token;

use clap::{
    Parser, Subcommand,
    error::{ContextKind, ContextValue},
};

use crate::error::CommandError;

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

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API.
    Serve(serve::ServeArguments),
    /// Import records from a file in the exchange format (NDJSON) or a spreadsheet (CSV): all of them, or none.
    Import(import::ImportArguments),
    /// Print the empty spreadsheet of a collection, with a line of help for each column.
    Template(template::TemplateArguments),
    /// Export all records, drafts too, as NDJSON: the same data gives the same bytes.
    Export(export::ExportArguments),
    /// Check every record and everything derived from it against every rule.
    Check(check::CheckArguments),
    /// Make, list and revoke tokens: who may see drafts, and who may write.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Write everything into one file while the service runs, checked: records, history, revisions, tokens.
    Backup(backup::BackupArguments),
    /// Restore a backup of either database into either, whole or not at all.
    Restore(restore::RestoreArguments),
    /// Show where a person's name stands, history included, and erase it everywhere.
    ErasePerson(erase_person::ErasePersonArguments),
    /// Print the OpenAPI document.
    Openapi,
    /// Ask a running service whether it is ready; for container health checks.
    Health(health::HealthArguments),
}

impl Command {
    /// Runs the command.
    pub fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Serve(settings) => serve::run(&settings),
            Self::Import(settings) => import::run(&settings),
            Self::Template(settings) => template::run(&settings),
            Self::Export(settings) => export::run(&settings),
            Self::Check(settings) => check::run(&settings),
            Self::Token(command) => token::run(&command),
            Self::Backup(settings) => backup::run(&settings),
            Self::Restore(settings) => restore::run(&settings),
            Self::ErasePerson(settings) => erase_person::run(&settings),
            Self::Openapi => openapi::run(),
            Self::Health(settings) => health::run(&settings),
        }
    }
}
