//! The argument about what may be reached by webhooks, and the tasks of a service that send.

use std::sync::Arc;

use clap::Args;

use crate::{
    error::CommandError,
    http::state::AppState,
    webhooks::{
        address::OutgoingPolicy,
        background::BackgroundTask,
        client::OutgoingClient,
        worker::{WebhookWorker, WorkerPace},
    },
    websub::worker::{BETWEEN, HubWorker},
};

/// What may be reached by webhooks.
#[derive(Debug, Clone, Args)]
pub struct OutgoingArguments {
    /// Let webhooks reach this machine, without TLS too, to try a receiver. Not for a service that others use: whoever adds
    /// webhooks reaches every service of the machine.
    #[arg(long, env = "TWINNING_WEBHOOK_ALLOW_LOOPBACK")]
    webhook_allow_loopback: bool,
}

impl OutgoingArguments {
    /// Returns what may be reached.
    pub(super) fn policy(&self) -> OutgoingPolicy {
        OutgoingPolicy { allows_loopback: self.webhook_allow_loopback }
    }
}

/// Starts what sends to other services, until the tasks are dropped.
pub(super) fn start(service: &AppState) -> Result<Vec<BackgroundTask>, CommandError> {
    let failed = |error| CommandError(format!("cannot start a thread: {error}"));
    let (db, base_url) = (service.db.clone(), Arc::clone(&service.base_url));
    let client = OutgoingClient::new(service.outgoing);
    let worker = WebhookWorker::new(db.clone(), Arc::clone(&base_url), client);
    let mut tasks = vec![worker.start(WorkerPace::default()).map_err(failed)?];
    if let Some(hub) = &service.hub {
        let worker = HubWorker::new(db, base_url, Arc::clone(hub), BETWEEN);
        tasks.push(worker.start().map_err(failed)?);
    }
    Ok(tasks)
}
