//! The connections of a running service: one queue for readers, one for writers.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::rt::time::sleep;
use futures_util::future::{Either, select};
use tokio::sync::watch;

use super::{
    DatabaseUrl, DbConnection,
    admission::{Admission, Turn},
    client_lanes::{ClientKey, ClientLanes},
    connect::ConnectionManager,
    connection_queue::{ConnectionQueue, QueueLimits},
    cost_book::{CostBook, QuestionKind},
    error::{DbError, OpenError},
    failure::Failure,
    file_guard::{FileFault, FileGuard},
    file_sizes,
    group_commit::{ChangeGroups, NotMade},
    group_leader::GroupLeader,
    limits::{Readers, writing},
    public_state::KnownState,
    transaction, work_limit,
};
use crate::telemetry::{
    data::FileSizes,
    metrics::Metrics,
    queue::{QueueMetrics, QueueWait},
};

/// The time between two looks at the size of the log.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// The database, for request handlers. A clone shares the connections.
#[derive(Clone)]
pub struct Db {
    url: DatabaseUrl,
    /// Whether the connections stay open until the process ends.
    is_kept_open: Arc<AtomicBool>,
    look_ups: ConnectionQueue,
    readers: ConnectionQueue,
    long_lists: ConnectionQueue,
    /// The number of bytes by which the log of SQLite may grow while a long list is read.
    log_growth: u64,
    /// The place of one client among those who read long lists.
    long_list_clients: ClientLanes,
    /// The places of one client among the readers: half of them.
    clients: ClientLanes,
    /// The places of costly questions: half of the readers.
    costly: Admission,
    costly_metrics: QueueMetrics,
    costs: CostBook,
    writers: ConnectionQueue,
    /// The places of one client before the writers: one that writes, and one that is next.
    writing_clients: ClientLanes,
    /// The changes that share a transaction.
    groups: ChangeGroups,
    leader: GroupLeader,
    write_signal: Arc<watch::Sender<()>>,
    /// The state of the data set, which each writer publishes before its client hears of the change.
    known_state: KnownState,
    metrics: Metrics,
    /// The files that SQLite opened. Dropped last: see [`FileGuard`].
    files: FileGuard,
}

impl Db {
    /// Opens the queues on a database whose tables are up to date (`store::open`).
    pub fn open(url: &DatabaseUrl, readers: Readers) -> Result<Self, OpenError> {
        let (reading, long, writing) = (readers.reading(), readers.long(), writing(url));
        // They wait for a reader afterwards.
        let sharing = QueueLimits { patience: reading.standing, ..reading };
        let (costly, log_growth) = ((readers.connections / 2).max(1), readers.log_growth);
        let metrics = Metrics::new();
        metrics.expect_failures(Failure::ALL.map(Failure::as_str));
        let files = FileGuard::begin(url).map_err(|error| OpenError::new(url, error))?;
        let open = |name, limits: QueueLimits| {
            ConnectionQueue::open(url, &files, limits, metrics.queue(name, limits.connections))
        };
        let look_ups = open("look_ups", readers.look_ups())?;
        let (readers, writers) = (open("readers", reading)?, open("writers", writing)?);
        let long_lists = open("long_lists", long)?;
        files.watch_log();
        let waits = metrics.client_waits();
        Ok(Self {
            url: url.clone(),
            is_kept_open: Arc::default(),
            look_ups,
            readers,
            long_lists,
            log_growth,
            long_list_clients: ClientLanes::new(long.waiting(1), waits.clone()),
            clients: ClientLanes::new(reading.waiting(reading.share()), waits.clone()),
            costly: Admission::new(sharing.waiting(costly)),
            costly_metrics: metrics.queue("costly", costly),
            costs: CostBook::default(),
            writers,
            writing_clients: ClientLanes::new(writing.waiting_of_one(), waits.clone()),
            groups: ChangeGroups::new(writing, waits),
            leader: GroupLeader::default(),
            write_signal: Arc::default(),
            known_state: KnownState::default(),
            metrics,
            files,
        })
    }

    /// Returns the address of the database.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Measures the files of SQLite; `None` on PostgreSQL.
    pub(crate) fn file_sizes(&self) -> Option<FileSizes> {
        file_sizes::measured(&self.url)
    }

    /// Returns the measurements of the service, which begin here: below everything that measures.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Returns the number of threads that are busy for it at most.
    pub(crate) fn jobs(&self) -> u32 {
        self.look_ups.jobs() + self.readers.jobs() + self.long_lists.jobs() + self.writers.jobs()
    }

