//! The forms of a backup, told apart by their first bytes.

use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
};

use super::archive::lines::BEGINNING;

/// How a SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What a file is, by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackupForm {
    /// A SQLite database.
    Database,
    /// An archive.
    Archive,
    /// Something else.
    Other,
}

impl BackupForm {
    /// Looks at the first bytes.
    pub fn of(path: &Path) -> std::io::Result<Self> {
        let mut beginning = Vec::new();
        File::open(path)?.take(32).read_to_end(&mut beginning)?;
        Ok(match beginning {
            bytes if bytes.starts_with(SQLITE) => Self::Database,
            bytes if bytes.starts_with(BEGINNING.as_bytes()) => Self::Archive,
            _ => Self::Other,
        })
    }
}

/// Whether a SQLite file has a write-ahead log beside it, so that it is no backup.
pub fn is_in_use(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|log| log.len() > 0)
}
