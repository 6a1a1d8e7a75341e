//! A receiver of requests on this machine, which answers as a test says.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// A request as it arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    /// The first line.
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    /// The value of a header.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        &found.unwrap_or_else(|| panic!("{name} is not among {:?}", self.headers)).1
    }

    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            if line.trim_end().is_empty() {
                break;
            }
            lines.push(line.trim_end().to_owned());
        }
        let split = |line: &String| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_owned(), value.trim().to_owned())
        };
        let headers: Vec<_> = lines.iter().skip(1).map(split).collect();
        let mut received = Self { line: lines.first()?.clone(), headers, body: String::new() };
        let mut body = vec![0; received.header("content-length").parse().unwrap()];
        reader.read_exact(&mut body).ok()?;
        received.body = String::from_utf8(body).unwrap();
        Some(received)
    }
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    answer: String,
}

/// A receiver. A clone is the same.
#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Receiver {
    /// Listens, and answers 204.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let receiver = Self { address, state: Arc::default() };
        receiver.answers("204 No Content", "");
        let listening = receiver.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                listening.serve(&mut stream.unwrap());
            }
        });
        receiver
    }

    fn serve(&self, stream: &mut TcpStream) {
        let Some(received) = Received::read(stream) else { return };
        let answer = {
            let mut state = self.state.lock().unwrap();
            state.received.push(received);
            state.answer.clone()
        };
        // Who sent it may have left.
        let _ = stream.write_all(answer.as_bytes());
    }

    /// Answers with this status and these header lines from now on.
    pub fn answers(&self, status: &str, headers: &str) {
        let answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n");
        self.state.lock().unwrap().answer = answer;
    }

    /// Its address with a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What arrived since the last call.
    pub fn taken(&self) -> Vec<Received> {
        std::mem::take(&mut self.state.lock().unwrap().received)
    }

    /// How much arrived since it was taken.
    pub fn count(&self) -> usize {
        self.state.lock().unwrap().received.len()
    }
}
