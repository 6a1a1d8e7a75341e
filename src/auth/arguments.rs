//! What the commands for tokens take.

use clap::{
    Args, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{model::read_name, role::Role};
use crate::{
    config::Database,
    values::{
        date::CalendarDate,
        instant::Instant,
        plumbing::{Choice, TextValue},
    },
};

/// The commands for tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token, and print it: this once, and never again.
    #[command(after_help = CREATE_EXAMPLES)]
    Create(Create),
    /// List all tokens: whose they are, what may be done with them, whether they work and are used.
    List(List),
    /// Revoke a token: from the next request on it no longer works.
    #[command(after_help = REVOKE_EXAMPLES)]
    Revoke(Revoke),
}

const CREATE_EXAMPLES: &str = "Examples:
  twinning token create \"Anna Nowak\" --role editor
  twinning token create \"Anna Nowak\" --role editor --expires 2027-06-30
  twinning token create website --role reader --never-expires > token.txt

The token goes into each request: Authorization: Bearer twn_…";

const REVOKE_EXAMPLES: &str = "Examples:
  twinning token revoke aB3dE6gH        by its id, as `twinning token list` shows it
  twinning token revoke \"Anna Nowak\"    by its name, where one token alone has it
  twinning token revoke twn_…           by the token itself, where it was found published";

/// The settings of `token create`.
#[derive(Debug, Args)]
pub struct Create {
    /// Whose token it is, in 1 to 100 characters: the name that the journal has for changes made with it.
    #[arg(value_parser = read_name)]
    pub name: String,
    /// What may be done with it.
    #[arg(long, value_parser = role())]
    pub role: Role,
    /// The last day, in UTC, on which it works, such as 2027-06-30 [default: 365 days from today].
    #[arg(long, value_name = "DAY", value_parser = last_day)]
    pub expires: Option<CalendarDate>,
    /// It works until it is revoked.
    #[arg(long, conflicts_with = "expires")]
    pub never_expires: bool,
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

/// The settings of `token list`.
#[derive(Debug, Args)]
pub struct List {
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

/// The settings of `token revoke`.
#[derive(Debug, Args)]
pub struct Revoke {
    /// The id of the token, or its name where one token alone has it.
    #[arg(value_name = "ID_OR_NAME")]
    pub token: String,
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
}

/// The roles, each with what it may do.
fn role() -> impl TypedValueParser<Value = Role> {
    let roles = Role::ALL.iter().map(|role| PossibleValue::new(role.as_str()).help(role.describe()));
    PossibleValuesParser::new(roles).try_map(|text| Role::read(&text).ok_or("there is no such role"))
}

fn last_day(text: &str) -> Result<CalendarDate, String> {
    let day = CalendarDate::read(text).ok_or_else(|| format!("write {}", CalendarDate::VALID))?;
    let today = Instant::now().day();
    if day.day() < today {
        return Err(format!("that day is over: choose today ({today}) or a later one"));
    }
    Ok(day)
}
