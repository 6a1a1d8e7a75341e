//! Work beside the requests, on a thread of its own that ends with the service.

use std::{
    io,
    pin::pin,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use actix_web::rt::{Runtime, time::timeout};
use futures_util::future::{Either, select};
use tokio::sync::watch;

use crate::db::Db;

/// How long the end of the service waits for work that has begun, such as a request to another service. What was not noted
/// is done again after the next start.
const PATIENCE: Duration = Duration::from_secs(3);

/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// A running task. It stops when this is dropped.
#[derive(Debug)]
pub struct BackgroundTask {
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

/// Why a wait is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WakeReason {
    /// This process has used a connection for writing.
    Written,
    /// The time is over.
    Time,
    /// The service stops.
    Stop,
}

/// What a task waits for.
#[derive(Debug)]
pub(crate) struct TaskSignals {
    stop: watch::Receiver<bool>,
    written: watch::Receiver<()>,
}

impl TaskSignals {
    /// Waits until something is written, but no longer than `limit`.
    pub(crate) async fn wait(&mut self, limit: Duration) -> WakeReason {
        let (stop, written) = (pin!(self.stop.changed()), pin!(self.written.changed()));
        match timeout(limit, select(stop, written)).await {
            Err(_elapsed) => WakeReason::Time,
            Ok(Either::Right((Ok(()), _))) => WakeReason::Written,
            Ok(_) => WakeReason::Stop,
        }
    }

    /// Waits for this time; returns whether the service stops.
    pub(crate) async fn pause(&mut self, time: Duration) -> bool {
        timeout(time, self.stop.changed()).await.is_ok()
    }
}

impl BackgroundTask {
    /// Starts a thread that runs the future which `work` makes.
    pub(crate) fn start<F: Future<Output = ()>>(
        name: &'static str,
        db: &Db,
        work: impl FnOnce(TaskSignals) -> F + Send + 'static,
    ) -> io::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        let signals = TaskSignals { stop: stopped, written: db.write_signal() };
        let thread =
            thread::Builder::new().name(name.to_owned()).spawn(move || match Runtime::new() {
                Ok(runtime) => runtime.block_on(work(signals)),
                Err(error) => log::error!("{name} are not sent: {error}"),
            })?;
        Ok(Self { stop, thread })
    }
}

impl Drop for BackgroundTask {
    fn drop(&mut self) {
        // If nobody listens, the task has ended.
        let _ = self.stop.send(true);
        let began = Instant::now();
        while !self.thread.is_finished() && began.elapsed() < PATIENCE {
            thread::sleep(LOOK);
        }
    }
}
