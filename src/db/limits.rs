//! The limits of the queues: how many use the database at the same time, how long they wait for it, and how long they may
//! take.

use std::time::Duration;

use super::{DatabaseUrl, connection_queue::QueueLimits};

/// Readers that wait for a connection: a page of a portal may ask for much at once, but not all the time.
const READERS: QueueLimits = QueueLimits {
    connections: 4,
    ready: 4,
    queue: 10_000,
    patience: Duration::from_secs(2),
    standing: Duration::from_millis(250),
    burst: Duration::from_millis(200),
    work: Duration::from_secs(2),
    writes: false,
};

/// What takes no time, such as whether a token or a tag is valid, never waits behind what does.
const LOOK_UPS: QueueLimits = QueueLimits { connections: 1, ..READERS };

/// Long lists, which are sent while they are read: as long as one is read, the log of SQLite grows by what is written
/// meanwhile, so that there are few of them and none takes longer than ten minutes.
pub(super) const LONG_LISTS: QueueLimits = QueueLimits {
    connections: 2,
    ready: 0,
    queue: 16,
    patience: Duration::from_secs(2),
    standing: Duration::from_secs(2),
    burst: Duration::from_secs(2),
    work: Duration::from_mins(10),
    writes: false,
};

/// Writers that wait. A write takes a few milliseconds, so a queue that is full or slow means that something
/// else blocks the database, such as an import, which takes no longer than a request.
const WRITERS: QueueLimits = QueueLimits {
    connections: 1,
    ready: 0,
    queue: 256,
    patience: Duration::from_secs(10),
    standing: Duration::from_secs(5),
    burst: Duration::from_secs(5),
    work: Duration::from_secs(25), // less than the time of a request, which is told by another error
    writes: true,
};

/// The number of connections that write to PostgreSQL. Each locks the row of the revision when it begins, so
/// that one works while the others wait for its commit with their transactions begun; this is faster than the
/// queue. SQLite allows one writer at a time, and a fair queue before one connection is faster than several
/// connections that wait for a lock.
const POSTGRES_WRITERS: u32 = 4;

/// What readers may use of the database.
#[derive(Clone, Copy, Debug)]
pub struct Readers {
    /// The number of connections for questions.
    pub connections: u32,
    /// The longest that a question may take.
    pub limit: Duration,
    /// The number of long lists that are read at the same time.
    pub long_lists: u32,
    /// The number of bytes by which the log of SQLite may grow while a long list is read.
    pub log_growth: u64,
}

impl Readers {
    /// Lets so many questions be answered at the same time, each within `limit`.
    pub fn new(connections: u32, limit: Duration) -> Self {
        Self { connections, limit, long_lists: LONG_LISTS.connections, log_growth: 1 << 30 }
    }

    /// What they may use of so many replicas together, or of the primary alone.
    pub(super) fn on_all(&self, replicas: usize) -> Self {
        let servers = u32::try_from(replicas.max(1)).unwrap_or(u32::MAX);
        Self { connections: self.connections.saturating_mul(servers), ..*self }
    }

    /// The limits of those who look something up.
    pub(super) fn look_ups(&self) -> QueueLimits {
        QueueLimits { work: self.limit, ..LOOK_UPS }
    }

    /// The limits of those who ask a question.
    pub(super) fn reading(&self) -> QueueLimits {
        QueueLimits { connections: self.connections, work: self.limit, ..READERS }
    }

    /// The limits of those who read a long list.
    pub(super) fn long(&self) -> QueueLimits {
        QueueLimits { connections: self.long_lists, ..LONG_LISTS }
    }
}

/// Returns the limits of those who write to a database.
pub(super) fn writing(url: &DatabaseUrl) -> QueueLimits {
    let connections = match url {
        DatabaseUrl::Sqlite(_) => 1,
        DatabaseUrl::Postgres(_) => POSTGRES_WRITERS,
    };
    QueueLimits { connections, ..WRITERS }
}
