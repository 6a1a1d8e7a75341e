//! Answers that are kept ready: what is sent from memory, when it is not, and that it is never older than was promised.

mod fragments;
mod model;
mod ready;
mod staleness;

use twinning::db::state_watch::StateWatch;

use crate::support::TestApp;

/// The value of a counter of a service.
fn counted(app: &TestApp, name: &str) -> u64 {
    let all = app.service.metrics.written().unwrap();
    let line = all.lines().find_map(|line| line.strip_prefix(&format!("twinning_{name}_total ")));
    line.unwrap_or_else(|| panic!("{name} is not counted")).parse().unwrap()
}

/// The number of requests that were answered from memory.
fn at_hand(app: &TestApp) -> u64 {
    counted(app, "answers_at_hand")
}

/// The number of answers that were made and kept.
fn kept(app: &TestApp) -> u64 {
    counted(app, "answers_kept")
}

/// Watches the database, as `serve` does.
fn watched(app: &TestApp) -> StateWatch {
    let watch = StateWatch::start(&app.service.db).unwrap();
    app.get("/health/ready");
    watch
}
