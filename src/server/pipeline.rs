//! How many requests of a connection wait for their response.
//!
//! A client may send further requests before it has its responses (pipelining, RFC 9112 section 9.3.2). The HTTP library
//! takes apart everything that has arrived, however much, so that a megabyte of short requests occupies hundreds, of
//! which neither quotas nor limits know yet. So the stream reads on only when few requests are open: it counts the
//! request lines that it reads and the status lines that it writes.

/// The most open requests with which more is read. Browsers have one.
const MOST_OPEN: usize = 16;

/// What is read at a time: a few dozen of the shortest requests.
pub(super) const CHUNK: usize = 1 << 10;

/// The open requests of a connection.
#[derive(Debug)]
pub(super) struct Pipeline {
    requests: LineCounter,
    responses: LineCounter,
}

impl Default for Pipeline {
    fn default() -> Self {
        // A request line ends so; in a body of JSON no line can, and in one of text hardly ever.
        let ends_request_line = |after: &[u8]| matches!(after, [b'0' | b'1', b'\r' | b'\n', ..]);
        let follows_in_status_line = |after: &[u8]| matches!(after, [b'0' | b'1', b' ', ..]);
        Self {
            requests: LineCounter::new(b" HTTP/1.", ends_request_line),
            responses: LineCounter::new(b"HTTP/1.", follows_in_status_line),
        }
    }
}

impl Pipeline {
    /// Counts the requests that begin in what was read.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        self.requests.count(bytes);
    }

    /// Counts the responses that begin in what was written.
    pub(super) fn written(&mut self, bytes: &[u8]) {
        self.responses.count(bytes);
    }

    /// Whether more is to be written before more is read.
    pub(super) fn is_full(&self) -> bool {
        self.requests.lines.saturating_sub(self.responses.lines) >= MOST_OPEN
    }
}

/// Counts the lines with a mark in a stream of bytes, wherever the stream is cut.
#[derive(Debug)]
struct LineCounter {
    mark: &'static [u8],
    is_followed: fn(&[u8]) -> bool,
    lines: usize,
    /// The last bytes, with which a mark can begin.
    tail: Vec<u8>,
}

/// The number of bytes after a mark that are looked at.
const FOLLOWING: usize = 2;

impl LineCounter {
    fn new(mark: &'static [u8], is_followed: fn(&[u8]) -> bool) -> Self {
        Self { mark, is_followed, lines: 0, tail: Vec::new() }
    }

    fn count(&mut self, bytes: &[u8]) {
        let longest = self.mark.len() + FOLLOWING;
        // A mark that was cut is in the tail and the first bytes.
        let first = &bytes[..bytes.len().min(longest - 1)];
        self.tail.extend_from_slice(first);
        self.lines += self.marks(&self.tail);
        if bytes.len() > first.len() {
            self.lines += self.marks(bytes) - self.marks(first);
            self.tail.clear();
            self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(longest - 1)..]);
        } else {
            self.tail.drain(..self.tail.len().saturating_sub(longest - 1));
        }
    }

    fn marks(&self, bytes: &[u8]) -> usize {
        memchr::memmem::find_iter(bytes, self.mark)
            .filter(|at| (self.is_followed)(&bytes[at + self.mark.len()..]))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

    #[test]
    fn reading_stops_until_responses_are_written() {
        let mut pipeline = Pipeline::default();
        (0..MOST_OPEN - 1).for_each(|_| pipeline.read(REQUEST));
        assert!(!pipeline.is_full());
        pipeline.read(REQUEST);
        assert!(pipeline.is_full());
        pipeline.written(b"HTTP/1.1 200 OK\r\n");
        assert!(!pipeline.is_full());
    }

    #[test]
    fn a_body_is_no_request() {
        let mut pipeline = Pipeline::default();
        pipeline.read(&b"{\"text\": \"HTTP/1.1 and HTTP/1.1\"}\r\n".repeat(100));
        assert!(!pipeline.is_full());
    }

    proptest! {
        #[test]
        fn the_lines_are_counted_wherever_the_stream_is_cut(
            lines in 0_usize..20, cuts in prop::collection::vec(1_usize..40, 0..40)
        ) {
            let mut pipeline = Pipeline::default();
            let (requests, responses) = (REQUEST.repeat(lines), RESPONSE.repeat(lines));
            let (mut rest, mut answers) = (&requests[..], &responses[..]);
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                pipeline.read(now);
                rest = later;
                let (now, later) = answers.split_at(cut.min(answers.len()));
                pipeline.written(now);
                answers = later;
            }
            prop_assert_eq!(pipeline.requests.lines, lines);
            prop_assert_eq!(pipeline.responses.lines, lines);
        }
    }
}
