//! The header of a SQLite file ("Database File Format", section 1.3).

use std::{
    fs::File,
    io::{self, Read},
    ops::RangeInclusive,
    os::unix::fs::FileExt as _,
    path::Path,
};

/// The length of what is read here.
const LENGTH: usize = 64;

/// The beginning of each file.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// The place of `user_version`, which each write transaction counts up (see `write_ahead_log`).
pub(super) const NUMBER: usize = 60;

/// What the first page of a file says of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct FileHeader {
    /// The number of the last write transaction in the file; zero if none was counted.
    pub number: i32,
    /// The number of pages.
    pub pages: u32,
    /// The size of a page in bytes.
    pub page: u64,
}

impl FileHeader {
    /// Reads the header, and the length of the file in bytes; `None` if it is none of SQLite.
    pub(super) fn read(file: &File) -> io::Result<Option<(Self, u64)>> {
        let mut bytes = [0; LENGTH];
        match file.read_exact_at(&mut bytes, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        if !bytes.starts_with(MAGIC) {
            return Ok(None);
        }
        // One stands for the largest page, which has more bytes than two bytes can count.
        let page = match u16::from_be_bytes([bytes[16], bytes[17]]) {
            1 => 65_536,
            page => u64::from(page),
        };
        let number = word(&bytes, NUMBER).cast_signed();
        Ok(Some((Self { number, pages: word(&bytes, 28), page }, file.metadata()?.len())))
    }

    /// Reads the header of the file at a path, as [`Self::read`] does; `None` if there is no file.
    ///
    /// Not while this process has the file open: to close a file ends all locks that the process has on it (POSIX,
    /// "fcntl"), also those of SQLite.
    pub(super) fn read_at(path: &Path) -> io::Result<Option<(Self, u64)>> {
        match File::open(path) {
            Ok(file) => Self::read(&file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The pages that a file of this length does not have.
    pub(super) fn missing(self, length: u64) -> RangeInclusive<u32> {
        let whole = u32::try_from(length / self.page.max(1)).unwrap_or(u32::MAX);
        whole.saturating_add(1)..=self.pages
    }
}

/// Reads as many bytes; false at the end.
pub(super) fn filled(rest: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match rest.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The big-endian word at a place.
pub(super) fn word(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |word, byte| word << 8 | u32::from(*byte))
}
