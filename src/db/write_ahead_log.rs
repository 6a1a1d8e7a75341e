//! Whether the write-ahead log beside a SQLite file belongs to it.
//!
//! SQLite applies a log that it finds beside a file, whichever file it was written for: a log that was left behind when
//! a backup was copied over the file would ruin the backup. The file itself does not say which log is its own, so each
//! write transaction counts up a number in the file's first page, which begins at a random value in each file. A log
//! belongs to a file if its first number follows that of the file, or if the file has one of its numbers because a part
//! of the log is already in the file.

use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use diesel::{
    QueryResult, RunQueryDsl as _, SqliteConnection, connection::SimpleConnection as _,
    deserialize::QueryableByName, sql_query, sql_types::Integer,
};

use super::sqlite_header::{FileHeader, NUMBER, filled, word};

/// The sizes of the headers of a log and of a frame ("Database File Format", section 4.1).
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// The first number of a log whose last bit says how its checksums read words.
const MAGIC: u32 = 0x377f_0682;

/// How often the file and the log are compared again if the file has changed meanwhile.
const TRIES: usize = 20;

#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = Integer)]
    user_version: i32,
}

/// Counts up the number of the file, in the transaction that is open.
pub(super) fn count_up(sqlite: &mut SqliteConnection) -> QueryResult<()> {
    let current: Numbered = sql_query("PRAGMA user_version").get_result(sqlite)?;
    set(sqlite, if current.user_version == 0 { random() } else { after(current.user_version) })
}

/// Gives a copy of a file a number of its own, so that no log of the original belongs to it.
pub(crate) fn renumber(sqlite: &mut SqliteConnection) -> QueryResult<()> {
    set(sqlite, random())
}

fn set(sqlite: &mut SqliteConnection, number: i32) -> QueryResult<()> {
    sqlite.batch_execute(&format!("PRAGMA user_version = {number}"))
}

/// The next number. Zero is the number of a file that was never counted.
fn after(number: i32) -> i32 {
    if number == i32::MAX { 1 } else { number + 1 }
}

/// How many transactions after `one` the number is `other`; large if it is that of another file.
pub(super) fn distance(one: i32, other: i32) -> u32 {
    let steps = (i64::from(other) - i64::from(one)).rem_euclid(i64::from(i32::MAX));
    u32::try_from(steps).unwrap_or(u32::MAX)
}

fn random() -> i32 {
    let random = getrandom::u32().unwrap_or_else(|_| std::process::id());
    i32::try_from(random >> 1).unwrap_or(1).max(1)
}

/// The path of the log of a file.
pub(super) fn path_of(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push("-wal");
    path.into()
}

/// Whether SQLite would apply a log to this file that was written for another one.
pub(super) fn is_foreign(file: &Path) -> io::Result<bool> {
    let mut before = number_of(file)?;
    if before.is_none() {
        return Ok(!numbers(&path_of(file))?.is_empty());
    }
    for _ in 0..TRIES {
        let belongs = belongs(before, &numbers(&path_of(file))?);
        // The service may be moving its log into the file right now.
        let after = number_of(file)?;
        if belongs || after == before {
            return Ok(!belongs);
        }
        before = after;
    }
    Ok(false)
}

/// Whether pages that the header of a file counts are neither in the file nor in its log.
pub(super) fn is_truncated(file: &Path) -> io::Result<bool> {
    match FileHeader::read_at(file)? {
        Some((header, length)) => is_cut_off(header, length, &path_of(file)),
        None => Ok(false),
    }
}

/// Whether a file with this header and length lacks pages that its log does not have either: while a log is moved into
/// the file, and if that fails, the file is shorter than its first page says.
pub(super) fn is_cut_off(header: FileHeader, length: u64, log: &Path) -> io::Result<bool> {
    let mut missing = header.missing(length);
    if missing.is_empty() {
        return Ok(false);
    }
    let logged: HashSet<u32> = pages(log)?.into_iter().map(|page| page.number).collect();
    Ok(missing.any(|page| !logged.contains(&page)))
}

/// Whether a log with these numbers belongs to a file with this one. What was never counted cannot be told apart.
fn belongs(file: Option<i32>, log: &[i32]) -> bool {
    let (Some(file), Some(first)) = (file.filter(|file| *file != 0), log.first()) else {
        return true;
    };
    *first == after(file) || log.contains(&file)
}

/// The number of a file; `None` if it is missing or none of SQLite.
fn number_of(file: &Path) -> io::Result<Option<i32>> {
    Ok(FileHeader::read_at(file)?.map(|(header, _)| header.number))
}

/// The numbers that the committed transactions of a log give to the file, in their order.
fn numbers(log: &Path) -> io::Result<Vec<i32>> {
    Ok(pages(log)?.into_iter().filter_map(|page| page.counted).collect())
}

