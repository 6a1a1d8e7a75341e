//! Clients that wait for work in the database: if one leaves, its work is ended.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use super::{DatabaseUrl, connect::cancel, work_limit::WorkLimit};

/// The server process of PostgreSQL that does the work, while it does it.
pub(super) type BusyProcess = Arc<Mutex<Option<i32>>>;

/// The client that waits for some work; if it is dropped before it is served, the work is ended.
pub(super) struct WaitingClient {
    url: DatabaseUrl,
    /// Ends the work.
    pub limit: Arc<WorkLimit>,
    /// Who does it.
    pub backend: BusyProcess,
    is_served: bool,
}

impl WaitingClient {
    /// A client that waits for work with this limit.
    pub(super) fn new(url: &DatabaseUrl, limit: Arc<WorkLimit>) -> Self {
        Self { url: url.clone(), limit, backend: BusyProcess::default(), is_served: false }
    }

    /// Notes that the client has its answer.
    pub(super) fn serve(mut self) {
        self.is_served = true;
    }
}

impl Drop for WaitingClient {
    fn drop(&mut self) {
        if self.is_served {
            return;
        }
        self.limit.abandon();
        if matches!(self.url, DatabaseUrl::Postgres(_)) {
            let (url, backend) = (self.url.clone(), Arc::clone(&self.backend));
            thread::spawn(move || {
                // Held until the server knows it, so that no later work of the same process is ended.
                let busy = backend.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(Err(error)) = busy.map(|backend| cancel(&url, backend)) {
                    log::warn!("a statement that nobody waits for goes on: {error}");
                }
            });
        }
    }
}

/// Names the process until it is dropped.
pub(super) struct BusyBackend(BusyProcess);

impl BusyBackend {
    /// Names the process that begins to work.
    pub(super) fn new(names: BusyProcess, backend: Option<i32>) -> Self {
        *names.lock().unwrap_or_else(PoisonError::into_inner) = backend;
        Self(names)
    }
}

impl Drop for BusyBackend {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