    /// Runs `work` on a blocking thread, in a transaction that sees one state of the data set.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.readers.run(|connection| transaction::snapshot(connection, work)).await
    }

    /// Answers a question of this kind and this client by `work`, as [`Self::read`] does. One client uses at most half
    /// of the places for readers, and so do the questions of a kind that was costly.
    pub(crate) async fn answer<T, E, F>(
        &self,
        client: ClientKey,
        kind: QuestionKind,
        work: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let lane = self.clients.enter(client).await?;
        let share =
            if self.costs.is_costly(kind) { Some(self.share_of_costly().await?) } else { None };
        let costs = self.costs.clone();
        self.readers
            .run(move |connection| {
                let began = Instant::now();
                let share = share.map(|(turn, waiting)| (turn, waiting.begun()));
                let answer = transaction::snapshot(connection, work);
                costs.note(kind, began.elapsed());
                lane.served();
                if let Some((turn, _measured)) = share {
                    turn.served();
                }
                answer
            })
            .await
    }

    /// Waits for one of the places of costly questions.
    async fn share_of_costly(&self) -> Result<(Turn, QueueWait), DbError> {
        let waiting = self.costly_metrics.waiting();
        match self.costly.enter().await {
            Ok(turn) => Ok((turn, waiting)),
            Err(refusal) => {
                waiting.refused();
                Err(refusal)
            }
        }
    }

    /// Runs `work` that reads a few rows by their keys, as [`Self::read`] does, but never waits behind costly
    /// questions.
    pub(crate) async fn look_up<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.look_ups.run(|connection| transaction::snapshot(connection, work)).await
    }

    /// Reads a long list of this client by `work`, as [`Self::read`] does, for up to ten minutes. One client reads one at a
    /// time, so that it does not keep the others out. The log of SQLite grows by all that is written meanwhile; the
    /// reading ends when that is too much.
    pub(crate) async fn read_long<T, E, F>(&self, client: ClientKey, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let lane = self.long_list_clients.enter(client).await?;
        let reading = pin!(self.long_lists.run(move |connection| {
            let done = transaction::snapshot(connection, work);
            lane.served();
            done
        }));
        match select(reading, pin!(self.log_outgrown())).await {
            Either::Left((done, _)) => done,
            // Nobody waits for the reading any more, which ends it.
            Either::Right(((), _)) => {
                let why = format!("the log of SQLite grew by {} bytes meanwhile", self.log_growth);
                Err(DbError::Unavailable(why).into())
            }
        }
    }

    /// Waits until the log of SQLite has grown by more than a long list is worth.
    async fn log_outgrown(&self) {
        let size = || self.file_sizes().map_or(0, |sizes| sizes.log);
        let mut smallest = size();
        while size() <= smallest + self.log_growth {
            smallest = smallest.min(size());
            sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Runs `work` on a blocking thread, in a transaction that is committed if it succeeds and rolled back if
    /// it fails.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.with_writer(|connection| transaction::write(connection, work)).await
    }

    /// Makes a change of this client by `work`, as [`Self::with_writer`] does. One client has one place in the queue of
    /// writers beside those at work, so that whoever changes much, or much at a time, waits for itself.
    pub(crate) async fn change<T, E, F>(&self, client: ClientKey, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let lane = self.writing_clients.enter(client).await?;
        self.with_writer(move |connection| {
            let done = work(connection);
            lane.served();
            done
        })
        .await
    }

    /// Makes a change of this client by `work`, in a transaction that is committed if it succeeds and rolled back if it
    /// fails. On SQLite the changes that wait at the same time share a transaction. It takes no longer than `most`.
    pub(crate) async fn commit<T, E, F>(
        &self,
        client: ClientKey,
        most: Duration,
        work: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        if matches!(self.url, DatabaseUrl::Postgres(_)) {
            let alone = move |connection: &mut DbConnection| {
                work_limit::part(most, || transaction::write(connection, work)).0
            };
            return self.change(client, alone).await;
        }
        let lead = || self.leader.lead(Box::pin(self.clone().lead()));
        self.groups.commit(&self.writers, client, most, work, lead).await
    }

    /// Makes the changes that wait, group after group.
    async fn lead(self) {
        loop {
            let groups = self.groups.clone();
            let made =
                self.with_writer(move |connection| Ok::<_, DbError>(groups.make(connection)));
            match made.await {
                Ok(group) => group.conclude(),
                // That one group failed says nothing of those who wait.
                Err(DbError::Internal(fault)) => log::error!("changes were not made: {fault}"),
                Err(DbError::OutcomeUnknown(_) | DbError::TooSlow(_)) => {
                    self.groups.refuse(&NotMade::Refused(&DbError::Overloaded));
                }
                Err(refusal) => self.groups.refuse(&NotMade::Refused(&refusal)),
            }
            if !self.groups.go_on() {
                return;
            }
        }
    }

    /// Runs `work` on a blocking thread, on a connection for writing. It manages its transactions itself.
    pub async fn with_writer<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let db = self.clone();
        let work = move |connection: &mut DbConnection| {
            db.check_file()?; // what is written to a file that nobody else can reach is lost
            let done = work(connection);
            db.known_state.look(connection); // also after an error: there may have been several transactions
            done
        };
        let done = self.writers.run(work).await?;
        self.write_signal.send_replace(());
        Ok(done)
    }

    /// Returns what is known of the current state of the data set.
    pub(crate) fn known_state(&self) -> &KnownState {
        &self.known_state
    }

    /// Returns what opens connections beside the queues.
    pub(super) fn manager(&self, limit: Duration) -> ConnectionManager {
        ConnectionManager { url: self.url.clone(), files: self.files.clone(), limit }
    }

    /// Checks that the files may be read.
    pub(super) fn check_for_reading(&self) -> Result<(), DbError> {
        self.files.check_for_reading().map_err(DbError::of_file)
    }

    /// Returns a signal that is sent after each use of a connection for writing.
    pub fn write_signal(&self) -> watch::Receiver<()> {
        self.write_signal.subscribe()
    }

    /// Checks that the files are still those that were opened. If one is deleted or replaced while the service runs,
    /// the service would continue to use a file that nobody else can reach, or ruin the new one.
    pub fn check_file(&self) -> Result<(), DbError> {
        self.files.check().map_err(|fault| {
            self.keep_open(fault);
            DbError::of_file(fault)
        })
    }

    /// Checks the files a last time before the process ends, and says what is wrong with them.
    pub(crate) fn close(self) {
        if let Err(fault) = self.files.check() {
            self.keep_open(fault);
            log::error!("{fault}");
        }
    }

    /// Leaves the connections open if closing the last one would move the log into a file that is not its own.
    fn keep_open(&self, fault: FileFault) {
        if fault.is_inside() && !self.is_kept_open.swap(true, Ordering::Relaxed) {
            std::mem::forget(self.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Mutex, thread};

    use diesel::{RunQueryDsl as _, sql_query};
    use futures_util::future::{join, join_all};
    use tempfile::TempDir;
    use tokio::sync::oneshot;

    use super::*;
    use crate::db::limits::LONG_LISTS;

    #[derive(Debug)]
    struct Failed;

    impl From<DbError> for Failed {
        fn from(_: DbError) -> Self {
            Self
        }
    }

    impl From<diesel::result::Error> for Failed {
        fn from(_: diesel::result::Error) -> Self {
            Self
        }
    }

    /// The queues of an empty file in this folder.
    fn opened(folder: &TempDir, readers: Readers) -> Db {
        let path = folder.path().join("a.db");
        std::fs::write(&path, "").unwrap();
        Db::open(&DatabaseUrl::Sqlite(path), readers).unwrap()
    }

    #[actix_web::test]
    async fn who_changes_much_waits_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let db = opened(&folder, Readers::new(1, Duration::from_secs(2)));
        let order = Arc::new(Mutex::new(Vec::new()));
        let change = |client: u64| {
            let (db, order) = (db.clone(), Arc::clone(&order));
            async move {
                db.change(ClientKey(client), move |_| {
                    order.lock().unwrap().push(client);
                    thread::sleep(Duration::from_millis(10));
                    Ok::<_, Failed>(())
                })
                .await
            }
        };
        let clients = [1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1];
        let done = join_all(clients.map(change)).await;
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        let order = order.lock().unwrap();
        assert!(order.iter().position(|client| *client == 2) <= Some(2), "{order:?}");
        assert_eq!(order.len(), clients.len());
    }

    /// The numbers in the table of a file.
    async fn numbers(db: &Db) -> Vec<i32> {
        let read = db.read(|connection| {
            let numbers = diesel::dsl::sql::<diesel::sql_types::Integer>("n FROM t ORDER BY n");
            Ok::<_, Failed>(diesel::select(numbers).load(connection)?)
        });
        read.await.unwrap()
    }

    /// Queues of a file with a table of numbers.
    async fn with_table(folder: &TempDir) -> Db {
        let db = opened(folder, Readers::new(1, Duration::from_secs(2)));
        for statement in ["PRAGMA journal_mode = WAL", "CREATE TABLE t (n INTEGER NOT NULL)"] {
            let made = db.with_writer(move |connection| {
                Ok::<_, Failed>(sql_query(statement).execute(connection)?)
            });
            made.await.unwrap();
        }
        db
    }

    /// Writes a number, and fails afterwards where the number is divisible by seven; panics where it is by eleven.
    async fn insert(db: &Db, number: i32) -> Result<(), Failed> {
        let client = ClientKey(u64::try_from(number % 5).unwrap());
        db.commit(client, Duration::from_secs(2), move |connection| {
            sql_query(format!("INSERT INTO t VALUES ({number})")).execute(connection)?;
            assert!(number % 11 != 0, "a fault of the program");
            if number % 7 == 0 { Err(Failed) } else { Ok(()) }
        })
        .await
    }

    #[actix_web::test]
    async fn changes_that_share_a_transaction_fail_alone() {
        let folder = tempfile::tempdir().unwrap();
        let db = with_table(&folder).await;
        let done = join_all((1..=150).map(|number| insert(&db, number))).await;
        let ok = |number: &i32| number % 7 != 0 && number % 11 != 0;
        for (number, done) in (1..).zip(&done) {
            assert_eq!(done.is_ok(), ok(&number), "{number}");
        }
        assert_eq!(numbers(&db).await, (1..=150).filter(ok).collect::<Vec<_>>());
        assert!(insert(&db, 151).await.is_ok(), "and so on");
    }

    #[actix_web::test]
    async fn a_client_that_leaves_takes_its_own_change_along_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let db = with_table(&folder).await;
        let (began, begun) = oneshot::channel();
        let slow = db.commit(ClientKey(1), Duration::from_secs(2), move |connection| {
            sql_query("INSERT INTO t VALUES (1)").execute(connection)?;
            began.send(()).unwrap();
            thread::sleep(Duration::from_millis(50));
            Ok::<_, Failed>(())
        });
        let slow = actix_web::rt::time::timeout(Duration::from_millis(25), slow);
        let (left, done) = join(slow, async {
            begun.await.unwrap();
            join(insert(&db, 2), insert(&db, 3)).await
        })
        .await;
        assert!(left.is_err() && done.0.is_ok() && done.1.is_ok());
        assert_eq!(numbers(&db).await, [2, 3]);
    }

    #[actix_web::test]
    async fn where_the_transaction_is_lost_all_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let db = with_table(&folder).await;
        let lost = |number: i32| {
            db.commit(ClientKey(9), Duration::from_secs(2), move |connection| {
                sql_query(format!("INSERT INTO t VALUES ({number})")).execute(connection)?;
                if number == 3 {
                    sql_query("ROLLBACK").execute(connection)?; // as SQLite does when the disk is full
                }
                Ok::<_, Failed>(())
            })
        };
        let done = join_all([1, 2, 3, 4].map(lost)).await;
        let written: Vec<i32> =
            (1..).zip(&done).filter(|(_, done)| done.is_ok()).map(|(number, _)| number).collect();
        assert!(done[2].is_err());
        assert_eq!(numbers(&db).await, written, "what was acknowledged is there, and nothing else");
        assert!(insert(&db, 5).await.is_ok(), "and it goes on");
    }

    #[actix_web::test]
    async fn as_many_long_lists_are_read_as_are_set() {
        for long_lists in [1, 3] {
            let folder = tempfile::tempdir().unwrap();
            let readers = Readers { long_lists, ..Readers::new(1, Duration::from_secs(2)) };
            let db = opened(&folder, readers);
            let read = |client| {
                db.read_long(ClientKey(client), |_| {
                    thread::sleep(LONG_LISTS.patience + Duration::from_secs(1));
                    Ok::<_, Failed>(())
                })
            };
            let done = join_all((0..5).map(read)).await;
            let read = done.iter().filter(|done| done.is_ok()).count();
            assert_eq!(u32::try_from(read), Ok(long_lists));
        }
    }

    #[actix_web::test]
    async fn a_long_list_does_not_let_the_log_grow_without_bound() {
        let folder = tempfile::tempdir().unwrap();
        let readers = Readers { log_growth: 1 << 20, ..Readers::new(1, Duration::from_secs(2)) };
        let db = opened(&folder, readers);
        let write = |statement: &'static str| {
            db.with_writer(move |connection| {
                Ok::<_, Failed>(sql_query(statement).execute(connection)?)
            })
        };
        write("PRAGMA journal_mode = WAL").await.unwrap();
        write("CREATE TABLE bytes (b BLOB)").await.unwrap();
        let (began, waiting) = oneshot::channel();
        let reading = db.read_long(ClientKey(1), move |connection| {
            sql_query("SELECT * FROM bytes").execute(connection)?;
            began.send(()).unwrap();
            while work_limit::check().is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
            Err::<(), _>(Failed)
        });
        let writing = async {
            waiting.await.unwrap();
            write("INSERT INTO bytes VALUES (zeroblob(500000))").await.unwrap();
            sleep(BETWEEN_LOOKS * 2).await;
            write("INSERT INTO bytes VALUES (zeroblob(1000000))").await.unwrap();
            Instant::now()
        };
        let began = Instant::now();
        let (read, outgrown) = join(reading, writing).await;
        assert!(read.is_err());
        assert!(outgrown.elapsed() < BETWEEN_LOOKS * 5, "{:?}", outgrown.elapsed());
        assert!(began.elapsed() > BETWEEN_LOOKS * 2);
    }
}
