//! Imports and exports, with what they cost, and the dump of the `sqlite3` shell beside the export.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection as _;
use indicatif::ProgressBar;

use crate::{generate::Lines, memory, output, processor};
use twinning::{db::DbConnection, error::CommandError, exchange::export, import::run};

/// What an export took.
struct Exported {
    bytes: u64,
    time: Duration,
}

/// A writer that counts bytes.
#[derive(Default)]
struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Imports and exports, and says how fast and in how much memory.
pub fn transfer(connection: &mut DbConnection, events: u64) -> Result<(), CommandError> {
    import(connection, events)?;
    export(connection, events).map(drop)
}

/// Does the same with a SQLite file, and says how large it becomes and how fast the `sqlite3` shell dumps it.
pub fn transfer_file(
    connection: &mut DbConnection,
    file: &Path,
    events: u64,
) -> Result<(), CommandError> {
    let input = import(connection, events)?;
    connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
    let size = fs::metadata(file).map_or(0, |file| file.len());
    output::print(&format!(
        "database file: {} MB, {:.2} times the {} MB that were imported\n",
        size >> 20,
        ratio(size, input),
        input >> 20
    ))?;
    let exported = export(connection, events)?;
    match dump(file) {
        Some(dumped) => output::print(&format!(
            "dump by the sqlite3 shell: {:.1} s, {} MB; the export takes {:.2} of its time, and writes {:.2} of its bytes a second\n",
            dumped.time.as_secs_f64(),
            dumped.bytes >> 20,
            exported.time.as_secs_f64() / dumped.time.as_secs_f64(),
            exported.rate() / dumped.rate()
        )),
        None => output::print("no sqlite3 shell to compare the export with\n"),
    }
}

/// Imports, and returns the bytes of the file.
fn import(connection: &mut DbConnection, events: u64) -> Result<u64, CommandError> {
    memory::forget_peak();
    let (began, worked) = (Instant::now(), processor::time());
    let progress = ProgressBar::new_spinner();
    let report = run::run(connection, progress.wrap_read(Lines::new(events)), false, "bench")?;
    progress.finish_and_clear();
    tell("import", events, began.elapsed(), worked)?;
    if report.refused > 0 {
        return Err(CommandError(report.to_string()));
    }
    Ok(progress.position())
}

fn export(connection: &mut DbConnection, events: u64) -> Result<Exported, CommandError> {
    memory::forget_peak();
    let (began, worked) = (Instant::now(), processor::time());
    let mut counter = Counter::default();
    export::run(connection, &mut counter).map_err(|error| CommandError(error.to_string()))?;
    let exported = Exported { bytes: counter.0, time: began.elapsed() };
    tell("export", events, exported.time, worked)?;
    Ok(exported)
}

/// Lets the `sqlite3` shell dump a file; `None` if there is no such program.
fn dump(file: &Path) -> Option<Exported> {
    let began = Instant::now();
    let mut shell = Command::new("sqlite3");
    let mut shell = shell.arg(file).arg(".dump").stdout(Stdio::piped()).spawn().ok()?;
    let (mut text, mut bytes, mut buffer) = (shell.stdout.take()?, 0, vec![0; 1 << 16]);
    loop {
        match text.read(&mut buffer).ok()? {
            0 => break,
            length => bytes += length as u64,
        }
    }
    shell.wait().ok()?.success().then(|| Exported { bytes, time: began.elapsed() })
}

impl Exported {
    /// The bytes a second.
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more digits")]
    fn rate(&self) -> f64 {
        self.bytes as f64 / self.time.as_secs_f64()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio needs no more digits")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}

fn tell(
    what: &str,
    events: u64,
    time: Duration,
    worked: Option<Duration>,
) -> Result<(), CommandError> {
    let peak = memory::peak().map_or_else(|| "?".to_owned(), |peak| peak.to_string());
    let seconds = time.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more digits")]
    let (rate, of_one) = (events as f64 / seconds, 1e6 / events as f64);
    let worked = processor::time().zip(worked).map(|(now, before)| now.saturating_sub(before));
    let each = worked
        .map_or_else(|| "?".to_owned(), |worked| format!("{:.0}", worked.as_secs_f64() * of_one));
    output::print(&format!(
        "{what} of {events} events: {seconds:.1} s, {rate:.0} a second, {each} µs of processor time each, peak memory \
         {peak} MB\n"
    ))
}