/// The pages in the committed transactions of a log, in their order.
fn pages(log: &Path) -> io::Result<Vec<LoggedPage>> {
    match File::open(log) {
        Ok(file) => Log::open(BufReader::new(file))?.map_or_else(|| Ok(Vec::new()), Log::pages),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A page in a log.
#[derive(Clone, Copy)]
struct LoggedPage {
    /// Its number.
    number: u32,
    /// The number of the file, if it is the first page.
    counted: Option<i32>,
}

/// The frames of a log, as far as SQLite would apply them.
struct Log<R> {
    rest: R,
    reads_word: fn([u8; 4]) -> u32,
    salt: [u8; 8],
    checksum: (u32, u32),
    frame: Vec<u8>,
}

impl<R: Read> Log<R> {
    /// Begins to read; `None` if SQLite would ignore the log.
    fn open(mut rest: R) -> io::Result<Option<Self>> {
        let mut header = [0; LOG_HEADER];
        Ok(filled(&mut rest, &mut header)?.then(|| Self::after(rest, header)).flatten())
    }

    fn after(rest: R, header: [u8; LOG_HEADER]) -> Option<Self> {
        let magic = word(&header, 0);
        let reads_word = match magic.checked_sub(MAGIC)? {
            0 => u32::from_le_bytes,
            1 => u32::from_be_bytes,
            _ => return None,
        };
        let page = usize::try_from(word(&header, 8)).ok()?;
        if !page.is_power_of_two() || !(512..=65_536).contains(&page) {
            return None;
        }
        let checksum = add((0, 0), &header[..24], reads_word);
        (checksum == (word(&header, 24), word(&header, 28))).then_some(())?;
        let mut salt = [0; 8];
        salt.copy_from_slice(&header[16..24]);
        Some(Self { rest, reads_word, salt, checksum, frame: vec![0; FRAME_HEADER + page] })
    }

    fn pages(mut self) -> io::Result<Vec<LoggedPage>> {
        let (mut committed, mut open) = (Vec::new(), Vec::new());
        while let Some(is_commit) = self.next_frame()? {
            let number = word(&self.frame, 0);
            let counted =
                (number == 1).then(|| word(&self.frame, FRAME_HEADER + NUMBER).cast_signed());
            open.push(LoggedPage { number, counted });
            if is_commit {
                committed.append(&mut open);
            }
        }
        Ok(committed)
    }

    /// Reads a frame, and returns whether it ends a transaction; `None` after the last valid one.
    fn next_frame(&mut self) -> io::Result<Option<bool>> {
        Ok(filled(&mut self.rest, &mut self.frame)?.then(|| self.ends_transaction()).flatten())
    }

    fn ends_transaction(&mut self) -> Option<bool> {
        let (header, page) = self.frame.split_at(FRAME_HEADER);
        (header[8..16] == self.salt).then_some(())?;
        self.checksum = add(self.checksum, &header[..8], self.reads_word);
        self.checksum = add(self.checksum, page, self.reads_word);
        (self.checksum == (word(header, 16), word(header, 20))).then_some(())?;
        Some(word(header, 4) > 0)
    }
}

/// Continues a checksum ("Database File Format", section 4.2).
fn add(sum: (u32, u32), bytes: &[u8], reads_word: fn([u8; 4]) -> u32) -> (u32, u32) {
    let (words, _) = bytes.as_chunks::<4>();
    words.chunks_exact(2).fold(sum, |(odd, even), pair| {
        let odd = odd.wrapping_add(reads_word(pair[0])).wrapping_add(even);
        (odd, even.wrapping_add(reads_word(pair[1])).wrapping_add(odd))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use diesel::Connection as _;
    use tempfile::TempDir;

    use super::*;
    use crate::db::{DbConnection, transaction};

    fn connect(file: &Path) -> DbConnection {
        let mut sqlite = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        sqlite.batch_execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0").unwrap();
        DbConnection::Sqlite(sqlite)
    }

    fn write(connection: &mut DbConnection) {
        transaction::write(connection, |connection| {
            connection.batch_execute("CREATE TABLE IF NOT EXISTS t (i); INSERT INTO t VALUES (1)")
        })
        .unwrap();
    }

    fn checkpoint(connection: &mut DbConnection) {
        connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    }

    /// Copies the file, or its log, under another name.
    fn copy(from: &Path, to: &Path) {
        fs::copy(from, to).unwrap();
    }

    fn counted(pages: Vec<LoggedPage>) -> Vec<i32> {
        pages.into_iter().filter_map(|page| page.counted).collect()
    }

    #[test]
    fn the_log_of_a_file_is_known_before_and_after_each_step() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("a.db");
        assert!(!is_foreign(&file).unwrap(), "nothing is there");
        let mut connection = connect(&file);
        for step in 0..30 {
            write(&mut connection);
            assert!(!is_foreign(&file).unwrap(), "step {step}");
            if step % 7 == 6 {
                connection.batch_execute("PRAGMA wal_checkpoint(PASSIVE)").unwrap();
                assert!(!is_foreign(&file).unwrap(), "after a checkpoint at step {step}");
            }
        }
        let logged = numbers(&path_of(&file)).unwrap();
        assert!(logged.windows(2).all(|pair| pair[1] == after(pair[0])), "{logged:?}");
        drop(connection);
        assert!(!is_foreign(&file).unwrap());
    }

    #[test]
    fn the_log_of_another_file_is_foreign() {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (mut one, mut other) = (connect(&path("one.db")), connect(&path("other.db")));
        for connection in [&mut one, &mut other] {
            write(connection);
            checkpoint(connection);
            write(connection);
        }
        copy(&path("one.db"), &path("copy.db"));
        copy(&path("other.db-wal"), &path("copy.db-wal"));
        assert!(is_foreign(&path("copy.db")).unwrap());
        copy(&path("one.db-wal"), &path("copy.db-wal"));
        assert!(!is_foreign(&path("copy.db")).unwrap(), "its own");
    }

    #[test]
    fn the_log_of_a_later_state_is_foreign_to_an_older_copy() {
        let folder = TempDir::new().unwrap();
        let (file, older) = (folder.path().join("a.db"), folder.path().join("older.db"));
        let mut connection = connect(&file);
        write(&mut connection);
        checkpoint(&mut connection);
        copy(&file, &older);
        write(&mut connection);
        checkpoint(&mut connection);
        write(&mut connection);
        copy(&path_of(&file), &path_of(&older));
        assert!(is_foreign(&older).unwrap());
    }

    #[test]
    fn no_log_belongs_to_a_renumbered_copy() {
        let folder = TempDir::new().unwrap();
        let (file, backup) = (folder.path().join("a.db"), folder.path().join("backup.db"));
        let mut connection = connect(&file);
        write(&mut connection);
        let into = format!("VACUUM INTO '{}'", backup.display());
        connection.batch_execute(&into).unwrap();
        renumber(&mut SqliteConnection::establish(backup.to_str().unwrap()).unwrap()).unwrap();
        copy(&path_of(&file), &path_of(&backup));
        assert!(is_foreign(&backup).unwrap());
    }

    #[test]
    fn what_is_cut_off_counts_as_sqlite_counts_it() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("a.db");
        let mut connection = connect(&file);
        (0..3).for_each(|_| write(&mut connection));
        let log = fs::read(path_of(&file)).unwrap();
        let all = numbers(&path_of(&file)).unwrap();
        for length in (0..log.len()).step_by(97) {
            let cut = Log::open(&log[..length]).unwrap();
            let cut = cut.map_or_else(Vec::new, |log| counted(log.pages().unwrap()));
            assert!(all.starts_with(&cut), "{length} bytes: {cut:?}");
        }
        let mut damaged = log.clone();
        damaged[LOG_HEADER + FRAME_HEADER + 100] ^= 1;
        let damaged = Log::open(&*damaged).unwrap().unwrap();
        assert_eq!(counted(damaged.pages().unwrap()), [0; 0]);
    }

    #[test]
    fn what_is_cut_off_may_be_in_the_log() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("a.db");
        let mut connection = connect(&file);
        write(&mut connection);
        checkpoint(&mut connection);
        let length = fs::metadata(&file).unwrap().len();
        connection.batch_execute("UPDATE t SET i = 2").unwrap(); // writes its last page again
        let opened = fs::OpenOptions::new().write(true).open(&file).unwrap();
        opened.set_len(length - 4096).unwrap();
        assert!(!is_truncated(&file).unwrap());
        opened.set_len(length - 8192).unwrap();
        assert!(is_truncated(&file).unwrap() || length <= 8192);
    }

    #[test]
    fn numbers_are_near_after_and_far_before() {
        for (one, other, steps) in
            [(5, 5, 0), (5, 8, 3), (i32::MAX, 1, 1), (i32::MAX - 1, 3, 4), (8, 5, 0x7fff_fffc)]
        {
            assert_eq!(distance(one, other), steps, "{one} {other}");
        }
    }

    #[test]
    fn a_file_that_was_cut_off_is_known() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("a.db");
        assert!(!is_truncated(&file).unwrap(), "nothing is there");
        let mut connection = connect(&file);
        write(&mut connection);
        checkpoint(&mut connection);
        drop(connection);
        assert!(!is_truncated(&file).unwrap());
        let length = fs::metadata(&file).unwrap().len();
        let opened = fs::OpenOptions::new().write(true).open(&file).unwrap();
        opened.set_len(length - 1).unwrap();
        assert!(is_truncated(&file).unwrap());
    }

    #[test]
    fn a_log_without_its_file_is_foreign() {
        let folder = TempDir::new().unwrap();
        let (file, other) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let mut connection = connect(&file);
        write(&mut connection);
        copy(&path_of(&file), &path_of(&other));
        assert!(is_foreign(&other).unwrap());
        fs::write(&other, "").unwrap();
        assert!(is_foreign(&other).unwrap(), "an empty file is none");
    }
}
