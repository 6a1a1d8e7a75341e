//! A file that gets its name once it is complete.
//!
//! The crate `tempfile` can do this too (`NamedTempFile::persist`), but it writes under a random name. Here the name is
//! fixed (`backup.db.part`) and the file is locked: two programs never write the same backup at the same time, and a
//! killed program leaves exactly one partial file, which the next run takes over instead of filling the disk.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, Permissions, TryLockError},
    io,
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use crate::error::CommandError;

/// The permissions of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FileReaders {
    /// The default permissions.
    All,
    /// Only the owner may read the file, since it has data that is not public.
    Owner,
}

/// A file that is written under another name (`backup.db.part`) until it is complete: the final name never
/// has a partial file, and a command that fails does not destroy the previous one.
///
/// The partial file is locked while it is written. After a kill it remains, and the next run takes it over.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    path: PathBuf,
    part: PathBuf,
    file: File,
    is_finished: bool,
}

impl AtomicFile {
    /// Creates the partial file and locks it.
    pub(crate) fn begin(path: &Path, readers: FileReaders) -> Result<Self, CommandError> {
        let mut part = OsString::from(path);
        part.push(".part");
        let part = PathBuf::from(part);
        loop {
            let file = locked(&part, readers).map_err(|error| unwritable(path, &error))?;
            let Some(file) = file else {
                return Err(CommandError(format!(
                    "{} is being written by another program: wait until that is done",
                    part.display()
                )));
            };
            if is_at(&file, &part) {
                file.set_len(0).map_err(|error| unwritable(path, &error))?;
                return Ok(Self { path: path.to_owned(), part, file, is_finished: false });
            }
        }
    }

    /// Returns the file, for writing.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Returns the path of the partial file.
    pub(crate) fn part(&self) -> &Path {
        &self.part
    }

    /// Gives the file its final name, and syncs the file and the folder to the disk.
    pub(crate) fn finish(mut self) -> Result<(), CommandError> {
        let finished = self.file.sync_all().and_then(|()| fs::rename(&self.part, &self.path));
        finished.map_err(|error| unwritable(&self.path, &error))?;
        self.is_finished = true;
        sync_folder(&self.path).map_err(|error| unwritable(&self.path, &error))
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.is_finished {
            // An incomplete file is useless. If it cannot be removed, the first error is enough.
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Opens a file and locks it; `None` if another program has locked it.
fn locked(part: &Path, readers: FileReaders) -> io::Result<Option<File>> {
    let mode = if readers == FileReaders::Owner { 0o600 } else { 0o666 };
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(mode);
    // A link that somebody put there would have its target overwritten.
    let file = options.custom_flags(libc::O_NOFOLLOW).open(part)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other(format!("{} is not a file", part.display())));
    }
    if readers == FileReaders::Owner {
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        // Some file systems do not support locks.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            Ok(Some(file))
        }
        Err(TryLockError::Error(error)) => Err(error),
        Err(TryLockError::WouldBlock) => Ok(None),
    }
}

/// Checks whether the file still has this name: the program that held the lock may have renamed it.
fn is_at(file: &File, path: &Path) -> bool {
    let same = |one: fs::Metadata, other: fs::Metadata| {
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    };
    file.metadata().is_ok_and(|one| fs::metadata(path).is_ok_and(|other| same(one, other)))
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Makes the error of a file that cannot be written.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> CommandError {
    CommandError(format!("cannot write {}: {error}", path.display()))
}
