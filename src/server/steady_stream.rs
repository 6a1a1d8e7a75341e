//! A connection whose client must read what it asked for, before it asks for much more.
//!
//! A response waits in memory until its client has read it. HTTP/1.1 knows no limit for that, so one client with
//! many connections that it never reads could take all memory. A connection therefore has a credit of time: it
//! shrinks while the client keeps a write waiting, and grows with what the client reads. A client that reads
//! faster than [`SPEED`] never uses it up.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, Waker, ready},
    time::{Duration, Instant},
};

use actix_web::rt::time::{Sleep, sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    pipeline::{CHUNK, Pipeline},
    request_heads::RequestHeads,
};
use crate::{
    http::{client_shares::Holding, edge::refusal::Refusal, response::unsent::UnsentResponses},
    telemetry::metrics::Metrics,
};

/// The time that a client may stop reading.
const CREDIT: Duration = Duration::from_secs(20);

/// The time that it may stop reading while unsent responses occupy most of their memory.
const CREDIT_IF_SCARCE: Duration = Duration::from_secs(5);

/// The slowest sustained reader, in bytes per second: half of what the slowest mobile networks have.
const SPEED: u32 = 4_096;

/// How often the credit of a waiting write is looked at.
const TICK: Duration = Duration::from_millis(500);

/// The time that a client has to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// A stream that fails if its client does not read.
pub(super) struct SteadyStream<S> {
    stream: S,
    credit: Credit,
    /// The timer of the write that waits.
    tick: Option<Pin<Box<Sleep>>>,
    heads: RequestHeads,
    /// The timer of the head that has not come to its end.
    head_time: Option<Pin<Box<Sleep>>>,
    pipeline: Pipeline,
    /// Woken when more may be read.
    reader: Option<Waker>,
    unsent: UnsentResponses,
    metrics: Metrics,
    /// The place of the connection, which is free when this is dropped.
    _place: Option<Holding>,
}

impl<S> SteadyStream<S> {
    pub(super) fn new(
        stream: S,
        heads: RequestHeads,
        unsent: UnsentResponses,
        metrics: Metrics,
    ) -> Self {
        Self {
            stream,
            credit: Credit::default(),
            tick: None,
            heads,
            head_time: Some(Box::pin(sleep(HEAD_TIME))),
            pipeline: Pipeline::default(),
            reader: None,
            unsent,
            metrics,
            _place: None,
        }
    }

    /// Holds a place for as long as the connection is open.
    pub(super) fn holding(self, place: Holding) -> Self {
        Self { _place: Some(place), ..self }
    }

    /// Waits for the rest of the head that has begun, and refuses it when it is too late.
    fn poll_head_time(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.heads.is_waiting() {
            self.head_time.get_or_insert_with(|| Box::pin(sleep(HEAD_TIME)));
        }
        let Some(time) = &mut self.head_time else { return Poll::Pending };
        ready!(time.as_mut().poll(context));
        self.head_time = None;
        self.heads.refuse(Refusal::Slow);
        self.pipeline.read(1);
        Poll::Ready(())
    }

    /// Waits for the client to read; fails when its credit is used up.
    fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        loop {
            let tick = self.tick.get_or_insert_with(|| Box::pin(sleep(TICK)));
            ready!(tick.as_mut().poll(context));
            self.tick = None;
            let most = if self.unsent.is_scarce() { CREDIT_IF_SCARCE } else { CREDIT };
            if self.credit.wait(Instant::now(), most).is_zero() {
                self.metrics.slow_reader_closed();
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
    }
}

/// How long a client may go on to keep a write waiting.
#[derive(Debug)]
struct Credit {
    left: Duration,
    /// When the waiting write was last looked at.
    waits_since: Option<Instant>,
}

impl Default for Credit {
    fn default() -> Self {
        Self { left: CREDIT, waits_since: None }
    }
}

impl Credit {
    /// Counts the time of a write that waits, and returns what is left, which is at most `most`.
    fn wait(&mut self, now: Instant, most: Duration) -> Duration {
        let waited = self.waits_since.replace(now).map_or(Duration::ZERO, |since| now - since);
        self.left = self.left.saturating_sub(waited).min(most);
        self.left
    }

