//! Work for the processors alone, away from the threads of the network, which have all the other clients to serve.

use std::{
    num::NonZero,
    sync::{Arc, LazyLock},
    thread::available_parallelism,
};

use actix_web::web;
use tokio::sync::Semaphore;

use crate::error::ApiError;

/// The permits for such work.
static PROCESSORS: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(parallel())));

/// How much of it is done at the same time.
pub(crate) fn parallel() -> usize {
    available_parallelism().map_or(2, NonZero::get)
}

/// Does the work on another thread as soon as a processor is free.
pub(crate) async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    // Kept by the work itself: it goes on if the client leaves.
    let permit = Arc::clone(&PROCESSORS).acquire_owned().await;
    let done = web::block(move || (work(), permit).0).await;
    done.map_err(|error| ApiError::Internal(Box::new(error)))
}
