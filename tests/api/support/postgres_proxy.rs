//! A proxy before PostgreSQL that counts round trips: how often the server says that it is ready for the next query.

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

/// The type of the message `ReadyForQuery` (PostgreSQL, "Message Formats").
const READY_FOR_QUERY: u8 = b'Z';

/// A proxy, for as long as the test runs.
pub struct PostgresProxy {
    pub url: DatabaseUrl,
    round_trips: Arc<AtomicU64>,
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
        let round_trips = Arc::<AtomicU64>::default();
        let counter = Arc::clone(&round_trips);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, place, counter) =
                    (client.unwrap(), place.clone(), Arc::clone(&counter));
                thread::spawn(move || connect(&client, &place, &counter));
            }
        });
        let url = format!("postgres://{user}@{address}/{database}?sslmode=disable");
        Self { url: DatabaseUrl::Postgres(url), round_trips }
    }

    /// How many round trips there were.
    pub fn round_trips(&self) -> u64 {
        self.round_trips.load(Ordering::SeqCst)
    }
}

fn connect(client: &TcpStream, place: &Place, counter: &AtomicU64) {
    client.set_nodelay(true).unwrap();
    match place {
        Place::Socket(path) => {
            let server = UnixStream::connect(path).unwrap();
            let writer = server.try_clone().unwrap();
            relay(client, server, writer, counter);
        }
        Place::Network(address) => {
            let server = TcpStream::connect(address).unwrap();
            server.set_nodelay(true).unwrap();
            let writer = server.try_clone().unwrap();
            relay(client, server, writer, counter);
        }
    }
}

/// Passes everything on, until one of them has gone.
fn relay(
    client: &TcpStream,
    server: impl Read,
    mut writer: impl Write + Send + 'static,
    counter: &AtomicU64,
) {
    let mut reader = client.try_clone().unwrap();
    thread::spawn(move || io::copy(&mut reader, &mut writer));
    let _ = count(server, client, counter);
    let _ = client.shutdown(Shutdown::Both);
}

/// Passes the messages of the server on, and counts. Each has its type in a byte, and its length in four.
fn count(mut server: impl Read, mut client: &TcpStream, counter: &AtomicU64) -> io::Result<()> {
    loop {
        let mut head = [0; 5];
        server.read_exact(&mut head)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut message = head.to_vec();
        server.by_ref().take(u64::from(length) - 4).read_to_end(&mut message)?;
        if head[0] == READY_FOR_QUERY {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        client.write_all(&message)?;
    }
}
