//! `backup`: writes all data into one file while the service runs.

use std::path::PathBuf;

use clap::Args;

use super::{
    arguments::{DatabaseArguments, file},
    output,
    progress::ProgressDisplay,
    startup,
};
use crate::{
    backup::create::{self, BackupOptions},
    db::connect::OpenMode,
    error::CommandError,
    store::open::open_migrated,
};

/// The arguments of `backup`.
#[derive(Debug, Args)]
#[command(after_help = BACKUP_EXAMPLES)]
pub struct BackupArguments {
    /// The file to create; only its owner may read it.
    #[arg(value_parser = file())]
    pub file: PathBuf,
    /// Write an archive, which either database can restore, from SQLite too; PostgreSQL always writes one.
    #[arg(long)]
    pub portable: bool,
    /// Overwrite an older backup, once the new one is complete.
    #[arg(long)]
    pub replace: bool,
    /// Back up even if check finds faults in the data.
    #[arg(long)]
    pub accept_faults: bool,
    /// The database.
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
    let mut connection = open_migrated(&settings.database.url()?, OpenMode::Existing)?;
    startup::reindex_if_stale(&mut connection)?;
    let options = BackupOptions {
        portable: settings.portable,
        replace: settings.replace,
        accept_faults: settings.accept_faults,
    };
    let bar = ProgressDisplay::begin();
    let backup = create::create(&mut connection, path, options, &mut |what, done, total| {
        bar.show(what, done, total);
    })?;
    drop(bar);
    output::print(&format!(
        "{} holds {} records in {} bytes; it was read again and checked.\n",
        path.display(),
        backup.records,
        backup.bytes
    ))
}
