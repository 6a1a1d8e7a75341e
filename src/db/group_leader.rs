//! The thread that sees to it that changes which share a transaction are made.
//!
//! It belongs to no worker of the network: a worker ends when its last client has left, while the changes of others wait.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    thread,
};

use actix_web::rt::Runtime;
use tokio::sync::mpsc;

/// What is to be done until no change waits.
type Lead = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The thread, which begins with the first change and ends with the last clone of this.
#[derive(Clone, Default)]
pub(super) struct GroupLeader(Arc<OnceLock<Option<mpsc::UnboundedSender<Lead>>>>);

impl GroupLeader {
    /// Leads on the thread; on the one of the caller if there is none.
    pub(super) fn lead(&self, lead: Lead) {
        let lead = match self.0.get_or_init(started) {
            Some(thread) => match thread.send(lead) {
                Ok(()) => return,
                Err(mpsc::error::SendError(lead)) => lead,
            },
            None => lead,
        };
        actix_web::rt::spawn(lead);
    }
}

fn started() -> Option<mpsc::UnboundedSender<Lead>> {
    let (sender, mut leads) = mpsc::unbounded_channel::<Lead>();
    let lead = move || {
        let runtime = match Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => return log::error!("cannot start a thread for changes: {error}"),
        };
        runtime.block_on(async {
            while let Some(lead) = leads.recv().await {
                lead.await;
            }
        });
    };
    thread::Builder::new().name("changes".to_owned()).spawn(lead).ok()?;
    Some(sender)
}
