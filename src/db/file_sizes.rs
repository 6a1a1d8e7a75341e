//! The sizes of the files of SQLite.

use std::{fs, path::Path};

use super::{DatabaseUrl, write_ahead_log};
use crate::telemetry::data::FileSizes;

/// Measures the files; `None` if the database is none, or its file is gone.
pub(super) fn measured(url: &DatabaseUrl) -> Option<FileSizes> {
    let DatabaseUrl::Sqlite(path) = url else { return None };
    let size = |path: &Path| fs::metadata(path).ok().map(|file| file.len());
    // Without a connection there is no log.
    Some(FileSizes {
        database: size(path)?,
        log: size(&write_ahead_log::path_of(path)).unwrap_or(0),
    })
}
