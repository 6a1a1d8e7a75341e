//! `webhook`: adds, lists, tests and removes the endpoints that are told of public changes.

use std::fmt::{Display, Write as _};

use clap::{Args, Subcommand};

use super::{arguments::DatabaseArguments, outgoing::OutgoingArguments, output::print};
use crate::{
    auth::base62,
    db::{DatabaseUrl, DbConnection, connect::OpenMode, transaction},
    error::CommandError,
    store::open::open_migrated,
    values::{instant::Instant, traits::ClosedList as _},
    webhooks::{
        client::OutgoingClient,
        endpoint::{ID_LENGTH, LastAttempt, MOST, WebhookEndpoint, WebhookState},
        queries::{self, NotAdded},
        secret::SigningSecret,
        trial,
    },
};

/// The commands for webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// Add an endpoint that is told of every public change, and print its secret. It cannot be shown again.
    #[command(after_help = ADD_EXAMPLES)]
    Add(AddWebhookArguments),
    /// List all endpoints with their states and the results of their last attempts.
    List(ListWebhooksArguments),
    /// Remove an endpoint. It gets no more messages.
    #[command(after_help = REMOVE_EXAMPLES)]
    Remove(NamedWebhookArguments),
    /// Send a test message to an endpoint now. A disabled endpoint that takes it is active again.
    #[command(after_help = TEST_EXAMPLES)]
    Test(TestWebhookArguments),
    /// Give an endpoint a new secret, and print it. The old one signs too for 24 hours.
    #[command(after_help = SECRET_EXAMPLES)]
    Secret(NamedWebhookArguments),
}

const ADD_EXAMPLES: &str = "Examples:
  twinning webhook add https://portal.example.org/twinning
  twinning webhook add https://portal.example.org/twinning > secret.txt

The receiver checks the header webhook-signature with the secret (Standard Webhooks 1.0.0).";

const REMOVE_EXAMPLES: &str = "Examples:
  twinning webhook remove aB3dE6gH      by its id, as `twinning webhook list` shows it";

const TEST_EXAMPLES: &str = "Examples:
  twinning webhook test aB3dE6gH        by its id, as `twinning webhook list` shows it";

const SECRET_EXAMPLES: &str = "Examples:
  twinning webhook secret aB3dE6gH      by its id, as `twinning webhook list` shows it";

/// The arguments of `webhook add`.
#[derive(Debug, Args)]
pub struct AddWebhookArguments {
    /// The address that messages are sent to: https, a host on the public Internet, port 443 or one above 1023.
    #[arg(id = "endpoint_url", value_name = "URL")]
    pub url: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
    /// What may be reached.
    #[command(flatten)]
    pub outgoing: OutgoingArguments,
}

