//! The connections of a running service: one queue for readers, one for writers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{
    DatabaseUrl, DbConnection,
    admission::Admission,
    client_lanes::{ClientKey, ClientLanes},
    connect::ConnectionManager,
    connection_queue::{ConnectionQueue, QueueLimits, QueueSource},
    cost_book::CostBook,
    error::{DbError, OpenError},
    failure::Failure,
    file_guard::{FileFault, FileGuard},
    file_sizes,
    group_commit::{ChangeGroups, Group, NotMade},
    group_leader::GroupLeader,
    limits::{Readers, writing},
    public_state::{self, KnownState},
    replica_standing::ReplicaReport,
    replicas::Replicas,
    transaction::{self, Purpose},
};
use crate::telemetry::{data::FileSizes, metrics::Metrics, queue::QueueMetrics};

/// The database, for request handlers. A clone shares the connections.
#[derive(Clone)]
pub struct Db {
    url: DatabaseUrl,
    /// Whether the connections stay open until the process ends.
    is_kept_open: Arc<AtomicBool>,
    pub(super) look_ups: ConnectionQueue,
    pub(super) readers: ConnectionQueue,
    pub(super) long_lists: ConnectionQueue,
    /// The number of bytes by which the log of SQLite may grow while a long list is read.
    pub(super) log_growth: u64,
    /// The place of one client among those who read long lists.
    pub(super) long_list_clients: ClientLanes,
    /// The places of one client among the readers: half of them.
    pub(super) clients: ClientLanes,
    /// The places of costly questions: half of the readers.
    pub(super) costly: Admission,
    pub(super) costly_metrics: QueueMetrics,
    pub(super) costs: CostBook,
    writers: ConnectionQueue,
    /// The places of one client before the writers: one that writes, and one that is next.
    writing_clients: ClientLanes,
    /// The changes that share a transaction.
    groups: ChangeGroups,
    /// The replicas that answer in place of the readers above.
    pub(super) replicas: Replicas,
    leader: GroupLeader,
    write_signal: Arc<watch::Sender<()>>,
    /// The state of the data set, which each writer publishes before its client hears of the change.
    pub(super) known_state: KnownState,
    metrics: Metrics,
    /// The files that SQLite opened. Dropped last: see [`FileGuard`].
    files: FileGuard,
}

impl Db {
    /// Opens the queues on a database whose tables are up to date (`store::open`).
    pub fn open(url: &DatabaseUrl, readers: Readers) -> Result<Self, OpenError> {
        Self::open_with_replicas(url, &[], readers)
    }

