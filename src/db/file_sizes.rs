//! The sizes of the files of SQLite.

use std::{ffi::OsString, fs, path::Path};

use super::DatabaseUrl;
use crate::telemetry::data::FileSizes;

/// Measures the files; `None` if the database is none, or its file is gone.
pub(super) fn measured(url: &DatabaseUrl) -> Option<FileSizes> {
    let DatabaseUrl::Sqlite(path) = url else { return None };
    let size = |path: &Path| fs::metadata(path).ok().map(|file| file.len());
    let mut log = OsString::from(path);
    log.push("-wal");
    // Without a connection there is no log.
    Some(FileSizes { database: size(path)?, log: size(Path::new(&log)).unwrap_or(0) })
}
