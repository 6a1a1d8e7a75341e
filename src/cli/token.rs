//! `token`: creates, lists and revokes tokens.

use std::fmt::Write as _;

use clap::{
    Args, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use jiff::{ToSpan as _, civil::Date};

use super::{
    arguments::{DatabaseArguments, text},
    output::print,
};
use crate::{
    auth::{
        base62,
        queries::{self, Revocation},
        role::TokenRole,
        secret::{PREFIX, Secret},
        token::{ID_LENGTH, Token, read_name},
    },
    db::{DatabaseUrl, DbConnection, connect::OpenMode, transaction},
    error::CommandError,
    store::open::open_migrated,
    values::{
        date::CalendarDate,
        instant::Instant,
        traits::{ClosedList, TextValue},
    },
};

/// The default validity of a token in days.
const DAYS: i32 = 365;

/// The commands for tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Create a token and print it. It cannot be shown again.
    #[command(after_help = CREATE_EXAMPLES)]
    Create(CreateTokenArguments),
    /// List all tokens with their names, roles, states and last use.
    List(ListTokensArguments),
    /// Revoke a token. It is invalid from the next request on.
    #[command(after_help = REVOKE_EXAMPLES)]
    Revoke(RevokeTokenArguments),
}

const CREATE_EXAMPLES: &str = "Examples:
  twinning token create \"Anna Nowak\" --role editor
  twinning token create \"Anna Nowak\" --role editor --expires 2027-06-30
  twinning token create website --role reader --never-expires > token.txt

The token goes into each request: Authorization: Bearer twn_…";

const REVOKE_EXAMPLES: &str = "Examples:
  twinning token revoke aB3dE6gH        by its id, as `twinning token list` shows it
  twinning token revoke \"Anna Nowak\"    by its name, if no other token has it
  twinning token revoke twn_…           by the token itself, such as one that was published";

/// The arguments of `token create`.
#[derive(Debug, Args)]
pub struct CreateTokenArguments {
    /// The name of the bearer, in 1 to 100 characters. The journal records it as the actor of changes.
    #[arg(value_parser = bearer)]
    pub name: String,
    /// The role.
    #[arg(long, value_parser = role())]
    pub role: TokenRole,
    /// The last day, in UTC, on which the token is valid, such as 2027-06-30 [default: 365 days from today].
    #[arg(long, value_name = "DAY", value_parser = last_day)]
    pub expires: Option<CalendarDate>,
    /// Make a token that is valid until it is revoked.
    #[arg(long, conflicts_with = "expires")]
    pub never_expires: bool,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// The arguments of `token list`.
#[derive(Debug, Args)]
pub struct ListTokensArguments {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// The arguments of `token revoke`.
#[derive(Debug, Args)]
pub struct RevokeTokenArguments {
    /// The id of the token, its name if no other token has it, or the token itself.
    #[arg(value_name = "ID_OR_NAME")]
    pub token: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// Reads a role. The help describes each role.
fn role() -> impl TypedValueParser<Value = TokenRole> {
    let roles =
        TokenRole::ALL.iter().map(|role| PossibleValue::new(role.as_str()).help(role.describe()));
    PossibleValuesParser::new(roles)
        .try_map(|text| TokenRole::read(&text).ok_or("there is no such role"))
}

/// Reads the name of a bearer.
fn bearer(name: &str) -> Result<String, &'static str> {
    text(name).and_then(|name| read_name(&name))
}

fn last_day(text: &str) -> Result<CalendarDate, String> {
    let today = Instant::now().day();
    let day = CalendarDate::read(text).ok_or_else(|| {
        format!("write a day of the calendar, such as {}", today.saturating_add(DAYS.days()))
    })?;
    if day.day() < today {
        return Err(format!("this day is in the past: choose today ({today}) or a later day"));
    }
    Ok(day)
}

/// Runs the command.
pub(super) fn run(command: &TokenCommand) -> Result<(), CommandError> {
    match command {
        TokenCommand::Create(settings) => create(settings),
        TokenCommand::List(settings) => list(settings),
        TokenCommand::Revoke(settings) => revoke(settings),
    }
}

fn create(settings: &CreateTokenArguments) -> Result<(), CommandError> {
    if settings.name.starts_with(PREFIX) {
        return Err(CommandError(format!(
            "a name must not begin with {PREFIX}, as tokens do: give the name of the bearer"
        )));
    }
    let mut connection = open(&settings.database)?;
    let no_randomness =
        |error| CommandError(format!("the operating system provides no random numbers: {error}"));
    let secret = Secret::new().map_err(no_randomness)?;
    let now = Instant::now();
    let token = Token {
        id: base62::random(ID_LENGTH).map_err(no_randomness)?,
        name: settings.name.clone(),
        role: settings.role,
        created_at: now,
        expires_at: end(settings, now.day()),
        revoked_at: None,
        last_used_at: None,
    };
    queries::create(&mut connection, &token, &secret)?;
    print(&format!("{}\n", secret.reveal())).map_err(|error| {
        CommandError(format!(
            "{error}; the token was created, but not shown: revoke {} and create another one",
            token.id
        ))
    })?;
    eprintln!("{}", note(&token, &settings.database.url()?));
    Ok(())
}

/// Returns the first moment at which a token is no longer valid.
fn end(settings: &CreateTokenArguments, today: Date) -> Option<Instant> {
    if settings.never_expires {
        return None;
    }
    let last =
        settings.expires.map_or_else(|| today.saturating_add(DAYS.days()), CalendarDate::day);
    Some(Instant::beginning(last.saturating_add(1.day())))
}

/// Returns the explanation for the operator who creates a token.
fn note(token: &Token, url: &DatabaseUrl) -> String {
    let Token { id, name, role, .. } = token;
    let until = token.last_day().map_or_else(
        || "until it is revoked".to_owned(),
        |day| format!("until the end of {day} (UTC)"),
    );
    format!(
        "This is the token of “{name}” ({}, id {id}), which is valid {until} with {url}.\n\
         It is shown only now: give it to the person who will use it, and keep no copy.\n\
         It goes into each request: Authorization: Bearer {PREFIX}…",
        role.as_str()
    )
}

fn list(settings: &ListTokensArguments) -> Result<(), CommandError> {
    let tokens = queries::list(&mut open(&settings.database)?)?;
    if tokens.is_empty() {
        eprintln!(
            "There are no tokens yet: make one with `twinning token create NAME --role editor`."
        );
        return Ok(());
    }
    print(&table(&tokens, Instant::now()))
}

/// Writes a row for each token. The name is the last column, since the width of its letters varies.
fn table(tokens: &[Token], now: Instant) -> String {
    const NEVER: &str = "never";
    let heads =
        ["id", "role", "state", "created", "expires", "last used", "name"].map(str::to_owned);
    let mut text = String::new();
    let rows = tokens.iter().map(|token| {
        let Token { id, name, role, created_at, last_used_at, .. } = token;
        [
            id.clone(),
            role.as_str().to_owned(),
            token.state(now).as_str().to_owned(),
            created_at.day().to_string(),
            token.last_day().map_or_else(|| NEVER.to_owned(), |day| day.to_string()),
            last_used_at.map_or_else(|| NEVER.to_owned(), |at| at.to_string()),
            name.clone(),
        ]
    });
    for [id, role, state, created, expires, used, name] in std::iter::once(heads).chain(rows) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "{id:<8}  {role:<6}  {state:<7}  {created:<10}  {expires:<10}  {used:<20}  {name}"
        );
    }
    text
}

