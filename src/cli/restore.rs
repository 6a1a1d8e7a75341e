//! `restore`: restores a backup of either database into either.

use std::path::PathBuf;

use clap::Args;

use super::{
    arguments::{DatabaseArguments, file},
    output,
    progress::ProgressDisplay,
};
use crate::{
    backup::{archive::lines::ArchiveHeader, restore, set_aside::open_or_set_aside},
    db::{DatabaseUrl, connect::OpenMode},
    error::CommandError,
    store::open::open_migrated,
};

/// The arguments of `restore`.
#[derive(Debug, Args)]
#[command(after_help = RESTORE_EXAMPLES)]
pub struct RestoreArguments {
    /// The backup: a SQLite file or an archive, recognised by its first bytes.
    #[arg(value_parser = file())]
    pub file: PathBuf,
    /// Restore into a database that is not empty. All its data is removed.
    #[arg(long)]
    pub replace: bool,
    /// Restore even if check finds faults in the data.
    #[arg(long)]
    pub accept_faults: bool,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

const RESTORE_EXAMPLES: &str = "Examples:
  twinning restore /var/backups/twinning-2026-11-23.db --replace
  twinning restore backup.ndjson --database-url postgres://twinning@localhost/twinning";

/// Runs the command.
pub(super) fn run(settings: &RestoreArguments) -> Result<(), CommandError> {
    let archive = restore::open(&settings.file)?;
    let url = settings.database.url()?;
    let open = |url: &DatabaseUrl| open_migrated(url, OpenMode::Create);
    let mut connection = if settings.replace {
        let (connection, kept) = open_or_set_aside(&url, open)?;
        if let Some(kept) = kept {
            log::warn!(
                "the database could not be used: it is kept as {}; if the service is running, restart it",
                kept.display()
            );
        }
        connection
    } else {
        open(&url)?
    };
    let bar = ProgressDisplay::begin();
    let header = restore::run(
        &mut connection,
        &archive,
        settings.replace,
        settings.accept_faults,
        &mut |what, done, total| bar.show(what, done, total),
    )?;
    drop(bar);
    let ArchiveHeader { records, entries, tokens, revision, .. } = header;
    output::print(&format!(
        "Restored at revision {revision} and checked: {records} records, {entries} entries of the journal, \
         tokens: {tokens}. The copy has a new `instance`, so caches and harvesters start again.\n"
    ))
}
