//! `backup`: writes everything into one file while the service runs.

use std::path::PathBuf;

use clap::Args;

use super::{arguments::DatabaseArguments, output, progress::ProgressDisplay, startup};
use crate::{
    backup::create::{self, BackupOptions},
    db::connect::OpenMode,
    error::CommandError,
    store::open::open_migrated,
};

/// The settings of `backup`.
#[derive(Debug, Args)]
#[command(after_help = BACKUP_EXAMPLES)]
pub struct BackupArguments {
    /// The file to make; only its owner may read it.
    pub file: PathBuf,
    /// Write an archive that either database takes, also from SQLite; from PostgreSQL it always is one.
    #[arg(long)]
    pub portable: bool,
    /// Write over an older backup, once the new one is whole.
    #[arg(long)]
    pub replace: bool,
    /// Make the backup even if check finds faults in the data.
    #[arg(long)]
    pub accept_faults: bool,
    /// Where the data is.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

const BACKUP_EXAMPLES: &str = "Examples:
  twinning backup /var/backups/twinning-$(date +%F).db
  twinning backup backup.ndjson --portable     to move from SQLite to PostgreSQL";

/// Runs the command.
pub(super) fn run(settings: &BackupArguments) -> Result<(), CommandError> {
    let path = &settings.file;
    create::may_be_written(path, settings.replace)?;
    let mut connection = open_migrated(&settings.database.database_url, OpenMode::Existing)?;
    startup::reindex_if_stale(&mut connection)?;
    let options = BackupOptions {
        portable: settings.portable,
        replace: settings.replace,
        accept_faults: settings.accept_faults,
    };
    let bar = ProgressDisplay::begin();
    let backup =
        create::create(&mut connection, path, options, &mut |what, done, total| bar.show(what, done, total))?;
    drop(bar);
    output::print(&format!(
        "{} holds {} records in {} bytes; it was read again and checked.\n",
        path.display(),
        backup.records,
        backup.bytes
    ))
}