    /// Counts what the client has read.
    fn read(&mut self, now: Instant, bytes: usize) {
        if self.waits_since.is_some() {
            self.wait(now, CREDIT);
            self.waits_since = None;
        }
        let earned = Duration::from_secs(1) * u32::try_from(bytes).unwrap_or(u32::MAX) / SPEED;
        self.left = (self.left + earned).min(CREDIT);
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for SteadyStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(written) => {
                self.tick = None;
                let read = written.as_ref().copied().unwrap_or_default();
                self.credit.read(Instant::now(), read);
                self.pipeline.written(&bytes[..read]);
                if !self.pipeline.is_full()
                    && let Some(reader) = self.reader.take()
                {
                    reader.wake();
                }
                Poll::Ready(written)
            }
            Poll::Pending => {
                if self.credit.waits_since.is_none() {
                    self.credit.wait(Instant::now(), CREDIT);
                }
                self.poll_patience(context)
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for SteadyStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.pipeline.is_full() {
            self.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        while !self.heads.hand_on(buffer) {
            if self.heads.is_refused() {
                return Poll::Pending;
            }
            let mut space = [0; CHUNK];
            let mut chunk = ReadBuf::new(&mut space);
            match Pin::new(&mut self.stream).poll_read(context, &mut chunk)? {
                Poll::Pending => ready!(self.poll_head_time(context)),
                Poll::Ready(()) if chunk.filled().is_empty() => break,
                Poll::Ready(()) => {
                    let requests = self.heads.receive(chunk.filled());
                    if requests > 0 {
                        self.head_time = None;
                    }
                    self.pipeline.read(requests);
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use actix_http::ServiceConfig;

    use super::*;

    /// The seconds after which a client that reads so many bytes each second is cut off.
    fn cut_off(bytes_a_second: usize, most: Duration) -> Option<u64> {
        let (mut credit, began) = (Credit::default(), Instant::now());
        credit.wait(began, most);
        (1..=3_600).find(|second| {
            let now = began + Duration::from_secs(*second);
            let is_over = credit.wait(now, most).is_zero();
            if bytes_a_second > 0 {
                credit.read(now, bytes_a_second);
                credit.wait(now, most);
            }
            is_over
        })
    }

    #[test]
    fn a_client_that_reads_too_slowly_is_cut_off() {
        for (bytes_a_second, most, seconds) in [
            (0, CREDIT, Some(20)),
            (1_024, CREDIT, Some(27)),
            (0, CREDIT_IF_SCARCE, Some(5)),
            (SPEED as usize, CREDIT, None),
            (100_000, CREDIT, None),
            (SPEED as usize, CREDIT_IF_SCARCE, None),
        ] {
            assert_eq!(cut_off(bytes_a_second, most), seconds, "{bytes_a_second} bytes a second");
        }
    }

    #[test]
    fn time_in_which_nothing_waits_costs_nothing() {
        let (mut credit, began) = (Credit::default(), Instant::now());
        credit.wait(began, CREDIT);
        credit.read(began + Duration::from_secs(19), 0);
        let later = began + Duration::from_hours(1);
        assert_eq!(credit.wait(later, CREDIT), Duration::from_secs(1));
    }

    #[actix_web::test]
    async fn a_write_to_a_client_that_does_not_read_fails() {
        let (server, _client) = tokio::io::duplex(8);
        let heads = RequestHeads::new(ServiceConfig::default());
        let mut stream =
            SteadyStream::new(server, heads, UnsentResponses::default(), Metrics::new());
        assert_eq!(write(&mut stream, b"12345678").await.ok(), Some(8));
        stream.credit.left = Duration::from_millis(1);
        let failed = write(&mut stream, b"9").await.map_err(|error| error.kind());
        assert_eq!(failed, Err(io::ErrorKind::TimedOut));
        let counted = stream.metrics.written().unwrap_or_default();
        assert!(counted.contains("twinning_slow_readers_closed_total 1"), "{counted}");
    }

    async fn write(
        stream: &mut SteadyStream<tokio::io::DuplexStream>,
        bytes: &[u8],
    ) -> io::Result<usize> {
        std::future::poll_fn(|context| Pin::new(&mut *stream).poll_write(context, bytes)).await
    }
}
