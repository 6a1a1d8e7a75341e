//! Reads the command line, and tells its errors.

use std::{
    io::{self, Write as _},
    process,
};

use clap::{
    Command, CommandFactory as _, FromArgMatches as _,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::Arguments;
use crate::telemetry::secrets::masked;

/// Reads the command line and the environment.
pub(super) fn read() -> Result<Arguments, clap::Error> {
    let mut command = prepared(Arguments::command());
    let matches = command.try_get_matches_from_mut(std::env::args_os()).map_err(without_address)?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// A command, with what applies to all of its arguments and those of its commands.
fn prepared(command: Command) -> Command {
    // The help does not show what is in the environment: it can be a password by mistake.
    command.mut_args(|argument| argument.hide_env_values(true)).mut_subcommands(prepared)
}

/// Removes a wrong address of the database from an error: no part of it is surely not the password.
fn without_address(mut error: clap::Error) -> clap::Error {
    let argument = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    if argument.starts_with("--database-url <") {
        error.insert(ContextKind::InvalidValue, ContextValue::String("…".to_owned()));
    }
    error
}

/// Prints an error, or the help, and ends the program.
pub(super) fn exit(error: &clap::Error) -> ! {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let text = error.render().to_string();
    let shown = masked(&text);
    if is_help || shown == text {
        error.exit(); // in colour
    }
    // There is nothing left to do about an error here.
    let _ = io::stderr().write_all(shown.as_bytes());
    process::exit(error.exit_code())
}
