//! `bench run`: imports made-up events into a new SQLite file, serves them, and measures reading them.

use std::{
    env, fs, io,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Command,
    sync::mpsc,
    thread,
    time::Duration,
};

use actix_web::{dev::Server, rt::System};

use crate::{
    answers::{self, Services},
    client::Client,
    exchange,
    generate::{COMMON_WORD, RARE_WORD},
    memory, output,
    table::{self, Bound, Row},
};
use twinning::{
    db::{DatabaseUrl, Db, DbConnection, Readers, connect::OpenMode, state_watch::StateWatch},
    error::CommandError,
    http::{
        kept::answers::KeptAnswers,
        state::{AppState, BASE_PATH},
    },
    server,
    store::open::open_migrated,
    telemetry::log_format::LogFormat,
};

/// How many requests each median is of.
const TIMES: usize = 200;

/// The name of the SQLite file.
const FILE: &str = "twinning-bench.db";

/// How deep the deep page is.
const DEPTH: f64 = 0.9;

/// The `bench run` command. Another process imports, so that the memory of this one is that of a service.
pub fn command(events: u64, folder: &Path) -> Result<(), CommandError> {
    let stopped = |error: io::Error| CommandError(format!("the measuring stopped: {error}"));
    let mut load = Command::new(env::current_exe().map_err(stopped)?);
    load.arg("load").arg(events.to_string()).arg("--folder").arg(folder);
    if !load.status().map_err(stopped)?.success() {
        return Err(CommandError("nothing was imported".to_owned()));
    }
    let url = file_in(folder);
    let mut connection = open_migrated(&url, OpenMode::Existing)?;
    let deep = deep_cursor(&mut connection, events)?;
    drop(connection);
    reading(&url, &deep).map_err(stopped)
}

/// The `bench load` command.
pub fn load(events: u64, folder: &Path) -> Result<(), CommandError> {
    let url = new_file(folder);
    let mut connection = open_migrated(&url, OpenMode::Create)?;
    exchange::transfer_file(&mut connection, &folder.join(FILE), events)
}

fn file_in(folder: &Path) -> DatabaseUrl {
    DatabaseUrl::Sqlite(folder.join(FILE))
}

/// A SQLite file that is made anew.
pub fn new_file(folder: &Path) -> DatabaseUrl {
    let file = folder.join(FILE);
    for old in ["", "-wal", "-shm"] {
        // What is not there need not be removed.
        let _ = fs::remove_file(format!("{}{old}", file.display()));
    }
    DatabaseUrl::Sqlite(file)
}

/// The cursor of the record at the depth of the deep page.
fn deep_cursor(connection: &mut DbConnection, events: u64) -> Result<String, CommandError> {
    use diesel::prelude::*;

    use twinning::{http::response::cursor::Cursor, model::event::events};
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a depth needs no more digits"
    )]
    let offset = (events as f64 * DEPTH) as i64;
    let (start, id): (Vec<u8>, Vec<u8>) = events::table
        .order((events::start_key.desc(), events::id_key.desc()))
        .offset(offset)
        .select((events::start_key, events::id_key))
        .first(connection)?;
    Ok(Cursor { sort: "-startDate".to_owned(), keys: vec![start, id] }.encode())
}

/// Measures reading: each answer made anew, and answers that are kept ready.
fn reading(url: &DatabaseUrl, deep: &str) -> io::Result<()> {
    let making = serving(url, KeptAnswers::of(0))?;
    memory::forget_peak();
    let idle = memory::now().unwrap_or_default();
    print(&format!("serving, before the first request: {idle} MB\n\n"))?;
    print(&table::format(&rows(making, deep)?))?;
    answers::measured(Services { keeping: serving(url, KeptAnswers::default())?, making })?;
    print(&format!("\npeak memory while serving: {} MB\n", memory::peak().unwrap_or_default()))
}

/// The `bench answers` command: what is measured of a database that is there, with the log of a service.
pub fn of_database(url: &DatabaseUrl) -> Result<(), CommandError> {
    LogFormat::Text.install();
    let keeping = serving(url, KeptAnswers::default());
    let services = keeping
        .and_then(|keeping| Ok(Services { keeping, making: serving(url, KeptAnswers::of(0))? }));
    let measured = services.and_then(answers::measured);
    measured.map_err(|error| CommandError(format!("the measuring stopped: {error}")))
}

