//! A proxy before PostgreSQL that counts round trips, how often the server says that it is ready for the next query, and
//! the statements that it has to parse.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use twinning::db::DatabaseUrl;

/// The types of the messages `ReadyForQuery`, of the server, and `Parse`, of its client (PostgreSQL, "Message Formats").
const READY_FOR_QUERY: u8 = b'Z';
const PARSE: u8 = b'P';

/// A proxy, for as long as the test runs.
pub struct PostgresProxy {
    pub url: DatabaseUrl,
    counters: Arc<Counters>,
}

/// What was counted.
#[derive(Default)]
struct Counters {
    round_trips: AtomicU64,
    parsed: AtomicU64,
    kept: AtomicU64,
}

/// Where the server listens.
#[derive(Clone)]
enum Place {
    Socket(String),
    Network(String),
}

impl PostgresProxy {
    /// Before the server of this database.
    pub fn before(url: &DatabaseUrl) -> Self {
        let DatabaseUrl::Postgres(url) = url else { panic!("{url} is not PostgreSQL") };
        let rest = url.split_once("://").unwrap().1;
        let rest = rest.split('?').next().unwrap();
        let (place, database) = rest.split_once('/').unwrap();
        let (user, host) = place.rsplit_once('@').unwrap_or(("postgres", place));
        let (host, port) = host.rsplit_once(':').unwrap_or((host, "5432"));
        let host = host.replace("%2F", "/").replace("%2f", "/");
        let place = if host.starts_with('/') {
            Place::Socket(format!("{host}/.s.PGSQL.{port}"))
        } else {
            Place::Network(format!("{host}:{port}"))
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let counters = Arc::<Counters>::default();
        let counting = Arc::clone(&counters);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, place) = (client.unwrap(), place.clone());
                let counters = Arc::clone(&counting);
                thread::spawn(move || connect(&client, &place, &counters));
            }
        });
        let url = format!("postgres://{user}@{address}/{database}?sslmode=disable");
        Self { url: DatabaseUrl::Postgres(url), counters }
    }

    /// How many round trips there were.
    pub fn round_trips(&self) -> u64 {
        self.counters.round_trips.load(Ordering::SeqCst)
    }

    /// How many statements the server had to parse.
    pub fn parsed(&self) -> u64 {
        self.counters.parsed.load(Ordering::SeqCst)
    }

    /// How many of them it keeps for as long as the connection lasts: those that have a name.
    pub fn kept(&self) -> u64 {
        self.counters.kept.load(Ordering::SeqCst)
    }
}

fn connect(client: &TcpStream, place: &Place, counters: &Arc<Counters>) {
    client.set_nodelay(true).unwrap();
    match place {
        Place::Socket(path) => {
            let server = UnixStream::connect(path).unwrap();
            let writer = server.try_clone().unwrap();
            relay(client, server, writer, counters);
        }
        Place::Network(address) => {
            let server = TcpStream::connect(address).unwrap();
            server.set_nodelay(true).unwrap();
            let writer = server.try_clone().unwrap();
            relay(client, server, writer, counters);
        }
    }
}

/// Passes everything on, until one of them has gone.
fn relay(
    client: &TcpStream,
    server: impl Read,
    mut writer: impl Write + Send + 'static,
    counters: &Arc<Counters>,
) {
    let (mut reader, counting) = (client.try_clone().unwrap(), Arc::clone(counters));
    thread::spawn(move || {
        start(&mut reader, &mut writer)?;
        pass_on(&mut reader, &mut writer, |message| {
            if let [PARSE, _, _, _, _, name, ..] = message {
                counting.parsed.fetch_add(1, Ordering::SeqCst);
                counting.kept.fetch_add(u64::from(*name != 0), Ordering::SeqCst);
            }
        })
    });
    let _ = pass_on(server, client, |message| {
        if message.first() == Some(&READY_FOR_QUERY) {
            counters.round_trips.fetch_add(1, Ordering::SeqCst);
        }
    });
    let _ = client.shutdown(Shutdown::Both);
}

/// Passes on the first message of a client, which has no type.
fn start(mut client: impl Read, mut server: impl Write) -> io::Result<()> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    let mut message = length.to_vec();
    client.take(u64::from(u32::from_be_bytes(length)) - 4).read_to_end(&mut message)?;
    server.write_all(&message)
}

/// Passes messages on, and notes each. It has its type in a byte, and its length in four.
fn pass_on(mut from: impl Read, mut to: impl Write, note: impl Fn(&[u8])) -> io::Result<()> {
    loop {
        let mut head = [0; 5];
        from.read_exact(&mut head)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut message = head.to_vec();
        from.by_ref().take(u64::from(length) - 4).read_to_end(&mut message)?;
        note(&message);
        to.write_all(&message)?;
    }
}
