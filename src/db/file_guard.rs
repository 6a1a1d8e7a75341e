//! Whether the files of SQLite are still those that the service opened.
//!
//! A file can be deleted or replaced under a running service. SQLite would then write to a file that nobody else can
//! reach; and it would open the new file beside the old log, or move the old log into the new file, and so ruin it.

use std::{
    fs::{self, File, Metadata},
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use super::{
    DatabaseUrl,
    sqlite_header::FileHeader,
    write_ahead_log::{self, distance},
};

/// The most write transactions by which the file moves on between two looks at it: the numbers of another file are
/// almost always further away.
const MOST_STEPS: u32 = 1 << 20;

/// How often, and how long apart, a file that is too short is looked at again: it may be growing right now.
const LOOKS: usize = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// What happened to the files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum FileFault {
    /// The path names another file, or none.
    #[error(
        "the database file was deleted or replaced: nothing is written any more; stop the service, put the right file \
         back or run `twinning restore BACKUP --replace`, and start it again"
    )]
    Replaced,
    /// Another file was copied over it.
    #[error(
        "another file was copied over the database: nothing is read or written any more; stop the service, run \
         `twinning restore BACKUP --replace`, and start it again"
    )]
    Overwritten,
    /// It is shorter than its header says.
    #[error(
        "the database file was cut off: nothing is read or written any more; stop the service, run `twinning restore \
         BACKUP --replace`, and start it again"
    )]
    CutOff,
    /// The path of the log names another file, or none.
    #[error(
        "the write-ahead log was deleted or replaced: stop the service as usual, which saves what was written, and \
         start it again"
    )]
    LogReplaced,
}

impl FileFault {
    /// Whether the file that is open has foreign content: readers would see a mixture, and closing it would move the
    /// log into it.
    pub(super) fn is_inside(self) -> bool {
        matches!(self, Self::Overwritten | Self::CutOff)
    }
}

/// A file independent of its path: the device and the inode.
type FileIdentity = (u64, u64);

/// Watches the files of SQLite. A clone watches together with it. On PostgreSQL there is nothing to watch.
#[derive(Clone)]
pub struct FileGuard(Option<Arc<WatchedFile>>);

struct WatchedFile {
    path: PathBuf,
    /// Open for as long as the connections: to close it would end the locks that SQLite has on it (POSIX, "fcntl").
    file: File,
    seen: Mutex<SeenFile>,
}

struct SeenFile {
    /// The log, once a connection has opened it. It stays the same while one is open.
    log: Option<FileIdentity>,
    /// The number of the file; zero if it has none.
    number: i32,
    /// Whether it was cut off when it was last looked at.
    is_cut_off: bool,
    /// A header and a length whose missing pages are in the log.
    whole: Option<(FileHeader, u64)>,
}

impl FileGuard {
    /// Watches the file that the path names now, which connections open afterwards.
    pub fn begin(url: &DatabaseUrl) -> io::Result<Self> {
        let DatabaseUrl::Sqlite(path) = url else { return Ok(Self(None)) };
        let file = File::open(path)?;
        let number = FileHeader::read(&file)?.map_or(0, |(header, _)| header.number);
        let seen = Mutex::new(SeenFile { log: None, number, is_cut_off: false, whole: None });
        Ok(Self(Some(Arc::new(WatchedFile { path: path.clone(), file, seen }))))
    }

    /// Watches the log too, which a connection has opened now.
    pub(super) fn watch_log(&self) {
        if let Some(file) = &self.0 {
            file.seen().log = identity(&write_ahead_log::path_of(&file.path));
        }
    }

    /// Checks the files before something is written or opened.
    pub(super) fn check(&self) -> Result<(), FileFault> {
        let Some(file) = &self.0 else { return Ok(()) };
        if identity(&file.path) != file.file.metadata().ok().as_ref().map(identity_of) {
            return Err(FileFault::Replaced);
        }
        file.look_inside()?;
        let log = file.seen().log;
        if log.is_some() && log != identity(&write_ahead_log::path_of(&file.path)) {
            return Err(FileFault::LogReplaced);
        }
        Ok(())
    }

    /// Checks that readers see one state of one file. They go on with a file that its path does not name any more.
    pub(super) fn check_for_reading(&self) -> Result<(), FileFault> {
        self.0.as_ref().map_or(Ok(()), |file| file.look_inside())
    }
}

impl WatchedFile {
    /// Checks that the content of the file is its own, and whole. If the disk fails to say so, that is for the database to
    /// tell.
    fn look_inside(&self) -> Result<(), FileFault> {
        let mut seen = self.seen();
        for _ in 0..if seen.is_cut_off { 1 } else { LOOKS } {
            let Ok(read) = FileHeader::read(&self.file) else { return Ok(()) };
            let Some((header, length)) = read else {
                return if seen.number == 0 { Ok(()) } else { Err(FileFault::Overwritten) };
            };
            if seen.number != 0 && distance(seen.number, header.number) >= MOST_STEPS {
                return Err(FileFault::Overwritten);
            }
            seen.number = header.number;
            if header.missing(length).is_empty() || seen.whole == Some((header, length)) {
                seen.is_cut_off = false;
                return Ok(());
            }
            let log = write_ahead_log::path_of(&self.path);
            if write_ahead_log::is_cut_off(header, length, &log).is_ok_and(|is_cut_off| !is_cut_off)
            {
                (seen.whole, seen.is_cut_off) = (Some((header, length)), false);
                return Ok(());
            }
            // The log may be moved into it by another process, from the first page on.
            thread::sleep(BETWEEN_LOOKS);
        }
        seen.is_cut_off = true;
        Err(FileFault::CutOff)
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn seen(&self) -> MutexGuard<'_, SeenFile> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn identity(path: &Path) -> Option<FileIdentity> {
    fs::metadata(path).ok().as_ref().map(identity_of)
}

fn identity_of(file: &Metadata) -> FileIdentity {
    (file.dev(), file.ino())
}
