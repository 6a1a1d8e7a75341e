//! `export`: writes all records in the exchange format, or those that are published.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    arguments::{DatabaseArguments, file},
    output,
};
use crate::{
    backup::atomic_file::{AtomicFile, FileReaders, unwritable},
    db::connect::OpenMode,
    error::CommandError,
    exchange::export::run_for,
    model::visibility::Visibility,
    store::open::open_migrated,
};

/// The arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The file to write; - writes to standard output.
    #[arg(long, short, default_value = "-", value_parser = file())]
    pub output: PathBuf,
    /// Export public data only: published records, without references to drafts.
    #[arg(long)]
    pub public: bool,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// Runs the command.
pub(super) fn run(settings: &ExportArguments) -> Result<(), CommandError> {
    let mut connection = open_migrated(&settings.database.url()?, OpenMode::Existing)?;
    let visibility = if settings.public { Visibility::Public } else { Visibility::Drafts };
    if settings.output == Path::new("-") {
        return output::exported(run_for(&mut connection, visibility, io::stdout().lock()));
    }
    let is_special =
        fs::symlink_metadata(&settings.output).is_ok_and(|metadata| !metadata.is_file());
    if is_special {
        let file =
            File::create(&settings.output).map_err(|error| unwritable(&settings.output, &error))?;
        return output::exported(run_for(&mut connection, visibility, file));
    }
    // An export with drafts is for its owner alone.
    let readers = if settings.public { FileReaders::All } else { FileReaders::Owner };
    let file = AtomicFile::begin(&settings.output, readers)?;
    output::exported(run_for(&mut connection, visibility, file.file()))?;
    file.finish()
}
