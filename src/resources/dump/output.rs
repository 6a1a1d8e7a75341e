//! Where a dump is written: into memory, or to the reader.

use std::io::{self, Write};

use actix_web::web::Bytes;

use crate::http::response::streamed::StreamSender;

/// Memory that takes a limited number of bytes.
pub(super) struct LimitedMemory {
    bytes: Vec<u8>,
    most: usize,
}

impl LimitedMemory {
    /// Begins with no bytes.
    pub(super) fn to(most: usize) -> Self {
        Self { bytes: Vec::new(), most }
    }

    /// Returns what was written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl Write for LimitedMemory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The reader of the answer.
pub(super) struct Sent(pub StreamSender);

impl Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.send(&Bytes::copy_from_slice(bytes)) {
            Ok(bytes.len())
        } else {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
