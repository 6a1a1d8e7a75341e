//! A client that costs little: one connection, one request after the other.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

/// One connection that is kept open.
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects.
    pub fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(1 << 16, stream) })
    }

    /// Asks for a path; answers with the body. Anything but 200 is an error.
    pub fn get(&mut self, path: &str) -> io::Result<Vec<u8>> {
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    }

    /// Makes a record. Anything but 201 is an error.
    pub fn post(&mut self, path: &str, token: &str, body: &str) -> io::Result<Vec<u8>> {
        self.exchange(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    fn exchange(&mut self, request: &str) -> io::Result<Vec<u8>> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut length = 0;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let ok = line.starts_with("HTTP/1.1 200") || line.starts_with("HTTP/1.1 201");
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        if ok {
            Ok(body)
        } else {
            let asked = request.lines().next().unwrap_or_default();
            Err(io::Error::other(format!("{asked}: {}", String::from_utf8_lossy(&body))))
        }
    }

    /// The time of one request.
    pub fn time(&mut self, path: &str) -> io::Result<Duration> {
        let began = Instant::now();
        self.get(path)?;
        Ok(began.elapsed())
    }

    /// The median time of this many requests.
    pub fn median(&mut self, path: &str, times: usize) -> io::Result<Duration> {
        let mut all = (0..times).map(|_| self.time(path)).collect::<io::Result<Vec<_>>>()?;
        all.sort_unstable();
        Ok(all[times / 2])
    }
}

/// How many requests a second are answered when `connections` ask for `path` as fast as they can.
pub fn throughput(
    address: SocketAddr,
    path: &str,
    connections: usize,
    duration: Duration,
) -> io::Result<f64> {
    let barrier = Barrier::new(connections);
    let counts = thread::scope(|scope| {
        let asking: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(|| -> io::Result<u32> {
                    let mut client = Client::connect(address)?;
                    client.get(path)?;
                    barrier.wait();
                    let began = Instant::now();
                    let mut count = 0;
                    while began.elapsed() < duration {
                        client.get(path)?;
                        count += 1;
                    }
                    Ok(count)
                })
            })
            .collect();
        asking
            .into_iter()
            .map(|thread| {
                thread.join().unwrap_or_else(|_panic| Err(io::Error::other("a client panicked")))
            })
            .collect::<io::Result<Vec<u32>>>()
    })?;
    Ok(counts.into_iter().map(f64::from).sum::<f64>() / duration.as_secs_f64())
}
