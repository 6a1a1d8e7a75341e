//! Where the bytes of a list go: into memory, or to the reader while the list is read.

use actix_web::web::Bytes;
use serde_json::Value;

use crate::http::response::streamed::StreamSender;

/// The number of records and of bytes of an answer that is made in memory, though it could be sent while it is made.
const READY_RECORDS: i64 = 1_000;
const READY_BYTES: usize = 1 << 20;

/// The number of records, and of their bytes as JSON, of a format that can only be made in memory.
const MOST_RECORDS: i64 = 10_000;
const MOST_BYTES: usize = 24 << 20;

/// The bytes that are sent at a time.
const PIECE: usize = 64 << 10;

/// Takes a list.
pub(super) trait ListSink {
    /// Whether a list of so many records is taken at all.
    fn takes(&self, total: i64) -> bool;

    /// Takes a record and the bytes that there are so far. Returns false if the list is not to go on.
    fn take(&mut self, record: &Value, bytes: &mut Vec<u8>) -> bool;
}

/// An answer that is made in memory.
pub(super) enum InMemory {
    /// One that could be sent while it is made, if it is long.
    Short,
    /// One that can only be made in memory, with the bytes of its records so far.
    File(usize),
}

impl ListSink for InMemory {
    fn takes(&self, total: i64) -> bool {
        let most = if matches!(self, Self::Short) { READY_RECORDS } else { MOST_RECORDS };
        total <= most
    }

    fn take(&mut self, record: &Value, bytes: &mut Vec<u8>) -> bool {
        match self {
            Self::Short => bytes.len() <= READY_BYTES,
            Self::File(read) => {
                *read += record.to_string().len();
                *read <= MOST_BYTES
            }
        }
    }
}

/// A reader who gets the list while it is read.
pub(super) struct Sending(pub StreamSender);

impl ListSink for Sending {
    fn takes(&self, _: i64) -> bool {
        true
    }

    fn take(&mut self, _: &Value, bytes: &mut Vec<u8>) -> bool {
        bytes.len() < PIECE || self.send(bytes)
    }
}

impl Sending {
    /// Sends what there is. Returns false if nobody reads it any more.
    fn send(&mut self, bytes: &mut Vec<u8>) -> bool {
        let piece = Bytes::from(std::mem::take(bytes));
        piece.is_empty() || self.0.send(&piece)
    }

    /// Sends the rest, and that it was the rest.
    pub(super) fn end(mut self, mut bytes: Vec<u8>) {
        if self.send(&mut bytes) {
            self.0.end();
        }
    }
}