fn revoke(settings: &RevokeTokenArguments) -> Result<(), CommandError> {
    let wanted = settings.token.trim();
    let work = |connection: &mut DbConnection| queries::revoke(connection, wanted, Instant::now());
    match transaction::write(&mut open(&settings.database)?, work)? {
        Revocation::Done(Token { id, name, .. }) => {
            print(&format!("Revoked: token {id} of “{name}” no longer works.\n"))
        }
        Revocation::Before(Token { id, name, revoked_at, .. }) => {
            let when = revoked_at.map_or_else(String::new, |at| format!(" on {}", at.day()));
            Err(CommandError(format!(
                "token {id} of “{name}” was already revoked{when}: nothing was changed"
            )))
        }
        Revocation::Ambiguous(tokens) => {
            let ids: Vec<&str> = tokens.iter().map(|token| token.id.as_str()).collect();
            Err(CommandError(format!(
                "{} tokens have the name “{wanted}”: revoke one by its id ({}); `twinning token list` shows them",
                ids.len(),
                ids.join(", ")
            )))
        }
        Revocation::Unknown => Err(CommandError(format!(
            "{}: `twinning token list` shows all of them",
            // A token may be valid elsewhere and must not reach a log.
            if wanted.starts_with(PREFIX) {
                "no token has this text".to_owned()
            } else {
                format!("no token has the id or name “{wanted}”")
            }
        ))),
    }
}

/// Opens an existing database: tokens in a database that was created by mistake would be useless.
fn open(database: &DatabaseArguments) -> Result<DbConnection, CommandError> {
    let url = &database.url()?;
    open_migrated(url, OpenMode::Existing).map_err(|error| match url {
        DatabaseUrl::Sqlite(path) if !path.exists() && !error.is_damaged() => CommandError(format!(
            "{error}: give the database of the service with --database-url, or run `twinning serve` once to create it"
        )),
        _ => error.into(),
    })
}
