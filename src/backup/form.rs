//! The forms of a backup, recognised by their first bytes.

use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
};

use super::archive::lines::BEGINNING;

/// The beginning of a SQLite file.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BackupForm {
    /// A SQLite database.
    Database,
    /// An archive.
    Archive,
    /// Any other file.
    Other,
}

impl BackupForm {
    /// Determines the form of a file from its first bytes.
    pub(crate) fn of(path: &Path) -> std::io::Result<Self> {
        let mut beginning = Vec::new();
        File::open(path)?.take(32).read_to_end(&mut beginning)?;
        Ok(match beginning {
            bytes if bytes.starts_with(SQLITE) => Self::Database,
            bytes if bytes.starts_with(BEGINNING.as_bytes()) => Self::Archive,
            _ => Self::Other,
        })
    }
}

/// Checks whether a SQLite file has a write-ahead log, which a backup does not have.
pub(crate) fn is_in_use(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|log| log.len() > 0)
}
