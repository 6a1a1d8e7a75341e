//! An answer that is sent while it is made: one state of the data set, in constant memory.

use std::{
    io::Write as _,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    rt::task::JoinHandle,
    web::Bytes,
};
use flate2::{Compression, write::GzEncoder};
use tokio::sync::mpsc;

/// The number of pieces that are ready and not yet sent.
const READY: usize = 2;

/// The effort of the compression: the answer is large, and the reader waits for it.
const EFFORT: u32 = 1;

/// What is sent.
enum StreamPiece {
    Bytes(Bytes),
    /// Nothing is missing: what stops without this is broken off.
    End,
}

/// Sends the pieces of an answer.
pub(crate) struct StreamSender {
    pieces: mpsc::Sender<StreamPiece>,
    gzip: Option<GzEncoder<Vec<u8>>>,
}

impl StreamSender {
    /// Sends some bytes, as soon as the reader has read the ones before. Returns false if the reader left.
    pub(crate) fn send(&mut self, bytes: &Bytes) -> bool {
        let Some(gzip) = &mut self.gzip else { return self.pass(bytes.clone()) };
        // Writing to memory does not fail.
        if gzip.write_all(bytes).and_then(|()| gzip.flush()).is_err() {
            return false;
        }
        let compressed = Bytes::from(std::mem::take(gzip.get_mut()));
        self.pass(compressed)
    }

    /// Ends the answer.
    pub(crate) fn end(mut self) {
        let rest = self.gzip.take().map(GzEncoder::finish);
        let is_sent = match rest {
            Some(Ok(rest)) => self.pass(rest.into()),
            Some(Err(_)) => false,
            None => true,
        };
        if is_sent {
            // A reader who left needs no end.
            let _ = self.pieces.blocking_send(StreamPiece::End);
        }
    }

    fn pass(&self, bytes: Bytes) -> bool {
        bytes.is_empty() || self.pieces.blocking_send(StreamPiece::Bytes(bytes)).is_ok()
    }
}

/// The body of an answer that is sent while it is made. If it is dropped, the work ends.
pub(crate) struct StreamedBody {
    pieces: mpsc::Receiver<StreamPiece>,
    work: Option<JoinHandle<()>>,
}

/// Begins an answer, compressed if the reader accepts that.
pub(crate) fn stream(is_compressed: bool) -> (StreamSender, StreamedBody) {
    let (sender, pieces) = mpsc::channel(READY);
    let gzip = is_compressed.then(|| GzEncoder::new(Vec::new(), Compression::new(EFFORT)));
    (StreamSender { pieces: sender, gzip }, StreamedBody { pieces, work: None })
}

impl StreamedBody {
    /// Ends this work when the body is dropped.
    pub(crate) fn of(mut self, work: JoinHandle<()>) -> Self {
        self.work = Some(work);
        self
    }
}

/// Why a body ends early: the reader sees that the connection is closed before the end.
#[derive(Debug, thiserror::Error)]
#[error("the answer is broken off")]
pub(crate) struct BrokenOff;

impl MessageBody for StreamedBody {
    type Error = BrokenOff;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BrokenOff>>> {
        self.pieces.poll_recv(context).map(|piece| match piece {
            Some(StreamPiece::Bytes(bytes)) => Some(Ok(bytes)),
            Some(StreamPiece::End) => None,
            None => Some(Err(BrokenOff)),
        })
    }
}

impl Drop for StreamedBody {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            work.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, thread};

    use super::*;

    /// What a reader gets: the bytes, and whether the body ends in order.
    async fn read(mut body: StreamedBody) -> (Vec<u8>, bool) {
        let mut bytes = Vec::new();
        loop {
            match poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
                Some(Ok(piece)) => bytes.extend_from_slice(&piece),
                Some(Err(BrokenOff)) => return (bytes, false),
                None => return (bytes, true),
            }
        }
    }

    #[actix_web::test]
    async fn what_stops_before_its_end_is_broken_off() {
        for is_compressed in [false, true] {
            for is_whole in [false, true] {
                let (mut sender, body) = stream(is_compressed);
                let sending = thread::spawn(move || {
                    for _ in 0..5 {
                        assert!(sender.send(&Bytes::from_static(b"some bytes ")));
                    }
                    if is_whole {
                        sender.end();
                    }
                });
                let (bytes, is_in_order) = read(body).await;
                sending.join().unwrap();
                assert_eq!(is_in_order, is_whole);
                assert_eq!(bytes.starts_with(b"some"), !is_compressed);
            }
        }
    }

    #[actix_web::test]
    async fn nothing_is_sent_to_a_reader_who_left() {
        let (mut sender, body) = stream(false);
        drop(body);
        let sent = thread::spawn(move || sender.send(&Bytes::from_static(b"x")));
        assert!(!sent.join().unwrap());
    }
}
