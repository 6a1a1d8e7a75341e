//! The throughput of answers, kept ready and made anew, beside bare actix-web that serves the same bytes.

use std::{io, net::SocketAddr, time::Duration};

use crate::{
    bare,
    client::{Client, throughput},
    output,
    run::started,
};

/// How long each throughput is measured, and with how many connections.
const DURATION: Duration = Duration::from_secs(3);
const CONNECTIONS: usize = 16;

/// How often each line is measured; the median counts.
const ROUNDS: usize = 3;

/// The services to measure.
#[derive(Clone, Copy)]
pub struct Services {
    /// Which keeps its answers ready.
    pub keeping: SocketAddr,
    /// Which makes each answer anew.
    pub making: SocketAddr,
}

/// A line of the table.
struct Line {
    name: &'static str,
    service: SocketAddr,
    path: &'static str,
    headers: &'static str,
    /// Whether the client sends the tag of the answer that it has.
    is_known: bool,
    bound: f64,
}

const LIST: &str = "/api/v1/events";
const RECORD: &str = "/api/v1/events/event-000000001";
const BROTLI: &str = "Accept-Encoding: gzip, deflate, br\r\n";

/// Measures all of them, and prints a table of ratios.
pub fn measured(services: Services) -> io::Result<()> {
    let Services { keeping, making } = services;
    let line = |name, path, headers, bound| Line {
        name,
        service: keeping,
        path,
        headers,
        is_known: false,
        bound,
    };
    let lines = [
        line("list of 20 events, kept", LIST, "", 0.8),
        line("… with gzip, deflate, br", LIST, BROTLI, 0.8),
        Line { is_known: true, ..line("… that the client has (304)", LIST, "", 0.9) },
        line("one event, kept", RECORD, "", 0.8),
        Line { service: making, ..line("list of 20 events, made anew", LIST, "", 0.1) },
        Line { service: making, ..line("one event, made anew", RECORD, "", 0.2) },
    ];
    print(&format!(
        "\n{:<44} {:>9} {:>10} {:>10} {:>8} {:>11}\n",
        "throughput, 16 connections", "bytes", "bare/s", "ours/s", "ratio", "must reach"
    ))?;
    for line in lines {
        line.measure()?;
    }
    Ok(())
}

impl Line {
    fn measure(&self) -> io::Result<()> {
        let mut client = Client::connect(self.service)?;
        let plain = request(self.path, self.headers);
        client.send(plain.as_bytes())?;
        let mut body = Vec::new();
        let (_, tag) = client.receive_tagged(&mut body)?;
        // What the client has is compared with the whole answer.
        let length = body.len();
        let (asked, status) = if self.is_known {
            (request(self.path, &format!("{}If-None-Match: {tag}\r\n", self.headers)), 304)
        } else {
            (plain, 200)
        };
        let bare = started(move |listener| bare::run(listener, body))?;
        let of_bare = request("/", self.headers);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(throughput(bare, (of_bare.as_bytes(), 200), CONNECTIONS, DURATION)?);
            ours.push(throughput(self.service, (asked.as_bytes(), status), CONNECTIONS, DURATION)?);
        }
        let (ours, theirs) = (median(ours), median(theirs));
        let ratio = ours / theirs;
        let mark = if ratio >= self.bound { "ok" } else { "MISSED" };
        print(&format!(
            "{:<44} {length:>9} {theirs:>10.0} {ours:>10.0} {ratio:>8.3} {:>4.2} {mark}\n",
            self.name, self.bound
        ))
    }
}

fn request(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn print(text: &str) -> io::Result<()> {
    output::print(text).map_err(io::Error::other)
}
