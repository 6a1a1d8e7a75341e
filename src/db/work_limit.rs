//! Ends work in the database that takes too long, or that nobody waits for any more.
//!
//! The limit belongs to the thread that does the work. SQLite asks for it every few thousand steps of a
//! statement, through the handler that `sqlite_progress` installs; code that runs long between statements asks
//! by [`check`]. PostgreSQL is told the time of a statement beforehand (`connect`), and to cancel a statement
//! whose client has left (`pool`).

use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{
    QueryResult,
    result::{DatabaseErrorKind, Error},
};

/// The number of steps of SQLite's virtual machine between two questions: a fraction of a millisecond.
pub const STEPS: i32 = 4_000;

/// The text of the error of a statement that was ended; SQLite's own.
pub(super) const INTERRUPTED: &str = "interrupted";

thread_local! {
    static CURRENT: RefCell<Option<Arc<WorkLimit>>> = const { RefCell::new(None) };
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

/// How long one piece of work may go on.
#[derive(Debug)]
pub(crate) struct WorkLimit {
    time: Duration,
    /// Set when the work begins.
    end: OnceLock<Instant>,
    abandoned: AtomicBool,
    /// The limit of the work that this is a part of.
    whole: Option<Arc<Self>>,
}

impl WorkLimit {
    /// Work that may take this long once it has begun.
    pub(crate) fn of(time: Duration) -> Arc<Self> {
        let (end, abandoned) = (OnceLock::new(), AtomicBool::new(false));
        Arc::new(Self { time, end, abandoned, whole: None })
    }

    /// Ends the work, because nobody waits for it.
    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }

    /// Whether nobody waits for the work any more.
    pub(super) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed)
    }

    /// Whether the work is to end.
    fn is_over(&self) -> bool {
        let is_late = self.end.get().is_some_and(|end| Instant::now() >= *end);
        self.is_abandoned() || is_late || self.is_whole_over()
    }

    /// Whether the work that this is a part of is to end.
    fn is_whole_over(&self) -> bool {
        self.whole.as_ref().is_some_and(|whole| whole.is_over())
    }

    /// Does the work on this thread.
    pub(crate) fn run<T>(self: Arc<Self>, work: impl FnOnce() -> T) -> T {
        self.end.get_or_init(|| Instant::now() + self.time);
        let _until_the_end = Installed::new(self);
        work()
    }
}

/// A limit of this thread, until it is dropped; a panic of the work drops it too.
struct Installed(Option<Arc<WorkLimit>>);

impl Installed {
    fn new(limit: Arc<WorkLimit>) -> Self {
        Self(CURRENT.replace(Some(limit)))
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Does a part of the work of this thread that has a shorter time. Returns its result, and whether it had to end by
/// that time and not by that of the whole work, which goes on.
pub(crate) fn part<T>(time: Duration, work: impl FnOnce() -> T) -> (T, bool) {
    let (end, abandoned) = (OnceLock::new(), AtomicBool::new(false));
    let whole = CURRENT.with_borrow(Clone::clone);
    let limit = Arc::new(WorkLimit { time, end, abandoned, whole });
    let done = Arc::clone(&limit).run(work);
    (done, limit.is_over() && !limit.is_whole_over())
}

/// The time of the whole work of this thread; `None` if it has no limit.
pub(super) fn whole() -> Option<Duration> {
    CURRENT.with_borrow(|limit| {
        let mut limit = limit.as_ref()?;
        while let Some(whole) = &limit.whole {
            limit = whole;
        }
        Some(limit.time)
    })
}

/// How often SQLite has asked on this thread: a measure of the work of its statements that no other work on the
/// machine changes.
pub fn times_asked() -> u64 {
    ASKED.get()
}

/// Whether the work of this thread is to end. Work without a limit, such as that of a command, is not.
pub(super) fn is_over() -> bool {
    ASKED.set(ASKED.get().wrapping_add(1));
    CURRENT.with_borrow(|limit| limit.as_ref().is_some_and(|limit| limit.is_over()))
}

/// Fails like an interrupted statement if the work of this thread is to end; for loops that do much between
/// statements.
pub(crate) fn check() -> QueryResult<()> {
    if is_over() { Err(interrupted()) } else { Ok(()) }
}

/// The error of work that was ended.
pub(super) fn interrupted() -> Error {
    Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(INTERRUPTED.to_owned()))
}

#[cfg(test)]
mod tests {
    use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection, sql_query};

    use super::*;
    use crate::db::{
        failure::{Failure, classify},
        sqlite_progress,
    };

    /// Counts to a thousand million, which takes a minute.
    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) \
         SELECT count(*) FROM n";

    fn endless(limit: Arc<WorkLimit>) -> (Failure, Duration) {
        sqlite_progress::install();
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        let began = Instant::now();
        let ended = limit.run(|| sql_query(ENDLESS).execute(&mut connection)).unwrap_err();
        sql_query("CREATE TABLE t (i)").execute(&mut connection).expect("it can be used again");
        (classify(&ended), began.elapsed())
    }

    #[test]
    fn a_statement_ends_at_its_time() {
        let (failure, took) = endless(WorkLimit::of(Duration::from_millis(100)));
        assert_eq!(failure, Failure::TooSlow);
        assert!(took < Duration::from_secs(10), "{took:?}");
    }

    #[test]
    fn a_statement_ends_when_nobody_waits_for_it() {
        let limit = WorkLimit::of(Duration::from_mins(10));
        let other = Arc::clone(&limit);
        let leaving = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            other.abandon();
        });
        assert_eq!(endless(limit).0, Failure::TooSlow);
        leaving.join().unwrap();
    }

    #[test]
    fn a_part_of_the_work_ends_before_the_whole_or_with_it() {
        let (hour, zero) = (Duration::from_hours(1), Duration::ZERO);
        let checked = |time| part(time, || check().is_ok());
        WorkLimit::of(hour).run(|| {
            assert_eq!(checked(zero), (false, true));
            assert!(check().is_ok(), "the whole goes on");
            assert_eq!(checked(hour), (true, false));
        });
        assert_eq!(WorkLimit::of(zero).run(|| checked(hour)), (false, false), "not by its own");
        assert_eq!(checked(zero), (false, true), "without a limit of the whole");
        let left = WorkLimit::of(hour);
        left.abandon();
        assert_eq!(left.run(|| checked(zero)), (false, false));
    }

    #[test]
    fn the_limit_of_a_thread_ends_with_its_work() {
        assert!(check().is_ok());
        let over = WorkLimit::of(Duration::ZERO);
        assert_eq!(over.run(|| check().map_err(|error| classify(&error))), Err(Failure::TooSlow));
        assert!(check().is_ok());
    }
}
