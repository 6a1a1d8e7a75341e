//! How many requests of a connection wait for their response.
//!
//! A client may send further requests before it has its responses (pipelining, RFC 9112 section 9.3.2). The HTTP library
//! takes apart everything that has arrived, however much, so that a megabyte of short requests occupies hundreds, of
//! which neither quotas nor limits know yet. So the stream reads on only when few requests are open: it counts the
//! heads of requests that it reads and the status lines that it writes.

use memchr::memmem::Finder;

/// The most open requests with which more is read. Browsers have one.
const MOST_OPEN: usize = 16;

/// What is read at a time: a few dozen of the shortest requests.
pub(super) const CHUNK: usize = 1 << 10;

/// The open requests of a connection.
#[derive(Debug)]
pub(super) struct Pipeline {
    requests: usize,
    responses: LineCounter,
}

impl Default for Pipeline {
    fn default() -> Self {
        let follows_in_status_line = |after: &[u8]| matches!(after, [b'0' | b'1', b' ', ..]);
        Self { requests: 0, responses: LineCounter::new(b"HTTP/1.", follows_in_status_line) }
    }
}

impl Pipeline {
    /// Counts requests that were read.
    pub(super) fn read(&mut self, requests: usize) {
        self.requests += requests;
    }

    /// Counts the responses that begin in what was written.
    pub(super) fn written(&mut self, bytes: &[u8]) {
        self.responses.count(bytes);
    }

    /// Whether more is to be written before more is read.
    pub(super) fn is_full(&self) -> bool {
        self.requests.saturating_sub(self.responses.lines) >= MOST_OPEN
    }
}

/// Counts the lines with a mark in a stream of bytes, wherever the stream is cut.
#[derive(Debug)]
struct LineCounter {
    mark: Finder<'static>,
    is_followed: fn(&[u8]) -> bool,
    lines: usize,
    /// The last bytes, with which a mark can begin.
    tail: Vec<u8>,
}

/// The number of bytes after a mark that are looked at.
const FOLLOWING: usize = 2;

impl LineCounter {
    fn new(mark: &'static [u8], is_followed: fn(&[u8]) -> bool) -> Self {
        Self { mark: Finder::new(mark), is_followed, lines: 0, tail: Vec::new() }
    }

    fn count(&mut self, bytes: &[u8]) {
        let longest = self.mark.needle().len() + FOLLOWING;
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
        self.mark
            .find_iter(bytes)
            .filter(|at| (self.is_followed)(&bytes[at + self.mark.needle().len()..]))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

    #[test]
    fn reading_stops_until_responses_are_written() {
        let mut pipeline = Pipeline::default();
        pipeline.read(MOST_OPEN - 1);
        assert!(!pipeline.is_full());
        pipeline.read(1);
        assert!(pipeline.is_full());
        pipeline.written(b"HTTP/1.1 200 OK\r\n");
        assert!(!pipeline.is_full());
    }

    proptest! {
        #[test]
        fn the_lines_are_counted_wherever_the_stream_is_cut(
            lines in 0_usize..20, cuts in prop::collection::vec(1_usize..40, 0..40)
        ) {
            let mut pipeline = Pipeline::default();
            let responses = RESPONSE.repeat(lines);
            let mut rest = &responses[..];
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                pipeline.written(now);
                rest = later;
            }
            prop_assert_eq!(pipeline.responses.lines, lines);
        }
    }
}
