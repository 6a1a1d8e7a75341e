//! `bench run`: imports made-up events into a new SQLite file, serves them, and measures reading them.

use std::{
    fs, io,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use actix_web::{dev::Server, rt::System};

use crate::{
    answers::{self, Services},
    client::Client,
    exchange,
    generate::{COMMON_WORD, RARE_WORD},
    memory, output,
    table::{self, Row},
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

/// How deep the deep page is.
const DEPTH: f64 = 0.9;

/// The name of the file that is made.
const FILE: &str = "twinning-bench.db";

/// The `bench run` command.
pub fn command(events: u64, folder: &Path) -> Result<(), CommandError> {
    let url = new_file(folder);
    let mut connection = open_migrated(&url, OpenMode::Create)?;
    exchange::transfer_file(&mut connection, &folder.join(FILE), events)?;
    let deep = deep_cursor(&mut connection, events)?;
    drop(connection);
    let stopped = |error: io::Error| CommandError(format!("the measuring stopped: {error}"));
    reading(&url, &deep).map_err(stopped)
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

fn rows(address: SocketAddr, deep: &str) -> io::Result<Vec<Row>> {
    let mut client = Client::connect(address)?;
    let asked = [
        ("first page", String::new(), None),
        ("page at depth 90 %", format!("?after={deep}"), Some(1.5)),
        ("events of one partner", "?partner=partner-007".to_owned(), Some(2.0)),
        ("events about one topic", "?topic=sport".to_owned(), None),
        ("events of one month", "?from=2015-06-01&to=2015-06-30".to_owned(), None),
        ("signings in Lithuania", "?kind=signing&country=LT".to_owned(), None),
        ("by title", "?sort=title".to_owned(), None),
        ("a word in 10 events", format!("?q={RARE_WORD}"), Some(10.0)),
        ("a word in 1 event of 12", format!("?q={}", "wsp%C3%B3%C5%82praca"), Some(100.0)),
        ("… of one partner", format!("?q={}&partner=partner-007", "wsp%C3%B3%C5%82praca"), None),
        ("a beginning of words (pra)", "?q=pra".to_owned(), None),
    ];
    debug_assert_eq!(COMMON_WORD, "współpraca");
    // The threads and connections are there before the first time that counts.
    client.get(&format!("{BASE_PATH}/partners"))?;
    asked
        .into_iter()
        .map(|(name, query, bound)| {
            let path = format!("{BASE_PATH}/events{query}");
            let first = client.time(&path)?;
            let times = if first > Duration::from_millis(200) { TIMES / 10 } else { TIMES };
            Ok(Row { name, first, median: client.median(&path, times)?, bound })
        })
        .collect()
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
