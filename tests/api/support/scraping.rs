//! The metrics of a service, as Prometheus gets them.

use std::{
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread::{self, JoinHandle},
};

use actix_web::dev::ServerHandle;
use twinning::scrape;

use super::{
    TestApp,
    client::Answer,
    openmetrics::Scrape,
    raw::{exchange, get},
};

/// The server of the metrics.
pub struct Scraped {
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Scraped {
    /// That of a service.
    pub fn of(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, receiver) = mpsc::channel();
        let db = app.service.db.clone();
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = scrape::run(listener, db).unwrap();
                sender.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { address, handle: receiver.recv().unwrap(), thread: Some(thread) }
    }

    /// The answer to a scrape.
    pub fn answer(&self) -> Answer {
        exchange(self.address, get(scrape::PATH, "")).unwrap()
    }

    /// A scrape.
    pub fn now(&self) -> Scrape {
        scraped(self.address)
    }
}

/// A scrape at an address.
pub fn scraped(address: SocketAddr) -> Scrape {
    let answer = exchange(address, get(scrape::PATH, "")).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    Scrape::read(&String::from_utf8(answer.bytes).unwrap())
}

impl Drop for Scraped {
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
