//! The command line: one file for each command, with its arguments.

mod address_file;
mod arguments;
mod backup;
mod check;
mod command_line;
mod erase_person;
mod export;
mod health;
mod import;
mod listen;
mod locale;
mod openapi;
mod operator;
mod outgoing;
mod output;
mod pages;
mod progress;
mod restore;
mod serve;
pub mod startup;
pub mod template;
mod token;
mod undo;
mod webhook;

use clap::{Parser, Subcommand};

use crate::{error::CommandError, telemetry::log_format::LogFormat};

/// An open API of what a municipality does with its twin towns.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// Reads the command line and the environment. If they are invalid, prints a message and ends the
    /// program.
    pub fn read() -> Self {
        command_line::read().unwrap_or_else(|error| command_line::exit(&error))
    }
}

const EXAMPLES: &str = "Examples:
  twinning serve --demo                        try it: http://127.0.0.1:8080/swagger-ui/
  twinning import data.ndjson --dry-run        report the changes of an import
  twinning template events > events.csv        an empty spreadsheet to fill in
  twinning import events.csv --type events     import a spreadsheet
  twinning export > records.ndjson             export all records, in an order for import
  twinning backup backup.db                    back up all data while the service runs
  twinning serve --database-url postgres://twinning@localhost/twinning --bind 0.0.0.0:8080 \\
      --public-url https://twinning.example.org";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API.
    Serve(Box<serve::ServeArguments>),
    /// Import all records of a file in the exchange format (NDJSON) or a spreadsheet (CSV), or none.
    Import(import::ImportArguments),
    /// Undo an import as a whole: its records get the state that they had before.
    Undo(undo::UndoArguments),
    /// Print the empty spreadsheet of a collection, with a line of help for each column.
    Template(template::TemplateArguments),
    /// Export all records, drafts included, as NDJSON. The same data gives the same bytes.
    Export(export::ExportArguments),
    /// Check every record, and all data derived from it, against every rule.
    Check(check::CheckArguments),
    /// Create, list and revoke tokens, which allow reading drafts and writing.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Add, list, test and remove webhooks: endpoints that are told of every public change.
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Back up all data into one file while the service runs: records, history, revisions, tokens, webhooks.
    Backup(backup::BackupArguments),
    /// Restore a backup of either database into either, completely or not at all.
    Restore(restore::RestoreArguments),
    /// Show where the name of a person occurs, history included, and erase it.
    ErasePerson(erase_person::ErasePersonArguments),
    /// Print the OpenAPI document.
    Openapi,
    /// Check whether a running service is ready, for container health checks.
    Health(health::HealthArguments),
}

impl Command {
    /// The format of the log. Only a service has another one than lines for people.
    pub fn log_format(&self) -> LogFormat {
        match self {
            Self::Serve(settings) => settings.operator.log_format(),
            _ => LogFormat::Text,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Serve(settings) => serve::run(&settings),
            Self::Import(settings) => import::run(&settings),
            Self::Undo(settings) => undo::run(&settings),
            Self::Template(settings) => template::run(&settings),
            Self::Export(settings) => export::run(&settings),
            Self::Check(settings) => check::run(&settings),
            Self::Token(command) => token::run(&command),
            Self::Webhook(command) => webhook::run(&command),
            Self::Backup(settings) => backup::run(&settings),
            Self::Restore(settings) => restore::run(&settings),
            Self::ErasePerson(settings) => erase_person::run(&settings),
            Self::Openapi => openapi::run(),
            Self::Health(settings) => health::run(&settings),
        }
    }
}
