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
    parse(&env::args_os().collect::<Vec<_>>())
}

fn parse(words: &[OsString]) -> Result<Arguments, clap::Error> {
    let mut command = prepared(Arguments::command(), words);
    let matches = match command.try_get_matches_from_mut(words) {
        Ok(matches) => matches,
        Err(error) => {
            command.build(); // before that, not all arguments can be named
            return Err(with_variable(without_address(error), &command, words));
        }
    };
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
        let argument = if is_unset { argument.env(Resettable::Reset) } else { argument };
        // A negative number is a wrong value, and not an unknown flag.
        let takes_values = argument.get_action().takes_values();
        argument.allow_negative_numbers(takes_values)
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

/// Names the variable that a wrong value came from, where the flag is not on the command line.
fn with_variable(mut error: clap::Error, command: &Command, words: &[OsString]) -> clap::Error {
    let is_value = matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue);
    let told = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    let argument = argument(command, &told).filter(|one| is_value && !is_given(one, words));
    let variable = argument.and_then(Arg::get_env).map(|name| name.to_string_lossy().into_owned());
    if let Some((variable, flag)) = variable.zip(argument.and_then(Arg::get_long)) {
        let told = ContextValue::String(format!("{variable} (--{flag})"));
        error.insert(ContextKind::InvalidArg, told);
    }
    error
}

/// The argument of a command, or of one of its commands, that errors call this. It means the same in each.
fn argument<'a>(command: &'a Command, told: &str) -> Option<&'a Arg> {
    let own = command.get_arguments().find(|one| one.to_string() == told);
    own.or_else(|| command.get_subcommands().find_map(|command| argument(command, told)))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments that take any text, any number, or a file.
    const TEXTS: [&str; 15] = [
        "file",
        "output",
        "name",
        "actor",
        "replacement",
        "token",
        "if_unchanged_since",
        "batch",
        "endpoint",
        "endpoint_url",
        "auditor",
        "exceptions",
        "contact",
        "phone",
        "building",
    ];

    /// The words that say what is valid, before an example or a list.
    const VALID: [&str; 5] =
        ["such as ", "written like ", "write it like ", "alid are: ", "[possible values: "];

    /// Calls `check` with each argument of each command that takes a value, and the words before the value.
    fn each(command: &Command, path: &[&str], check: &mut dyn FnMut(&Arg, &[&str])) {
        for argument in command.get_arguments().filter(|one| one.get_action().takes_values()) {
            let flag = argument.get_long().map(|name| format!("--{name}"));
            check(argument, &[path, &flag.iter().map(String::as_str).collect::<Vec<_>>()].concat());
        }
        for inner in command.get_subcommands() {
            each(inner, &[path, &[inner.get_name()]].concat(), check);
        }
    }

    fn parse_error(words: &[&str], value: &str) -> Option<clap::Error> {
        parse(&words.iter().chain([&value]).map(OsString::from).collect::<Vec<_>>()).err()
    }

    #[test]
    fn the_error_of_every_argument_says_what_is_valid_with_an_example_that_is() {
        let mut seen = 0;
        each(&Arguments::command(), &["twinning"], &mut |argument, words| {
            let is_text = TEXTS.iter().any(|text| argument.get_id() == text);
            if is_text || argument.get_id() == "database_url_file" {
                return;
            }
            seen += 1;
            for wrong in ["", "many", "-3", "0.5", "5x", "999999999999", "\u{7}"] {
                let Some(error) = parse_error(words, wrong) else {
                    panic!("{words:?} takes {wrong:?}");
                };
                let told = error.render().to_string();
                let first = told.split("\n\n").next().unwrap().replace('\n', " ");
                if argument.get_id() == "database_url" {
                    assert!(first.contains("write sqlite://"), "{words:?} {wrong:?}: {first}");
                    continue;
                }
                let valid = VALID.iter().find_map(|valid| Some(first.split_once(valid)?.1));
                let valid = valid.unwrap_or_else(|| panic!("{words:?} {wrong:?}: {first}"));
                let example = valid.split([' ', ',', ']']).next().unwrap();
                let again = parse_error(words, example);
                let is_wrong = again.is_some_and(|error| {
                    matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue)
                });
                assert!(!is_wrong, "{words:?} does not take its example {example:?}: {first}");
            }
        });
        assert!(seen > 30, "{seen}");
    }

    #[test]
    fn a_negative_number_is_a_value_of_every_argument() {
        each(&Arguments::command(), &["twinning"], &mut |_, words| {
            let told = parse_error(words, "-3").map(|error| error.render().to_string());
            assert!(!told.is_some_and(|told| told.contains("unexpected")), "{words:?}");
        });
    }
}
