//! An answer that is sent while it is made: one state of the data set, in constant memory.

use std::{
    io::Write as _,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
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

/// The slowest sustained reader, in bytes per second, and how long a reader may be slower. One place is for those who want
/// a list, not for who holds it: the network would bear with a much slower one.
const SPEED: u32 = 32 << 10;
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a reader may go on to keep the list waiting.
struct ReaderCredit(Duration);

impl ReaderCredit {
    /// Counts what was read after a wait. Returns false if the reader is too slow.
    fn holds(&mut self, waited: Duration, bytes: usize) -> bool {
        let earned = Duration::from_secs(1) * u32::try_from(bytes).unwrap_or(u32::MAX) / SPEED;
        let left = (self.0 + earned).checked_sub(waited);
        self.0 = left.unwrap_or_default().min(PATIENCE);
        left.is_some()
    }
}

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
    credit: ReaderCredit,
}

impl StreamSender {
    /// Sends some bytes, as soon as the reader has read the ones before. Returns false if the reader left, or is too slow.
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

    fn pass(&mut self, bytes: Bytes) -> bool {
        if bytes.is_empty() {
            return true;
        }
        let (began, length) = (Instant::now(), bytes.len());
        if self.pieces.blocking_send(StreamPiece::Bytes(bytes)).is_err() {
            return false;
        }
        let holds = self.credit.holds(began.elapsed(), length);
        if !holds {
            log::info!("a list is broken off: its reader takes less than {SPEED} bytes a second");
        }
        holds
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
    let credit = ReaderCredit(PATIENCE);
    (StreamSender { pieces: sender, gzip, credit }, StreamedBody { pieces, work: None })
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

    /// The seconds after which a reader loses its place.
    fn cut_off(bytes_a_second: u32, piece: usize) -> Option<u32> {
        let mut credit = ReaderCredit(PATIENCE);
        let (mut passed, hour) = (Duration::ZERO, Duration::from_hours(1));
        let wait = Duration::from_secs(1) * u32::try_from(piece).unwrap() / bytes_a_second;
        while passed < hour {
            passed += wait;
            if !credit.holds(wait, piece) {
                return u32::try_from(passed.as_secs()).ok();
            }
        }
        None
    }

    #[test]
    fn a_reader_that_is_too_slow_loses_its_place() {
        for (bytes_a_second, piece, seconds) in [
            (4_096, 64 << 10, Some(48)),
            (16 << 10, 64 << 10, Some(64)),
            (16 << 10, 8 << 10, Some(60)),
            (SPEED, 64 << 10, None),
            (SPEED, 8 << 10, None),
            (1 << 20, 64 << 10, None),
        ] {
            assert_eq!(cut_off(bytes_a_second, piece), seconds, "{bytes_a_second} {piece}");
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
