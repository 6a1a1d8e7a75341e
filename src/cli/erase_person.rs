//! `erase-person`: shows where a name occurs; with `--yes`, erases it.

use clap::Args;

use super::{
    arguments::{DatabaseArguments, text},
    output, startup,
};
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

/// The maximum number of characters of a replacement.
const LONGEST: usize = 100;

/// The arguments of `erase-person`.
#[derive(Debug, Args)]
#[command(after_help = ERASE_EXAMPLES)]
pub struct ErasePersonArguments {
    /// The name, as whole words. Case, spaces and Unicode forms do not matter; diacritics do.
    #[arg(value_parser = text)]
    pub name: String,
    /// Erase the name. Without this option the command shows where it occurs and changes nothing.
    #[arg(long)]
    pub yes: bool,
    /// The text that replaces the name.
    #[arg(long, default_value = "[name erased]", value_parser = text)]
    pub replacement: String,
    /// The actor for the journal.
    #[arg(long, env = "TWINNING_ACTOR", default_value = "erase-person", value_parser = text)]
    pub actor: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

const ERASE_EXAMPLES: &str = "Examples:
  twinning erase-person \"Jan Kowalski\"            show where it occurs, and what else to check
  twinning erase-person \"Jan Kowalski\" --yes      erase it everywhere, history included
  twinning erase-person \"Jana Kowalskiego\" --yes  erase an inflected form separately

Earlier backups and exports, and copies that others have made, are not changed.";

/// Runs the command.
pub(super) fn run(settings: &ErasePersonArguments) -> Result<(), CommandError> {
    let name = settings.name.trim();
    let erasure = erasure(settings)?;
    let mut connection = open_migrated(&settings.database.url()?, OpenMode::Existing)?;
    if !settings.yes {
        let findings =
            transaction::snapshot(&mut connection, |connection| find(connection, &erasure))?;
        return output::print(&found(name, &findings));
    }
    startup::reindex_if_stale(&mut connection)?;
    let findings = erase_everywhere(&mut connection, &erasure, &settings.actor)?;
    output::print(&erased(name, settings.replacement.trim(), &findings, &connection))
}

/// Erases a name from the data, then from the files of the database.
fn erase_everywhere(
    connection: &mut DbConnection,
    erasure: &Erasure<'_>,
    actor: &str,
) -> Result<Findings, CommandError> {
    physical_traces::prepare(connection)?;
    let findings = transaction::write(connection, |connection| erase(connection, erasure, actor))?;
    // Even if nothing was found, because an earlier erasure may have been killed before this step.
    physical_traces::remove(connection)?;
    Ok(findings)
}

fn erasure(settings: &ErasePersonArguments) -> Result<Erasure<'_>, CommandError> {
    let refuse = |why: &str| Err(CommandError(why.to_owned()));
    let (name, replacement) = (settings.name.trim(), settings.replacement.trim());
    let Some(phrase) = Phrase::new(name) else {
        return refuse(
            "give the name as it is written, as in: twinning erase-person \"Jan Kowalski\"",
        );
    };
    if replacement.is_empty()
        || replacement.chars().count() > LONGEST
        || replacement.contains(char::is_control)
    {
        return refuse("give a --replacement of 1 to 100 characters");
    }
    if phrase.is_in(replacement) {
        return refuse("the --replacement contains the name: give another one");
    }
    if phrase.is_in(&settings.actor) {
        return refuse(
            "the --actor contains the name, and the journal would record it: give another one",
        );
    }
    Ok(Erasure { name, phrase, replacement })
}

fn found(name: &str, findings: &Findings) -> String {
    if findings.is_empty() {
        return format!("“{name}” does not occur anywhere.\n{findings}");
    }
    format!(
        "“{name}” occurs in\n{findings}Nothing was changed. Erase it with: twinning erase-person \"{name}\" --yes\n"
    )
}

fn erased(name: &str, replacement: &str, findings: &Findings, connection: &DbConnection) -> String {
    if findings.is_empty() {
        return format!(
            "“{name}” does not occur anywhere; the files of the database were rewritten.\n{findings}"
        );
    }
    let log = connection
        .choose("", "the server's write-ahead log and its archive until they are recycled, ");
    let revision =
        findings.revision.map(|revision| format!(", as revision {revision}")).unwrap_or_default();
    format!(
        "“{name}” was replaced by “{replacement}”{revision}. It occurred in\n{findings}Not changed: {log}earlier backups and \
         exports, and copies that others have made; harvesters are informed of the changed records.\n"
    )
}
