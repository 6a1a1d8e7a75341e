//! A client that costs little: one connection, one request after the other.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use memchr::memmem;

/// One connection that is kept open.
pub struct Client {
    stream: Buffered,
}

/// What was received and not yet read.
struct Buffered {
    stream: TcpStream,
    bytes: Vec<u8>,
    read: usize,
    filled: usize,
}

impl Buffered {
    fn buffer(&self) -> &[u8] {
        &self.bytes[self.read..self.filled]
    }

    fn consume(&mut self, length: usize) {
        self.read += length;
        if self.read == self.filled {
            (self.read, self.filled) = (0, 0);
        }
    }

    fn fill(&mut self) -> io::Result<usize> {
        if self.filled == self.bytes.len() {
            self.bytes.copy_within(self.read..self.filled, 0);
            (self.read, self.filled) = (0, self.filled - self.read);
        }
        let length = self.stream.read(&mut self.bytes[self.filled..])?;
        self.filled += length;
        Ok(length)
    }

    fn get_mut(&mut self) -> &mut TcpStream {
        &mut self.stream
    }
}

/// The number that begins here.
fn number(text: &[u8]) -> usize {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}

impl Client {
    /// Connects.
    pub fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let bytes = vec![0; 1 << 16];
        Ok(Self { stream: Buffered { stream, bytes, read: 0, filled: 0 } })
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
        self.send(request.as_bytes())?;
        let mut body = Vec::new();
        let status = self.receive(Some(&mut body))?;
        if matches!(status, 200 | 201) {
            return Ok(body);
        }
        let asked = request.lines().next().unwrap_or_default();
        Err(io::Error::other(format!("{asked}: {}", String::from_utf8_lossy(&body))))
    }

    /// Sends a request.
    pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(request)
    }

    /// Receives a response, which costs little however many headers it has; keeps its body if that is wanted. Returns
    /// its status.
    pub fn receive(&mut self, body: Option<&mut Vec<u8>>) -> io::Result<u16> {
        self.received(body, |_head| {})
    }

    /// Receives a response with its body, and its status and tag.
    pub fn receive_tagged(&mut self, body: &mut Vec<u8>) -> io::Result<(u16, String)> {
        let mut tag = String::new();
        let status = self.received(Some(body), |head| {
            let head = String::from_utf8_lossy(head);
            let found = head.lines().find_map(|line| line.strip_prefix("etag: "));
            found.unwrap_or_default().clone_into(&mut tag);
        })?;
        Ok((status, tag))
    }

    fn received(
        &mut self,
        mut body: Option<&mut Vec<u8>>,
        look: impl FnOnce(&[u8]),
    ) -> io::Result<u16> {
        let (status, mut left) = loop {
            let bytes = self.stream.buffer();
            if let Some(end) = memmem::find(bytes, b"\r\n\r\n") {
                let head = &bytes[..end];
                let (status, length) =
                    (number(&head[9..]), memmem::find(head, b"content-length: "));
                let length = length.map_or(0, |at| number(&head[at + 16..]));
                look(head);
                self.stream.consume(end + 4);
                break (u16::try_from(status).map_err(io::Error::other)?, length);
            }
            self.fill()?;
        };
        while left > 0 {
            if self.stream.buffer().is_empty() {
                self.fill()?;
            }
            let part = self.stream.buffer();
            let part = &part[..part.len().min(left)];
            let length = part.len();
            if let Some(body) = &mut body {
                body.extend_from_slice(part);
            }
            self.stream.consume(length);
            left -= length;
        }
        Ok(status)
    }

    /// Reads more into the buffer, behind what it has.
    fn fill(&mut self) -> io::Result<()> {
        if self.stream.fill()? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
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

/// How many requests a second are answered when `connections` send `request` as fast as they can; each must get `status`.
pub fn throughput(
    address: SocketAddr,
    (request, status): (&[u8], u16),
    connections: usize,
    duration: Duration,
) -> io::Result<f64> {
    let barrier = Barrier::new(connections);
    let counts = thread::scope(|scope| {
        let asking: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(|| -> io::Result<u32> {
                    let mut client = Client::connect(address)?;
                    let mut ask = || {
                        client.send(request)?;
                        let received = client.receive(None)?;
                        if received == status {
                            Ok(())
                        } else {
                            Err(io::Error::other(received.to_string()))
                        }
                    };
                    ask()?;
                    barrier.wait();
                    let began = Instant::now();
                    let mut count = 0;
                    while began.elapsed() < duration {
                        ask()?;
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
