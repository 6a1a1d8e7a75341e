//! `bench write`: durable creates a second, and what readers notice of them.

use std::{
    io,
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection as _;

use crate::{
    client::Client,
    generate::Lines,
    output,
    run::{new_file, started},
};
use twinning::{
    auth::{
        base62, queries,
        role::TokenRole,
        secret::Secret,
        token::{self, Token},
    },
    db::{DatabaseUrl, Db, DbConnection, Readers, connect::OpenMode, transaction},
    error::CommandError,
    http::state::{AppState, BASE_PATH},
    import::run,
    server,
    store::open::open_migrated,
    values::instant::Instant as Moment,
};

/// How many events readers read among.
const EVENTS: u64 = 10_000;

/// How many read at the same time.
const READERS: usize = 8;

/// The `bench write` command.
pub fn command(seconds: u64, url: Option<&DatabaseUrl>, folder: &Path) -> Result<(), CommandError> {
    let url = url.cloned().unwrap_or_else(|| new_file(folder));
    let mut connection = open_migrated(&url, OpenMode::Create)?;
    run::run(&mut connection, Lines::new(EVENTS), false, "bench")?;
    let token = editor(&mut connection)?;
    let stopped = |error: io::Error| CommandError(format!("the measuring stopped: {error}"));
    let duration = Duration::from_secs(seconds);
    output::print(&format!("{EVENTS} events on {url}, {seconds} s for each line\n\n"))?;
    let commits = commits(&mut connection, duration)?;
    drop(connection);
    let db = Db::open(&url, Readers::new(4, Duration::from_secs(30)))?;
    let service = AppState::new(db, &format!("http://localhost{BASE_PATH}"));
    let address = started(move |listener| server::run(listener, service, None)).map_err(stopped)?;
    let bench = Measuring { address, token, duration, made: AtomicU64::new(0) };
    bench.writing(commits).map_err(stopped)?;
    bench.reading().map_err(stopped)
}

/// Makes the token of an editor.
fn editor(connection: &mut DbConnection) -> Result<String, CommandError> {
    let no_chance = |error| CommandError(format!("no randomness: {error}"));
    let secret = Secret::new().map_err(no_chance)?;
    let token = Token {
        id: base62::random(token::ID_LENGTH).map_err(no_chance)?,
        name: "bench".to_owned(),
        role: TokenRole::Editor,
        created_at: Moment::now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    transaction::write(connection, |connection| queries::create(connection, &token, &secret))?;
    Ok(secret.reveal().to_owned())
}

/// How many transactions of one small row the database commits in a second, one after the other: the ceiling.
fn commits(connection: &mut DbConnection, duration: Duration) -> Result<f64, CommandError> {
    connection.batch_execute("CREATE TABLE bench_commit (number BIGINT NOT NULL)")?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < duration {
        connection.batch_execute("INSERT INTO bench_commit (number) VALUES (1)")?;
        count += 1;
    }
    let rate = f64::from(count) / began.elapsed().as_secs_f64();
    connection.batch_execute("DROP TABLE bench_commit")?;
    Ok(rate)
}

struct Measuring {
    address: SocketAddr,
    token: String,
    duration: Duration,
    /// How many records were made, so that each has a name of its own.
    made: AtomicU64,
}

impl Measuring {
    fn writing(&self, commits: f64) -> io::Result<()> {
        print(&format!(
            "{:<44} {:>10} {:>10} {:>10} {:>8}\n",
            "durable writing", "a second", "median", "p99", "ratio"
        ))?;
        print(&format!(
            "{:<44} {commits:>10.0} {:>10} {:>10} {:>8}\n",
            "the database: one row a commit", "", "", "1.00"
        ))?;
        for writers in [1, 8, 64] {
            let times = self.timed(writers, &AtomicBool::new(false), Self::create)?;
            let rate = self.rate(&times);
            print(&row(
                &format!("POST /events, {writers} at a time"),
                rate,
                &times,
                rate / commits,
            ))?;
        }
        Ok(())
    }

    fn reading(&self) -> io::Result<()> {
        print(&format!(
            "\n{:<44} {:>10} {:>10} {:>10} {:>8}\n",
            "reading", "a second", "median", "p99", "p99 x"
        ))?;
        let mut alone = None;
        for writers in [0, 1, 8] {
            let over = AtomicBool::new(false);
            let times = thread::scope(|scope| {
                let writing =
                    (writers > 0).then(|| scope.spawn(|| self.timed(writers, &over, Self::create)));
                let times = self.timed(READERS, &AtomicBool::new(false), |_, client| read(client));
                over.store(true, Relaxed);
                if let Some(writing) = writing {
                    joined(writing.join())?;
                }
                times
            })?;
            let p99 = at(&times, 0.99).as_secs_f64();
            let alone = *alone.get_or_insert(p99);
            let name = format!("GET /events, {READERS} at a time, beside {writers} writers");
            print(&row(&name, self.rate(&times), &times, p99 / alone))?;
        }
        Ok(())
    }

    fn create(&self, client: &mut Client) -> io::Result<()> {
        let number = self.made.fetch_add(1, Relaxed);
        let body = format!(
            "{{\"translations\":{{\"pl\":{{\"title\":\"Wizyta delegacji {number}\",\"summary\":\"Rozmowy o współpracy młodzieży, \
             sportu i kultury.\"}}}},\"kind\":\"visit\",\"direction\":\"incoming\",\"status\":\"held\",\
             \"startDate\":\"2026-06-16\",\"topics\":[\"sport\"],\"partners\":[{{\"id\":\"partner-007\"}}]}}"
        );
        client.post(&format!("{BASE_PATH}/events"), &self.token, &body).map(drop)
    }

    /// The times of what `clients` do one after the other each, for as long as a line takes or until it is over.
    fn timed(
        &self,
        clients: usize,
        over: &AtomicBool,
        work: impl Fn(&Self, &mut Client) -> io::Result<()> + Sync,
    ) -> io::Result<Vec<Duration>> {
        let times = thread::scope(|scope| {
            let clients: Vec<_> =
                (0..clients).map(|_| scope.spawn(|| self.one_client(over, &work))).collect();
            clients.into_iter().map(|client| joined(client.join())).collect::<io::Result<Vec<_>>>()
        })?;
        let mut times: Vec<Duration> = times.into_iter().flatten().collect();
        times.sort_unstable();
        Ok(times)
    }

    fn one_client(
        &self,
        over: &AtomicBool,
        work: &impl Fn(&Self, &mut Client) -> io::Result<()>,
    ) -> io::Result<Vec<Duration>> {
        let mut client = Client::connect(self.address)?;
        let (began, mut times) = (Instant::now(), Vec::new());
        while began.elapsed() < self.duration && !over.load(Relaxed) {
            let asked = Instant::now();
            work(self, &mut client)?;
            times.push(asked.elapsed());
        }
        Ok(times)
    }

    fn rate(&self, times: &[Duration]) -> f64 {
        f64::from(u32::try_from(times.len()).unwrap_or(u32::MAX)) / self.duration.as_secs_f64()
    }
}

/// Asks for a list that changes with each record that is made.
fn read(client: &mut Client) -> io::Result<()> {
    client.get(&format!("{BASE_PATH}/events?partner=partner-007")).map(drop)
}

fn joined<T>(ended: thread::Result<io::Result<T>>) -> io::Result<T> {
    ended.unwrap_or_else(|_panic| Err(io::Error::other("a client panicked")))
}

/// The time that this part of all sorted times is not longer than.
fn at(times: &[Duration], part: f64) -> Duration {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list of times needs no more digits"
    )]
    let place = (times.len() as f64 * part) as usize;
    times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

fn row(name: &str, rate: f64, times: &[Duration], ratio: f64) -> String {
    let millis = |part| at(times, part).as_secs_f64() * 1e3;
    format!(
        "{name:<44} {rate:>10.0} {:>7.2} ms {:>7.2} ms {ratio:>8.2}\n",
        millis(0.5),
        millis(0.99)
    )
}

fn print(text: &str) -> io::Result<()> {
    output::print(text).map_err(io::Error::other)
}
