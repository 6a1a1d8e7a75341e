//! Reads the command line, and tells its errors.

use std::{
    env,
    ffi::OsString,
    io::{self, Write as _},
    process,
};

use clap::{
    Arg, Command, CommandFactory as _, FromArgMatches as _, Id,
    builder::Resettable,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::Arguments;
use crate::telemetry::secrets::masked;

/// Arguments that are one setting: of two flags or two variables neither is meant more than the other.
const ALTERNATIVES: [&str; 2] = ["database_url", "database_url_file"];

/// Reads the command line and the environment. A flag takes precedence over a variable.
pub(super) fn read() -> Result<Arguments, clap::Error> {
    parse(env::args_os().collect())
}

fn parse(words: Vec<OsString>) -> Result<Arguments, clap::Error> {
    let mut command = prepared(Arguments::command(), &words);
    let matches = command.try_get_matches_from_mut(words).map_err(without_address)?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// A command, with what applies to all of its arguments and those of its commands.
fn prepared(command: Command, words: &[OsString]) -> Command {
    let given: Vec<Id> = command
        .get_arguments()
        .filter(|one| is_given(one, words))
        .map(|one| one.get_id().clone())
        .collect();
    let is_alternative = |id: &Id| ALTERNATIVES.iter().any(|one| id == one);
    let is_chosen = given.iter().any(is_alternative);
    let command = command.mut_args(|argument| {
        let is_unset = is_empty(&argument) || is_chosen && is_alternative(argument.get_id());
        // The help does not show what is in the environment: it can be a password by mistake.
        let argument = argument.hide_env_values(true);
        if is_unset { argument.env(Resettable::Reset) } else { argument }
    });
    command.mut_subcommands(|command| prepared(command, words))
}

/// Whether the variable of an argument is set to nothing, which is the same as not set: files of settings and
/// containers often have no other way to unset one.
#[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
fn is_empty(argument: &Arg) -> bool {
    argument.get_env().and_then(env::var_os).is_some_and(|value| value.is_empty())
}

/// Whether the command line has this flag.
fn is_given(argument: &Arg, words: &[OsString]) -> bool {
    let Some(name) = argument.get_long() else { return false };
    let words = words.iter().take_while(|word| *word != "--");
    words
        .filter_map(|word| word.to_str()?.strip_prefix("--")?.strip_prefix(name))
        .any(|rest| rest.is_empty() || rest.starts_with('='))
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