/// Starts the service, for as long as the process lives.
pub fn serving(url: &DatabaseUrl, kept: KeptAnswers) -> io::Result<SocketAddr> {
    let db = Db::open(url, Readers::new(4, Duration::from_secs(30))).map_err(io::Error::other)?;
    std::mem::forget(StateWatch::start(&db)?);
    let service = AppState { kept, ..AppState::new(db, &format!("http://localhost{BASE_PATH}")) };
    started(move |listener| server::run(listener, service, None))
}

/// What is asked, and what it may cost. `W` is the common word.
const ASKED: [(&str, &str, Bound); 33] = [
    ("first page", "/events", Bound::None),
    ("page at depth 90 %", "/events?after=DEEP", Bound::Ratio(1.5)),
    ("events of one partner", "/events?partner=partner-007", Bound::Ratio(2.0)),
    ("events about one topic", "/events?topic=sport", Bound::None),
    ("events of one month", "/events?from=2015-06-01&to=2015-06-30", Bound::None),
    ("signings in Lithuania", "/events?kind=signing&country=LT", Bound::None),
    ("by title", "/events?sort=title", Bound::None),
    ("a word in 10 events", "/events?q=RARE", Bound::Ratio(10.0)),
    ("by title, from a year on", "/events?from=2015-06-01&sort=title", Bound::Times),
    ("by title, from the last days on", "/events?from=2025-12-27&sort=title", Bound::Times),
    ("by title, until a year", "/events?to=2000-06-01&sort=title", Bound::Times),
    ("by title, in one country", "/events?country=LT&sort=title", Bound::Times),
    (
        "by title, in a period and a country",
        "/events?from=2005&to=2015&country=LT&sort=title",
        Bound::Times,
    ),
    ("by title and date", "/events?sort=title,-startDate", Bound::Times),
    ("of two partners", "/events?partner=partner-007,partner-008", Bound::Times),
    ("of one partner, about one topic", "/events?partner=partner-007&topic=sport", Bound::Times),
    ("about two topics", "/events?topic=sport,culture", Bound::Times),
    ("of one kind and direction", "/events?kind=sport&direction=online", Bound::Times),
    ("past", "/events?period=past", Bound::Times),
    ("past, by title", "/events?period=past&sort=title", Bound::Times),
    ("upcoming", "/events?period=upcoming", Bound::Times),
    ("a word in 1 event of 12", "/events?q=W", Bound::Times),
    ("... of one partner", "/events?q=W&partner=partner-007", Bound::Times),
    ("... of two partners", "/events?q=W&partner=partner-007,partner-008", Bound::Times),
    ("... by title", "/events?q=W&sort=title", Bound::Times),
    ("... in one country, by title", "/events?q=W&country=LT&sort=title", Bound::Times),
    ("a beginning of words (pra)", "/events?q=pra", Bound::Times),
    ("... by title", "/events?q=pra&sort=title", Bound::Times),
    ("search for a word in 1 event of 12", "/search?q=W", Bound::Times),
    ("search for a beginning of words (pra)", "/search?q=pra", Bound::Times),
    ("partners of a topic", "/partners?topic=sport", Bound::None),
    ("partners of a topic without events", "/partners?topic=safety", Bound::None),
    ("partners counted by topic", "/partners?facets=topic", Bound::None),
];

fn rows(address: SocketAddr, deep: &str) -> io::Result<Vec<Row>> {
    let mut client = Client::connect(address)?;
    debug_assert_eq!(COMMON_WORD, "współpraca");
    // The threads and connections are there before the first time that counts.
    client.get(&format!("{BASE_PATH}/programmes"))?;
    let measured = ASKED.into_iter().map(|(name, asked, bound)| {
        let asked = asked.replace("DEEP", deep).replace("RARE", RARE_WORD);
        let path = format!("{BASE_PATH}{}", asked.replace("=W", "=wsp%C3%B3%C5%82praca"));
        let first = client.time(&path)?;
        let times = if first > Duration::from_millis(200) { TIMES / 10 } else { TIMES };
        Ok(Row { name, first, median: client.median(&path, times)?, bound })
    });
    measured.collect()
}

/// Starts a server in a thread of its own, for as long as the process lives.
pub fn started(
    make: impl FnOnce(TcpListener) -> io::Result<Server> + Send + 'static,
) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async {
            match make(listener) {
                Ok(server) => {
                    let _ = sender.send(Ok(()));
                    let _ = server.await;
                }
                Err(error) => {
                    let _ = sender.send(Err(error));
                }
            }
        });
    });
    receiver.recv().map_err(io::Error::other)??;
    Ok(address)
}

fn print(text: &str) -> io::Result<()> {
    output::print(text).map_err(io::Error::other)
}
