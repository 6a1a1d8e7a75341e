//! Watches one replica: whether it answers, and whether it has the last state that is known.

use std::{
    thread,
    time::{Duration, Instant},
};

use diesel::{QueryResult, r2d2::ManageConnection as _};

use super::{
    DbConnection,
    connect::ConnectionManager,
    file_guard::FileGuard,
    pool::Db,
    public_state::{DataSetRow, Standing},
    replica_standing::LeftOut,
    replicas::Replica,
    transaction,
    work_limit::WorkLimit,
};

/// How long before a look a state has to be known for the replica to have it: less than who asks has patience.
const IN_TIME: Duration = Duration::from_millis(50);

/// How long a replica may not have it while nobody asks.
const LONGEST_LAG: Duration = Duration::from_secs(1);

/// The watch of one replica.
pub(super) struct ReplicaWatch<'d> {
    db: &'d Db,
    replica: &'d Replica,
    connection: Option<DbConnection>,
    limit: Duration,
}

impl<'d> ReplicaWatch<'d> {
    /// Begins to watch; a look takes no longer than `limit`.
    pub(super) fn new(db: &'d Db, replica: &'d Replica, limit: Duration) -> Self {
        Self { db, replica, connection: None, limit }
    }

    /// Looks at it; fails if it does not answer.
    pub(super) fn look(&mut self) -> Result<(), ()> {
        let wanted = self.db.known_state().wanted();
        thread::sleep(IN_TIME);
        let looked = self.row();
        let now = Instant::now();
        let Some(row) = looked else {
            self.connection = None;
            self.replica.standing.leave_out(LeftOut::Unreachable, now);
            return Err(());
        };
        let standing = self.db.known_state().standing(&wanted, &row, now);
        self.replica.standing.note(standing, now);
        if standing == Standing::Behind && self.is_late(now) {
            self.replica.standing.leave_out(LeftOut::Lags, now);
        }
        Ok(())
    }

    fn is_late(&self, now: Instant) -> bool {
        self.replica.standing.report(now).lag > LONGEST_LAG
    }

    fn row(&mut self) -> Option<DataSetRow> {
        if self.connection.is_none() {
            let url = self.replica.url.clone();
            let manager = ConnectionManager { files: FileGuard::begin(&url).ok()?, url };
            self.connection = Some(manager.connect().ok()?.connection);
            self.replica.standing.reconnected();
        }
        let connection = self.connection.as_mut()?;
        let look = || -> QueryResult<_> { transaction::snapshot(connection, DataSetRow::load) };
        WorkLimit::of(self.limit).run(look).ok()
    }
}