/// The arguments of `webhook list`.
#[derive(Debug, Args)]
pub struct ListWebhooksArguments {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// The arguments of commands about one endpoint.
#[derive(Debug, Args)]
pub struct NamedWebhookArguments {
    /// The id of the endpoint.
    #[arg(id = "endpoint", value_name = "ID")]
    pub id: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// The arguments of `webhook test`.
#[derive(Debug, Args)]
pub struct TestWebhookArguments {
    /// The endpoint.
    #[command(flatten)]
    pub named: NamedWebhookArguments,
    /// What may be reached.
    #[command(flatten)]
    pub outgoing: OutgoingArguments,
}

/// Runs the command.
pub(super) fn run(command: &WebhookCommand) -> Result<(), CommandError> {
    match command {
        WebhookCommand::Add(settings) => add(settings),
        WebhookCommand::List(settings) => list(settings),
        WebhookCommand::Remove(settings) => remove(settings),
        WebhookCommand::Test(settings) => test(settings),
        WebhookCommand::Secret(settings) => change_secret(settings),
    }
}

fn no_randomness(error: impl Display) -> CommandError {
    CommandError(format!("the operating system provides no random numbers: {error}"))
}

fn add(settings: &AddWebhookArguments) -> Result<(), CommandError> {
    let url = settings.outgoing.policy().read(&settings.url);
    let url = url.map_err(|why| CommandError(format!("the address {why}")))?;
    let secret = SigningSecret::new().map_err(no_randomness)?;
    let id = base62::random(ID_LENGTH).map_err(no_randomness)?;
    let work = |connection: &mut DbConnection| queries::add(connection, &id, &url, &secret);
    let added = transaction::write(&mut open(&settings.database)?, work)?;
    let WebhookEndpoint { url, .. } = added.map_err(|why| {
        CommandError(match why {
            NotAdded::Exists(id) => format!(
                "the webhook {id} has this address already: nothing was changed; `twinning webhook secret {id}` gives \
                 it a new secret"
            ),
            NotAdded::Full => {
                format!("there are {MOST} webhooks, as many as there may be: remove one first")
            }
        })
    })?;
    show(&secret, &id)?;
    eprintln!(
        "This is the secret of the webhook {id} to {url}.\n\
         It is shown only now: give it to the operator of the receiver, and keep no copy.\n\
         A running service tells the endpoint of every public change from now on. Try it: twinning webhook test {id}"
    );
    Ok(())
}

/// Prints a secret.
fn show(secret: &SigningSecret, id: &str) -> Result<(), CommandError> {
    print(&format!("{}\n", secret.reveal())).map_err(|error| {
        CommandError(format!(
            "{error}; the secret was stored, but not shown: make another one with `twinning webhook secret {id}`"
        ))
    })
}

fn list(settings: &ListWebhooksArguments) -> Result<(), CommandError> {
    let endpoints = queries::list(&mut open(&settings.database)?)?;
    if endpoints.is_empty() {
        eprintln!("There are no webhooks yet: add one with `twinning webhook add URL`.");
        return Ok(());
    }
    print(&table(&endpoints))
}

/// Writes a row for each endpoint. The address is the last column, since it can be long.
fn table(endpoints: &[WebhookEndpoint]) -> String {
    let heads =
        ["id", "state", "created", "known", "failures", "last attempt", "result", "next attempt"]
            .map(str::to_owned);
    let mut text = String::new();
    let rows = endpoints.iter().map(|endpoint| {
        let is_retried = endpoint.state == WebhookState::Active && endpoint.failures > 0;
        let next = if is_retried { endpoint.next_attempt.to_string() } else { "-".to_owned() };
        let (at, result) = match &endpoint.last {
            Some(LastAttempt { at, result }) => (at.to_string(), result.clone()),
            None => ("never".to_owned(), "-".to_owned()),
        };
        let columns = [
            endpoint.id.clone(),
            endpoint.state.as_str().to_owned(),
            endpoint.created_at.day().to_string(),
            endpoint.acknowledged.to_string(),
            endpoint.failures.to_string(),
            at,
            result,
            next,
        ];
        (columns, endpoint.url.as_str())
    });
    for (columns, url) in std::iter::once((heads, "address")).chain(rows) {
        let [id, state, created, known, failures, at, result, next] = columns;
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "{id:<8}  {state:<8}  {created:<10}  {known:<8}  {failures:<8}  {at:<20}  {result:<15}  {next:<20}  {url}"
        );
    }
    text
}

fn remove(settings: &NamedWebhookArguments) -> Result<(), CommandError> {
    let id = settings.id.trim();
    let work = |connection: &mut DbConnection| queries::remove(connection, id);
    if !transaction::write(&mut open(&settings.database)?, work)? {
        return Err(unknown(id));
    }
    print(&format!("Removed: the webhook {id} gets no more messages.\n"))
}

fn test(settings: &TestWebhookArguments) -> Result<(), CommandError> {
    let id = settings.named.id.trim();
    let mut connection = open(&settings.named.database)?;
    let endpoint = queries::find(&mut connection, id)?.ok_or_else(|| unknown(id))?;
    let site = trial::site(&mut connection)?;
    let client = OutgoingClient::new(settings.outgoing.policy());
    let sent = trial::send(&client, &endpoint, &site)
        .map_err(|error| CommandError(format!("cannot write the message: {error}")))?;
    let note = |connection: &mut DbConnection| trial::note(connection, id, &sent);
    transaction::write(&mut connection, note)?;
    let result = &sent.last.result;
    if !sent.is_success {
        return Err(CommandError(format!(
            "the webhook {id} did not take the test message: {}",
            explained(result)
        )));
    }
    let again = match endpoint.state {
        WebhookState::Active => "",
        WebhookState::Disabled => " It was disabled and is active again.",
    };
    print(&format!("Delivered: the webhook {id} took the test message ({result}).{again}\n"))
}

/// Explains the result of a test that failed.
fn explained(result: &str) -> String {
    match result {
        "timeout" => "there was no answer within 15 seconds".to_owned(),
        "no-connection" => "no connection, or the answer is not HTTP".to_owned(),
        "unknown-host" => "the name of the host has no address".to_owned(),
        "refused-address" => "the host has an address that is not of the public Internet".to_owned(),
        "tls" => "its certificate is not valid, or this machine knows no authorities: install the package \
                  ca-certificates, or name a file of certificates in SSL_CERT_FILE"
            .to_owned(),
        status => format!("it answered with the status {status}; only 2xx is a success"),
    }
}

fn change_secret(settings: &NamedWebhookArguments) -> Result<(), CommandError> {
    let id = settings.id.trim();
    let secret = SigningSecret::new().map_err(no_randomness)?;
    transaction::write(&mut open(&settings.database)?, |connection| {
        let endpoint = queries::find(connection, id)?.ok_or_else(|| unknown(id))?;
        queries::change_secret(connection, &endpoint, &secret, Instant::now())?;
        Ok::<_, CommandError>(())
    })?;
    show(&secret, id)?;
    eprintln!(
        "This is the new secret of the webhook {id}. It is shown only now.\n\
         For 24 hours messages are signed with the old one too: give the new one to the receiver until then."
    );
    Ok(())
}

fn unknown(id: &str) -> CommandError {
    CommandError(format!("no webhook has the id “{id}”: `twinning webhook list` shows all of them"))
}

/// Opens an existing database: endpoints in a database that was created by mistake would be told of nothing.
fn open(database: &DatabaseArguments) -> Result<DbConnection, CommandError> {
    let url = &database.url()?;
    open_migrated(url, OpenMode::Existing).map_err(|error| match url {
        DatabaseUrl::Sqlite(path) if !path.exists() && !error.is_damaged() => CommandError(format!(
            "{error}: give the database of the service with --database-url, or run `twinning serve` once to create it"
        )),
        _ => error.into(),
    })
}