    /// Opens the queues on a database and on replicas of it, each of which has as many readers.
    pub fn open_with_replicas(
        url: &DatabaseUrl,
        replicas: &[DatabaseUrl],
        readers: Readers,
    ) -> Result<Self, OpenError> {
        let (long, writing, metrics) = (readers.long(), writing(url), expecting_failures());
        let replicas = Replicas::open(replicas, readers, &metrics)?;
        let all = readers.on_all(replicas.all().len()).reading();
        // They wait for a reader afterwards.
        let sharing = QueueLimits { patience: all.standing, ..all };
        let costly = (all.connections / 2).max(1);
        let files = FileGuard::begin(url).map_err(|error| OpenError::new(url, error))?;
        let source = QueueSource::new(url.clone(), files.clone());
        let limits = [readers.look_ups(), readers.reading(), long, writing];
        let [look_ups, reading, long_lists, writers] = primary_queues(&source, &limits, &metrics)?;
        files.watch_log();
        let waits = metrics.client_waits();
        Ok(Self {
            url: url.clone(),
            replicas,
            is_kept_open: Arc::default(),
            look_ups,
            readers: reading,
            long_lists,
            log_growth: readers.log_growth,
            long_list_clients: ClientLanes::new(long.waiting(1), waits.clone()),
            clients: ClientLanes::new(all.waiting(all.share()), waits.clone()),
            costly: Admission::new(sharing.waiting(costly)),
            costly_metrics: metrics.queue("costly", costly),
            costs: CostBook::default(),
            writers,
            writing_clients: ClientLanes::new(writing.waiting_of_one(), waits.clone()),
            groups: ChangeGroups::new(writing, waits),
            leader: GroupLeader::default(),
            write_signal: Arc::default(),
            known_state: source.primary.unwrap_or_default(),
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
        let primary = [&self.look_ups, &self.readers, &self.long_lists, &self.writers];
        primary.map(ConnectionQueue::jobs).iter().sum::<u32>() + self.replicas.jobs()
    }

    /// Runs `work` on a blocking thread, in a transaction that is committed if it succeeds and rolled back if
    /// it fails.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.committed(Purpose::Write, work).await
    }

    /// Runs `work` in a transaction for this purpose. What it wrote is known before its client hears of it.
    async fn committed<T, E, F>(&self, purpose: Purpose, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        if matches!(self.url, DatabaseUrl::Sqlite(_)) {
            return self.with_writer(|connection| transaction::write(connection, work)).await;
        }
        let known = self.known_state.clone();
        let begin = move |connection: &mut DbConnection| transaction::begin(connection, purpose);
        let work = move |connection: &mut DbConnection| {
            drop(public_state::made());
            let done = transaction::finish(connection, purpose, work);
            let made = public_state::made();
            known.note_end(done.is_ok(), made.as_ref(), connection);
            done
        };
        let done = self.writers.run_with((begin, E::from), work).await?;
        self.write_signal.send_replace(());
        Ok(done)
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
    /// fails. The changes that wait at the same time share a transaction. It takes no longer than `most`.
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
        let lead = || self.leader.lead(Box::pin(self.clone().lead()));
        self.groups.commit(&self.writers, client, most, work, lead).await
    }

    /// Makes the changes that wait, group after group.
    async fn lead(self) {
        loop {
            match self.make_group().await {
                Ok(group) => group.conclude(),
                // Those who wait are told as well: nobody may wait for a fault that comes again and again.
                Err(NotMade::Refused(DbError::Internal(fault))) => {
                    log::error!("changes were not made: {fault}");
                    self.groups.refuse(&NotMade::Refused(DbError::Overloaded));
                }
                Err(NotMade::Refused(DbError::OutcomeUnknown(_) | DbError::TooSlow(_))) => {
                    self.groups.refuse(&NotMade::Refused(DbError::Overloaded));
                }
                Err(why) => self.groups.refuse(&why),
            }
            if !self.groups.go_on() {
                return;
            }
        }
    }

    /// Makes the changes that wait, in one transaction. What they made is known before their clients hear of it.
    async fn make_group(&self) -> Result<Group, NotMade> {
        let (db, is_file) = (self.clone(), matches!(self.url, DatabaseUrl::Sqlite(_)));
        let change =
            |connection: &mut DbConnection| transaction::begin(connection, Purpose::Change);
        // A server shows by it that it is there; a file is looked at before.
        let begin = move |connection: &mut DbConnection| {
            if is_file { Ok(()) } else { change(connection) }
        };
        let work = move |connection: &mut DbConnection| {
            if is_file {
                db.check_file()?;
                change(connection)?;
            }
            let group = db.groups.make(connection);
            group.note(&db.known_state, connection);
            Ok(group)
        };
        let group = self.writers.run_with((begin, NotMade::from), work).await?;
        self.write_signal.send_replace(());
        Ok(group)
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
    pub(super) fn manager(&self) -> ConnectionManager {
        ConnectionManager { url: self.url.clone(), files: self.files.clone() }
    }

    /// Returns the replicas.
    pub(super) fn replicas(&self) -> &Replicas {
        &self.replicas
    }

    /// Whether there are replicas.
    pub(crate) fn has_replicas(&self) -> bool {
        !self.replicas.all().is_empty()
    }

    /// Tells how the replicas stand.
    pub(crate) fn replica_reports(&self) -> Vec<ReplicaReport> {
        let now = Instant::now();
        self.replicas.all().iter().map(|replica| replica.standing.report(now)).collect()
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

/// Measurements that show all kinds of failures.
fn expecting_failures() -> Metrics {
    let metrics = Metrics::new();
    metrics.expect_failures(Failure::ALL.map(Failure::as_str));
    metrics
}

/// Opens the queues of look-ups, readers, long lists and writers.
fn primary_queues(
    source: &QueueSource,
    limits: &[QueueLimits; 4],
    metrics: &Metrics,
) -> Result<[ConnectionQueue; 4], OpenError> {
    let [look_ups, readers, long_lists, writers] = *limits;
    let open = |name, limits: QueueLimits| {
        ConnectionQueue::open(source, limits, metrics.queue(name, limits.connections))
    };
    Ok([
        open("look_ups", look_ups)?,
        open("readers", readers)?,
        open("long_lists", long_lists)?,
        open("writers", writers)?,
    ])
}

#[cfg(test)]
mod tests {
    use std::{sync::Mutex, thread};

    use actix_web::rt::time::sleep;
    use diesel::{RunQueryDsl as _, sql_query};
    use futures_util::future::{join, join_all};
    use tempfile::TempDir;
    use tokio::sync::oneshot;

    use super::*;
    use crate::db::{
        limits::LONG_LISTS,
        reading::{AnswerPlace, BETWEEN_LOOKS},
        work_limit,
    };

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

    /// What a list is read from.
    const DATA_SET: [&str; 4] = [
        "PRAGMA journal_mode = WAL",
        "CREATE TABLE tally (type, state, records)",
        "CREATE TABLE dataset (instance TEXT, revision, public_revision, default_language TEXT, languages TEXT, \
         index_version TEXT)",
        "INSERT INTO dataset VALUES ('a', 1, 1, 'pl', 'pl', '1')",
    ];

    /// The queues of a file in this folder that has these tables.
    async fn opened_with(folder: &TempDir, readers: Readers, statements: &[&'static str]) -> Db {
        let db = opened(folder, readers);
        for &statement in statements {
            let made = db.with_writer(move |connection| {
                Ok::<_, Failed>(sql_query(statement).execute(connection)?)
            });
            made.await.unwrap();
        }
        db
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
        let table = ["PRAGMA journal_mode = WAL", "CREATE TABLE t (n INTEGER NOT NULL)"];
        opened_with(folder, Readers::new(1, Duration::from_secs(2)), &table).await
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
        let others = Box::pin(async {
            begun.await.unwrap();
            join(Box::pin(insert(&db, 2)), Box::pin(insert(&db, 3))).await
        });
        let (left, done) = join(Box::pin(slow), others).await;
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
            let db = opened_with(&folder, readers, &DATA_SET).await;
            let read = |client| {
                db.read_long((ClientKey(client), AnswerPlace::Anywhere), |_, _| {
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
        let db = opened_with(&folder, readers, &DATA_SET).await;
        let write = |statement: &'static str| {
            db.with_writer(move |connection| {
                Ok::<_, Failed>(sql_query(statement).execute(connection)?)
            })
        };
        write("CREATE TABLE bytes (b BLOB)").await.unwrap();
        let (began, waiting) = oneshot::channel();
        let client = (ClientKey(1), AnswerPlace::Anywhere);
        let reading = db.read_long(client, move |connection, _| {
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
