//! A raw socket, for what no client library would send.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use super::client::Answer;

/// A connection.
pub struct Raw {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Raw {
    /// Connects; whatever the service does, no read waits longer than a test may.
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(50))).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, received: Vec::new() }
    }

    /// Sends these bytes. A service that has closed the connection already is no fault of the sender.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _ = self.stream.write_all(bytes.as_ref());
        self
    }

    /// The next answer; none when the connection ends without one.
    pub fn answer(&mut self) -> Option<Answer> {
        self.answer_to("GET")
    }

    /// The next answer to a request with this method.
    pub fn answer_to(&mut self, method: &str) -> Option<Answer> {
        let end = loop {
            if let Some(end) = self.received.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end;
            }
            if !self.receive() {
                return None;
            }
        };
        let head = String::from_utf8(self.received.drain(..end + 4).collect()).unwrap();
        let (status, headers) = parsed(&head);
        let length = headers
            .get("content-length")
            .map_or(0, |length| length.to_str().unwrap().parse().unwrap());
        let length = if method == "HEAD" || matches!(status, 204 | 304) { 0 } else { length };
        while self.received.len() < length {
            assert!(self.receive(), "the body ends early: {head}");
        }
        Some(Answer { status, headers, bytes: self.received.drain(..length).collect() })
    }

    /// Whether the service has closed the connection; waits for it.
    pub fn is_closed(&mut self) -> bool {
        !self.receive()
    }

    fn receive(&mut self) -> bool {
        let mut buffer = [0; 16_384];
        match self.stream.read(&mut buffer) {
            Ok(length) => {
                self.received.extend(&buffer[..length]);
                length > 0
            }
            Err(error)
                if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) =>
            {
                false
            }
            Err(error) => panic!("nothing comes: {error}"),
        }
    }
}

fn parsed(head: &str) -> (u16, HeaderMap) {
    let mut lines = head.split("\r\n").filter(|line| !line.is_empty());
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(':').unwrap()).map(|(name, value)| {
        (name.parse::<HeaderName>().unwrap(), value.trim().parse::<HeaderValue>().unwrap())
    });
    (status, headers.collect())
}

/// The answer to one request on a connection of its own.
pub fn exchange(address: SocketAddr, request: impl AsRef<[u8]>) -> Option<Answer> {
    Raw::connect(address).send(request).answer()
}

/// A GET with these header lines.
pub fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
}
