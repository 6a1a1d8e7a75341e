//! A database that cannot be written to: who writes is told when to come back, or that the operator must act, and
//! nothing is written by half.

use std::{
    future::{Future as _, poll_fn},
    sync::mpsc,
    task::Poll,
    thread,
    time::Duration,
};

use actix_web::{
    ResponseError as _,
    rt::{self, System},
};
use diesel::{connection::SimpleConnection as _, prelude::*, sql_query};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use twinning::{
    check,
    db::{
        DatabaseUrl, DbConnection,
        connection_queue::{ConnectionQueue, QueueLimits, QueueSource},
        file_guard::FileGuard,
    },
    error::ApiError,
    telemetry::metrics::Metrics,
};

use crate::support::{TestApp, client, database::TestDatabase, program::Serving};

fn partner(name: &str) -> Value {
    json!({"translations": {"pl": {"name": name}}, "kind": "municipality", "status": "active", "country": "LT"})
}

/// What the database itself says to a statement, as an answer.
#[track_caller]
fn refused(connection: &mut DbConnection, statement: &str) -> (u16, String) {
    let error = connection.batch_execute(statement).expect_err("the database takes it");
    let text = error.to_string();
    (ApiError::from(error).status_code().as_u16(), text)
}

#[test]
fn a_lock_that_another_program_holds_is_waited_for_and_then_told() {
    let app = TestApp::new();
    let editor = app.editor();
    let mut other = app.database.connection();
    let begin = other.choose("BEGIN IMMEDIATE", "BEGIN; UPDATE dataset SET revision = revision");
    other.batch_execute(begin).unwrap();
    editor.post("/partners", &partner("A")).is_unavailable();
    assert_eq!(app.get("/partners").status, 200, "readers go on");
    let released = thread::scope(|scope| {
        let waiting = scope.spawn(|| editor.post("/partners", &partner("B")));
        app.database.somebody_waits();
        other.batch_execute("ROLLBACK").unwrap();
        waiting.join().unwrap()
    });
    assert_eq!(released.status, 201, "{}", released.text());
    assert_eq!(app.json("")["revision"], 22, "the first was not written");
}

#[test]
fn a_database_that_takes_no_writing_is_told_as_unavailable() {
    let app = TestApp::new();
    let mut connection = app.database.connection();
    let read_only =
        connection.choose("PRAGMA query_only = ON", "SET default_transaction_read_only = on");
    connection.batch_execute(read_only).unwrap();
    let (status, text) = refused(&mut connection, "UPDATE dataset SET revision = 99");
    assert_eq!(status, 503, "{text}");
}

#[test]
fn a_full_disk_is_told_as_unavailable_and_loses_nothing() {
    let app = TestApp::on(TestDatabase::sqlite());
    let mut connection = app.database.connection();
    connection.batch_execute("PRAGMA max_page_count = 1").unwrap();
    let fill = "INSERT INTO idempotency SELECT 'a', 'b', zeroblob(1000000), 'c', 'd'";
    let (status, text) = refused(&mut connection, fill);
    assert_eq!((status, text.as_str()), (503, "database or disk is full"));
    assert_eq!(app.editor().post("/partners", &partner("A")).status, 201);
}

