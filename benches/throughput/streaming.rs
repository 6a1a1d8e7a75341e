//! `bench stream`: long lists that are sent while they are read, and the readers beside them.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    client::Client,
    exchange::transfer,
    memory, output,
    run::{new_file, serving},
};
use twinning::{
    db::{DatabaseUrl, connect::OpenMode},
    error::CommandError,
    http::{kept::answers::KeptAnswers, state::BASE_PATH},
    store::open::open_migrated,
};

/// What a reader beside asks for: a list that is in every cache.
const BESIDE: &str = "/api/v1/partners?limit=20";

/// How long the reader beside asks alone, for the comparison.
const ALONE: Duration = Duration::from_secs(3);

/// What ends an answer without a length.
const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";

/// The `bench stream` command.
pub fn command(events: u64, folder: &Path) -> Result<(), CommandError> {
    let url = new_file(folder);
    let mut connection = open_migrated(&url, OpenMode::Create)?;
    transfer(&mut connection, events)?;
    drop(connection);
    of_database(&url)
}

/// The `bench stream` command on a database that is there.
pub fn of_database(url: &DatabaseUrl) -> Result<(), CommandError> {
    streaming(url).map_err(|error| CommandError(format!("the measuring stopped: {error}")))
}

fn streaming(url: &DatabaseUrl) -> io::Result<()> {
    let address = serving(url, KeptAnswers::of(0))?;
    Client::connect(address)?.get(BESIDE)?;
    let (alone, ()) = asked_while(address, || {
        thread::sleep(ALONE);
        Ok(())
    })?;
    memory::forget_peak();
    let idle = memory::now().unwrap_or_default();
    print(&format!(
        "\nidle memory {idle} MB; beside nothing, p99 of a list of 20: {:.2} ms\n\n",
        ms(alone)
    ))?;
    print(&format!(
        "{:<10} {:>9} {:>9} {:>12} {:>12} {:>14} {:>10}\n",
        "format", "seconds", "MB", "first byte s", "above idle", "p99 beside ms", "/ alone"
    ))?;
    for format in ["csv", "ndjson", "ics"] {
        memory::forget_peak();
        let (beside, read) = asked_while(address, || read_whole(address, format))?;
        let above = memory::peak().unwrap_or_default().saturating_sub(idle);
        print(&format!(
            "{format:<10} {:>9.1} {:>9} {:>12.1} {:>9} MB {:>14.2} {:>10.2}\n",
            read.whole.as_secs_f64(),
            read.bytes >> 20,
            read.first.as_secs_f64(),
            above,
            ms(beside),
            ms(beside) / ms(alone),
        ))?;
    }
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What a reader of a long list saw.
struct WholeRead {
    bytes: usize,
    first: Duration,
    whole: Duration,
}

/// Reads a list to its end. One that is broken off is an error.
fn read_whole(address: SocketAddr, format: &str) -> io::Result<WholeRead> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address)?;
    let path = format!("{BASE_PATH}/events?format={format}");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    if !line.starts_with("HTTP/1.1 200") {
        return Err(io::Error::other(format!("{path}: {line}")));
    }
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line)?;
    }
    let (mut buffer, mut bytes, mut end, mut first) = (vec![0; 1 << 16], 0, Vec::new(), None);
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        first.get_or_insert_with(|| began.elapsed());
        bytes += read;
        end.extend_from_slice(&buffer[..read]);
        end.drain(..end.len().saturating_sub(LAST_CHUNK.len()));
    }
    if end != LAST_CHUNK {
        return Err(io::Error::other(format!("{path} was broken off after {bytes} bytes")));
    }
    Ok(WholeRead { bytes, first: first.unwrap_or_default(), whole: began.elapsed() })
}

/// Asks for a list again and again while `work` goes on. Returns the time that 99 of 100 answers take at most.
fn asked_while<T: Send>(
    address: SocketAddr,
    work: impl FnOnce() -> io::Result<T> + Send,
) -> io::Result<(Duration, T)> {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let asking = scope.spawn(|| -> io::Result<Vec<Duration>> {
            let mut client = Client::connect(address)?;
            let mut times = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                times.push(client.time(BESIDE)?);
                thread::sleep(Duration::from_millis(2));
            }
            Ok(times)
        });
        let done = work();
        is_over.store(true, Ordering::Relaxed);
        let mut times =
            asking.join().unwrap_or_else(|_panic| Err(io::Error::other("a client panicked")))?;
        times.sort_unstable();
        let most = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
        Ok((most, done?))
    })
}

fn print(text: &str) -> io::Result<()> {
    output::print(text).map_err(io::Error::other)
}
