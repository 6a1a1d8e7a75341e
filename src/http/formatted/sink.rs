//! Where the bytes of a list go: into memory, or to the reader while the list is read.

use actix_web::web::Bytes;
use serde_json::Value;

use crate::http::response::streamed::StreamSender;

/// The number of records and of bytes of a short answer, which is made in memory at once.
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
pub(super) struct InMemory {
    most_records: i64,
    most_bytes: usize,
    /// The bytes of the records so far, for a format that writes only at its end.
    read: Option<usize>,
}

impl InMemory {
    /// A short answer of a format that is written record by record.
    pub(super) fn short() -> Self {
        Self { most_records: READY_RECORDS, most_bytes: READY_BYTES, read: None }
    }

    /// A short answer of a format that can only be made in memory.
    pub(super) fn short_file() -> Self {
        Self { read: Some(0), ..Self::short() }
    }

    /// A long answer of a format that can only be made in memory.
    pub(super) fn file() -> Self {
        Self { most_records: MOST_RECORDS, most_bytes: MOST_BYTES, read: Some(0) }
    }
}

impl ListSink for InMemory {
    fn takes(&self, total: i64) -> bool {
        total <= self.most_records
    }

    fn take(&mut self, record: &Value, bytes: &mut Vec<u8>) -> bool {
        if let Some(read) = &mut self.read {
            *read += record.to_string().len();
        }
        self.read.unwrap_or(bytes.len()) <= self.most_bytes
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
