//! Watches the state of the data set, which other programs may change: commands, and other instances of the service.

use std::{
    io,
    sync::mpsc::{self, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use diesel::{QueryResult, r2d2::ManageConnection as _};

use super::{
    DatabaseUrl, DbConnection, pool::Db, public_state::SeenState, replica_watch::ReplicaWatch,
    transaction, work_limit::WorkLimit,
};

/// The time between two looks: less than half of what a look is good for.
const BETWEEN: Duration = Duration::from_millis(200);

/// The time between two attempts to open a connection.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

/// How long a look may take.
const LIMIT: Duration = Duration::from_secs(2);

/// Watches the state, and whether replicas have it, until it is dropped.
#[derive(Debug)]
pub struct StateWatch {
    stops: Vec<mpsc::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl StateWatch {
    /// Begins to watch, on connections of its own.
    pub fn start(db: &Db) -> io::Result<Self> {
        let mut watch = Self { stops: Vec::new(), threads: Vec::new() };
        let primary = db.clone();
        watch.spawn("state".to_owned(), move |stopped| {
            let mut connection = None;
            repeat(&stopped, || look(&primary, &mut connection));
        })?;
        for number in 0..db.replicas().all().len() {
            let db = db.clone();
            watch.spawn(format!("replica {}", number + 1), move |stopped| {
                let Some(replica) = db.replicas().all().get(number) else { return };
                let mut watch = ReplicaWatch::new(&db, replica, LIMIT);
                repeat(&stopped, || watch.look());
            })?;
        }
        Ok(watch)
    }

    fn spawn(
        &mut self,
        name: String,
        work: impl FnOnce(mpsc::Receiver<()>) + Send + 'static,
    ) -> io::Result<()> {
        let (stop, stopped) = mpsc::channel();
        self.threads.push(thread::Builder::new().name(name).spawn(move || work(stopped))?);
        self.stops.push(stop);
        Ok(())
    }
}

impl Drop for StateWatch {
    fn drop(&mut self) {
        self.stops.clear();
        for thread in self.threads.drain(..) {
            // A panic of the thread was logged when it happened.
            let _ = thread.join();
        }
    }
}

/// Looks again and again, until it is stopped.
fn repeat(stopped: &mpsc::Receiver<()>, mut look: impl FnMut() -> Result<(), ()>) {
    loop {
        let pause = if look().is_ok() { BETWEEN } else { BETWEEN_ATTEMPTS };
        if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// Looks at the state. If that fails, the state is no longer known when its time is over, and every request asks the
/// database, which says what is wrong.
fn look(db: &Db, opened: &mut Option<DbConnection>) -> Result<(), ()> {
    let Some(connection) = opened else {
        let connection = db.manager().connect().map_err(drop)?.connection;
        return seen(db, opened.insert(connection)).map_err(drop);
    };
    let looked =
        db.check_for_reading().map_err(drop).and_then(|()| seen(db, connection).map_err(drop));
    if looked.is_err() {
        *opened = None;
        if matches!(db.url(), DatabaseUrl::Postgres(_)) {
            // Another server may take the place of this one.
            db.known_state().forget(Instant::now());
        }
    }
    looked
}

fn seen(db: &Db, connection: &mut DbConnection) -> QueryResult<()> {
    let known = db.known_state();
    let look = |connection: &mut DbConnection| SeenState::of_primary(connection, known).map(drop);
    WorkLimit::of(LIMIT).run(|| transaction::snapshot(connection, look))
}
