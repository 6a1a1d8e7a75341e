//! Waiting for what another thread or program does: for a condition with a deadline, never for a fixed time.

use std::{
    thread,
    time::{Duration, Instant},
};

/// How long anything may take, on a machine that does much else.
const DEADLINE: Duration = Duration::from_secs(30);

/// How long it is until the next look.
const PAUSE: Duration = Duration::from_millis(5);

/// Waits until this holds; a test whose condition never does fails with these words.
#[track_caller]
pub fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < DEADLINE, "after {DEADLINE:?} still not: {what}");
        thread::sleep(PAUSE);
    }
}