#[test]
fn a_file_that_may_not_grow_is_told_as_unavailable() {
    let app = TestApp::on(TestDatabase::sqlite());
    let editor = app.editor();
    let serving = Serving::start_limited(&app.database.argument(), 2);
    let url = format!("http://{}/api/v1/partners", serving.address);
    let bearer = format!("Bearer {}", editor.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let agent = client::agent();
    let mut made = 0;
    let full = (0..1000).find_map(|_| {
        let mut body = partner("A");
        body["translations"]["pl"]["description"] = json!("word ".repeat(3_900));
        let answer = client::send(&agent, "POST", &url, &headers, body.to_string().as_bytes());
        made += u64::from(answer.status == 201);
        (answer.status != 201).then_some(answer)
    });
    // SQLite says that writing failed while it committed, and not at which step: the change may be found later.
    let full = full.expect("the file has no end");
    assert_eq!(full.status, 503);
    assert_eq!(full.json()["type"], "urn:twinning:problem:outcome-unknown");
    assert_eq!(client::send(&agent, "GET", &url, &[], &[]).status, 200, "readers go on");
    drop(serving);
    assert_eq!(
        app.json("/partners")["pagination"]["total"],
        made,
        "what was acknowledged is there"
    );
    assert_eq!(editor.post("/partners", &partner("A")).status, 201, "once there is room again");
    assert_eq!(check::run(&mut app.database.connection()).unwrap(), (made + 1, vec![]));
}

#[test]
fn a_damaged_file_is_the_operators_matter() {
    let database = TestDatabase::sqlite();
    let DatabaseUrl::Sqlite(path) = &database.url else { unreachable!() };
    std::fs::write(path, [b"SQLite format 3\0".as_slice(), &[7; 8192]].concat()).unwrap();
    let mut damaged = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let error = sql_query("SELECT * FROM dataset").execute(&mut damaged).unwrap_err();
    let text = error.to_string();
    // No fault of the program, and not of the request: the data is not available until the operator has acted.
    assert_eq!(ApiError::from(error).status_code().as_u16(), 503, "{text}");
}

#[test]
fn a_statement_that_takes_too_long_is_told_as_unavailable() {
    let database = TestDatabase::migrated();
    let DbConnection::Postgres(mut postgres) = database.connection() else { return };
    postgres.batch_execute("SET statement_timeout = '50ms'").unwrap();
    // Much longer than the limit: the time is what the database cuts off.
    let error = postgres.batch_execute("SELECT pg_sleep(60)").unwrap_err();
    assert_eq!(ApiError::from(error).status_code().as_u16(), 503);
}

#[test]
fn a_connection_that_was_lost_is_made_anew_for_who_writes() {
    let app = TestApp::new();
    let editor = app.editor();
    assert_eq!(editor.post("/partners", &partner("A")).status, 201);
    if !app.database.is_postgres() {
        return;
    }
    app.database.end_connections();
    assert_eq!(editor.post("/partners", &partner("B")).status, 201);
    app.database.drop_now();
    editor.post("/partners", &partner("C")).is_unavailable();
}

#[test]
fn who_comes_to_a_full_queue_is_told_at_once() {
    let database = TestDatabase::migrated();
    let plan = QueueLimits {
        connections: 1,
        ready: 0,
        queue: 2,
        patience: Duration::from_secs(20),
        standing: Duration::from_secs(20),
        burst: Duration::from_secs(20),
        work: Duration::from_secs(30),
        writes: true,
    };
    let (files, metrics) =
        (FileGuard::begin(&database.url).unwrap(), Metrics::new().queue("writers", 1));
    let source = QueueSource::new(database.url.clone(), files);
    let lane = ConnectionQueue::open(&source, plan, metrics).unwrap();
    System::new().block_on(async {
        let (end, may_end) = mpsc::channel::<()>();
        let (began, has_begun) = oneshot::channel();
        let busy = lane.clone();
        let busy = rt::spawn(async move {
            let wait = move |_: &mut _| {
                began.send(()).unwrap();
                may_end.recv().unwrap();
                Ok::<_, ApiError>(())
            };
            busy.run(wait).await
        });
        has_begun.await.unwrap();
        let mut waiting = [(); 2].map(|()| Box::pin(lane.run(|_| Ok::<_, ApiError>(()))));
        for one in &mut waiting {
            let waits =
                poll_fn(|context| Poll::Ready(one.as_mut().poll(context).is_pending())).await;
            assert!(waits, "nobody has a connection to give");
        }
        let refused: ApiError = lane.run(|_| Ok::<(), _>(())).await.unwrap_err();
        assert_eq!(refused.status_code().as_u16(), 503);
        end.send(()).unwrap();
        busy.await.unwrap().unwrap();
        for one in waiting {
            one.await.unwrap();
        }
        lane.run(|_| Ok::<_, ApiError>(())).await.unwrap();
    });
}
