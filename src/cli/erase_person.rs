//! `erase-person`: shows where a name stands; with `--yes`, erases it.

use clap::Args;

use super::{arguments::DatabaseArguments, output, startup};
use crate::{
    db::{DbConnection, connect::OpenMode, transaction},
    error::CommandError,
    privacy::{
        erase::{Erasure, erase, find},
        findings::Findings,
        physical_traces,
    },
    store::open::open_migrated,
    text::phrase::Phrase,
};

/// The longest text that can stand in the place of a name.
const LONGEST: usize = 100;

/// The settings of `erase-person`.
#[derive(Debug, Args)]
#[command(after_help = ERASE_EXAMPLES)]
pub struct ErasePersonArguments {
    /// The name, as whole words; case, blanks between words and Unicode forms do not matter, diacritics do.
    pub name: String,
    /// Erase it. Without this, the command shows where the name stands and changes nothing.
    #[arg(long)]
    pub yes: bool,
    /// What stands in the place of the name then.
    #[arg(long, default_value = "[name erased]")]
    pub replacement: String,
    /// Who erases, for the journal.
    #[arg(long, env = "TWINNING_ACTOR", default_value = "erase-person")]
    pub actor: String,
    /// Where the data is.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

const ERASE_EXAMPLES: &str = "Examples:
  twinning erase-person \"Jan Kowalski\"          see where it stands, and what else to look at
  twinning erase-person \"Jan Kowalski\" --yes    erase it: records, drafts, history, tokens, answers
  twinning erase-person \"Jana Kowalskiego\" --yes  an inflected form is a name of its own

What cannot be reached: backups and exports made before, and what others have copied.";

/// Runs the command.
pub(super) fn run(settings: &ErasePersonArguments) -> Result<(), CommandError> {
    let name = settings.name.trim();
    let erasure = erasure(settings)?;
    let mut connection = open_migrated(&settings.database.database_url, OpenMode::Existing)?;
    if !settings.yes {
        let findings = transaction::snapshot(&mut connection, |connection| find(connection, &erasure))?;
        return output::print(&found(name, &findings));
    }
    startup::reindex_if_stale(&mut connection)?;
    let findings = erase_everywhere(&mut connection, &erasure, &settings.actor)?;
    output::print(&erased(name, settings.replacement.trim(), &findings, &connection))
}

/// Erases the name from the data, then from the files.
fn erase_everywhere(
    connection: &mut DbConnection,
    erasure: &Erasure<'_>,
    actor: &str,
) -> Result<Findings, CommandError> {
    physical_traces::prepare(connection)?;
    let findings = transaction::write(connection, |connection| erase(connection, erasure, actor))?;
    // Also when nothing was found: an earlier erasure may have been killed here.
    physical_traces::remove(connection)?;
    Ok(findings)
}

fn erasure(settings: &ErasePersonArguments) -> Result<Erasure<'_>, CommandError> {
    let refuse = |why: &str| Err(CommandError(why.to_owned()));
    let (name, replacement) = (settings.name.trim(), settings.replacement.trim());
    let Some(phrase) = Phrase::new(name) else {
        return refuse("give the name as it is written, as in: twinning erase-person \"Jan Kowalski\"");
    };
    if replacement.is_empty()
        || replacement.chars().count() > LONGEST
        || replacement.contains(char::is_control)
    {
        return refuse("give a --replacement of 1 to 100 characters");
    }
    if phrase.is_in(replacement) {
        return refuse("the name stands in the --replacement: give another one");
    }
    if phrase.is_in(&settings.actor) {
        return refuse("the name stands in the --actor, who is written to the journal: give another one");
    }
    Ok(Erasure { name, phrase, replacement })
}

fn found(name: &str, findings: &Findings) -> String {
    if findings.is_empty() {
        return format!("“{name}” stands nowhere.\n{findings}");
    }
    format!(
        "“{name}” stands in\n{findings}Nothing was changed. Erase it with: twinning erase-person \"{name}\" --yes\n"
    )
}

fn erased(name: &str, replacement: &str, findings: &Findings, connection: &DbConnection) -> String {
    if findings.is_empty() {
        return format!("“{name}” stands nowhere; the files of the database were written anew.\n{findings}");
    }
    let log = connection.choose("", "the server's write-ahead log and its archive until they are recycled, ");
    let revision = findings.revision.map(|revision| format!(", as revision {revision}")).unwrap_or_default();
    format!(
        "“{name}” was replaced by “{replacement}”{revision}. It stood in\n{findings}Not reached: {log}backups and exports \
         made before, and what others have copied; harvesters learn of the changed records.\n"
    )
}
