//! The service on a port of its own, in this process, with everything a reader meets: sockets, edge, database.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use actix_web::dev::ServerHandle;
use jiff::tz::TimeZone;
use serde_json::Value;
use twinning::{
    db::{DatabaseUrl, Db, Readers, connect::OpenMode},
    http::{
        rate_limit::{RateLimit, RateLimits},
        state::AppState,
    },
    import::{report::ImportReport, run},
    server,
    store::open::open_migrated,
    webhooks::address::OutgoingPolicy,
};
use ureq::Agent;

use super::{
    client::{self, Answer},
    database::TestDatabase,
    export, oracle,
};

/// The public address in the tests' links.
pub const PUBLIC_URL: &str = "https://twinning.example";

/// The time in which the service sees what other programs wrote (`docs/operations`), and a little.
const SEEN_WITHIN: Duration = Duration::from_millis(510);

/// A running service.
pub struct TestApp {
    pub database: TestDatabase,
    pub address: SocketAddr,
    /// What its handlers use, to look at from inside.
    pub service: AppState,
    agent: Agent,
    /// Whether the service was asked for something, so that it may know a state.
    has_asked: AtomicBool,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl TestApp {
    /// With the data of Gmina Kętrzyn.
    pub fn new() -> Self {
        let app = Self::empty();
        export::load(&app.database);
        app
    }

    /// Without data.
    pub fn empty() -> Self {
        Self::on(TestDatabase::migrated())
    }

    /// With the records of these lines.
    pub fn with(lines: &str) -> Self {
        let app = Self::empty();
        let report = app.import(lines);
        assert_eq!(report.refused, 0, "{report}");
        app
    }

    /// On this database.
    pub fn on(database: TestDatabase) -> Self {
        Self::serving(database, |service| service)
    }

    /// Behind a proxy on this machine that says whom it asks for.
    pub fn behind_proxy() -> Self {
        let trusted_proxies = vec![[127, 0, 0, 1].into()];
        let app = Self::serving(TestDatabase::migrated(), |service| AppState {
            trusted_proxies,
            ..service
        });
        export::load(&app.database);
        app
    }

    /// With these origins whose pages may write.
    pub fn with_write_origins(origins: &[&str]) -> Self {
        let write_origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        Self::serving(TestDatabase::migrated(), |service| AppState { write_origins, ..service })
    }

    /// With so many requests in a minute for each client.
    pub fn with_quota(quota: u32) -> Self {
        let rate_limits = RateLimits::new(RateLimit::Quota(quota));
        let app =
            Self::serving(TestDatabase::migrated(), |service| AppState { rate_limits, ..service });
        export::load(&app.database);
        app
    }

    /// With this time for an import over HTTP.
    pub fn with_longest_change(longest_change: Duration) -> Self {
        Self::serving(TestDatabase::migrated(), |service| AppState { longest_change, ..service })
    }

    /// Another service on the database of this one, with these settings.
    pub fn again(&self, settings: impl FnOnce(AppState) -> AppState) -> Self {
        Self::serving_at(&self.database.url, TestDatabase::sqlite(), settings)
    }

    /// Whose webhooks may reach this machine.
    pub fn with_loopback() -> Self {
        let outgoing = OutgoingPolicy { allows_loopback: true };
        let app =
            Self::serving(TestDatabase::migrated(), |service| AppState { outgoing, ..service });
        export::load(&app.database);
        app
    }

    /// On this database, reached at another address.
    pub fn at(url: &DatabaseUrl, database: TestDatabase) -> Self {
        Self::serving_at(url, database, |service| service)
    }

    /// On this database, with these settings.
    fn serving(database: TestDatabase, settings: impl FnOnce(AppState) -> AppState) -> Self {
        drop(open_migrated(&database.url, OpenMode::Create).unwrap());
        let url = database.url.clone();
        Self::serving_at(&url, database, settings)
    }

    /// On the database at this address; keeps `database` while it runs.
    fn serving_at(
        url: &DatabaseUrl,
        database: TestDatabase,
        settings: impl FnOnce(AppState) -> AppState,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let db = Db::open(url, Readers::new(2, Duration::from_secs(30))).unwrap();
        let service = AppState {
            time_zone: TimeZone::get("Europe/Warsaw").unwrap(),
            ..AppState::new(db, &format!("{PUBLIC_URL}/api/v1"))
        };
        let service = settings(service);
        let (sender, receiver) = mpsc::channel();
        let running = service.clone();
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = server::run(listener, running, Some(1)).unwrap();
                sender.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let handle = receiver.recv().unwrap();
        Self {
            database,
            address,
            service,
            agent: client::agent(),
            has_asked: AtomicBool::default(),
            handle,
            thread: Some(thread),
        }
    }

    /// Imports lines beside the running service.
    pub fn import(&self, lines: &str) -> ImportReport {
        let report =
            run::run(&mut self.database.connection(), lines.as_bytes(), false, "test").unwrap();
        self.see_others();
        report
    }

    /// Waits until the service has seen what other programs wrote: nothing is waited for if it knows no state yet.
    pub fn see_others(&self) {
        if self.has_asked.load(Ordering::Relaxed) {
            thread::sleep(SEEN_WITHIN);
        }
    }

    /// Asks; `path` begins with a slash. Checked against the document.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(method, path, headers, [])
    }

    /// Sends a body; `path` begins with a slash. Checked against the document.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        self.has_asked.store(true, Ordering::Relaxed);
        let url = format!("http://{}{path}", self.address);
        let answer = client::send(&self.agent, method, &url, headers, body.as_ref());
        oracle::check(method, path, &answer);
        answer
    }

    /// Asks with a GET below `/api/v1`.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", &format!("/api/v1{path}"), &[])
    }

    /// The faults of a GET below `/api/v1` that must be refused.
    pub fn refused(&self, path: &str) -> Answer {
        let answer = self.get(path);
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        answer
    }

    /// Asks with a GET below `/api/v1` and these headers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", &format!("/api/v1{path}"), headers)
    }

    /// The body of a GET below `/api/v1` that must succeed.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// The ids of a list, in their order.
    pub fn ids(&self, path: &str) -> Vec<String> {
        ids(&self.json(path))
    }
}

/// The path below `/api/v1` of a link in an answer; `None` when the link is not there.
pub fn path_of(link: &Value) -> Option<String> {
    let url = link.as_str()?;
    let path = url.strip_prefix(PUBLIC_URL).and_then(|path| path.strip_prefix("/api/v1"));
    Some(path.unwrap_or_else(|| panic!("{url} leads elsewhere")).to_owned())
}

/// The ids of a page.
pub fn ids(page: &Value) -> Vec<String> {
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["id"].as_str().unwrap().to_owned())
        .collect()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !thread::panicking() {
                ended.unwrap();
            }
        }
    }
}
