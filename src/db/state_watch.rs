//! Watches the state of the data set, which other programs may change: commands, and other instances of the service.

use std::{
    io,
    sync::mpsc::{self, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use diesel::r2d2::ManageConnection as _;

use super::{pool::Db, public_state::PublicState};

/// The time between two looks: less than half of what a look is good for.
const BETWEEN: Duration = Duration::from_millis(200);

/// The time between two attempts to open a connection.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

/// How long a look may take.
const LIMIT: Duration = Duration::from_secs(2);

/// Watches the state until it is dropped.
#[derive(Debug)]
pub struct StateWatch {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl StateWatch {
    /// Begins to watch, on a connection of its own.
    pub fn start(db: &Db) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let db = db.clone();
        let thread =
            thread::Builder::new().name("state".to_owned()).spawn(move || watch(&db, &stopped))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for StateWatch {
    fn drop(&mut self) {
        drop(self.stop.take());
        // A panic of the thread was logged when it happened.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Looks at the state again and again. If that fails, the state is no longer known when its time is over, and every
/// request asks the database, which says what is wrong.
fn watch(db: &Db, stopped: &mpsc::Receiver<()>) {
    let manager = db.manager(LIMIT);
    let mut connection = None;
    loop {
        let known = db.known_state();
        let look = match &mut connection {
            Some(_) if db.check_for_reading().is_err() => Err(()),
            Some(connection) => {
                let since = Instant::now();
                let state = PublicState::load(connection).map_err(drop);
                state.map(|state| _ = known.note(&state, since))
            }
            None => match manager.connect() {
                Ok(opened) => {
                    connection = Some(opened.connection);
                    continue;
                }
                Err(_) => Err(()),
            },
        };
        if look.is_err() {
            connection = None;
        }
        let pause = if look.is_ok() { BETWEEN } else { BETWEEN_ATTEMPTS };
        if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}
