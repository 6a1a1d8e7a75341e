//! A database that goes away under a running service.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use actix_web::{
    ResponseError as _,
    http::StatusCode,
    rt::{self, System, time::timeout},
};
use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::support::{TestApp, client::Answer, database::TestDatabase, export::DATA, made_up};
use twinning::{
    db::{DatabaseUrl, Db, DbConnection, Readers},
    error::ApiError,
};

fn ready(app: &TestApp) -> Answer {
    app.ask("GET", "/health/ready", &[])
}

#[test]
fn a_file_that_was_deleted_or_replaced_is_not_ready() {
    let app = TestApp::on(TestDatabase::sqlite());
    let DatabaseUrl::Sqlite(path) = &app.database.url else { unreachable!() };
    assert_eq!(ready(&app).status, 200);
    let editor = app.editor();
    let write = |id: &str| {
        let body: Value = serde_json::from_str(&made_up::partner(id, json!({}))).unwrap();
        editor.post("/partners", &body)
    };
    let aside = path.with_extension("aside");
    fs::rename(path, &aside).unwrap();
    ready(&app).is_unusable();
    write("gone").is_unusable();
    fs::copy(&aside, path).unwrap();
    ready(&app).is_unusable();
    write("replaced").is_unusable();
    fs::remove_file(path).unwrap();
    fs::rename(&aside, path).unwrap();
    assert_eq!(ready(&app).status, 200);
    assert_eq!(write("back").status, 201);
    assert_eq!(app.ask("GET", "/health/live", &[]).status, 200);
}

#[test]
fn a_damaged_file_is_not_ready() {
    let app = TestApp::on(TestDatabase::sqlite());
    let DatabaseUrl::Sqlite(path) = &app.database.url else { unreachable!() };
    app.database.connection().batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(100).unwrap();
    ready(&app).is_unusable();
}

/// Counts to a thousand million, which takes a minute.
fn endless(connection: &mut DbConnection) -> Result<(), ApiError> {
    let count = connection.choose(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) \
         SELECT count(*) FROM n",
        "SELECT count(*) FROM generate_series(1, 1000000000)",
    );
    Ok(connection.batch_execute(count)?)
}

#[test]
fn a_question_ends_at_its_time_and_says_so() {
    let database = TestDatabase::migrated();
    let db = Db::open(&database.url, Readers::new(1, Duration::from_millis(200))).unwrap();
    System::new().block_on(async {
        let began = Instant::now();
        let ended = db.read(endless).await.unwrap_err();
        assert!(matches!(ended, ApiError::TooSlow(_)), "{ended:?}");
        assert!(ended.to_string().contains(" took longer than "), "{ended}");
        assert_eq!(ended.status_code(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert!(db.read(|_| Ok::<_, ApiError>(())).await.is_ok(), "the connection works on");
    });
}

#[test]
fn the_time_of_a_question_is_that_of_all_its_statements() {
    let database = TestDatabase::migrated();
    let db = Db::open(&database.url, Readers::new(1, Duration::from_millis(200))).unwrap();
    let many = |connection: &mut DbConnection| {
        for _ in 0..100 {
            connection.batch_execute("SELECT 1")?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok::<_, ApiError>(())
    };
    System::new().block_on(async {
        let began = Instant::now();
        let ended = db.read(many).await.unwrap_err();
        assert!(matches!(ended, ApiError::TooSlow(_)), "{ended:?}");
        assert!(ended.to_string().contains(" took longer than "), "{ended}");
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    });
}

#[test]
fn nothing_more_is_written_when_the_log_is_gone_and_nothing_is_lost() {
    let app = TestApp::on(TestDatabase::sqlite());
    let DatabaseUrl::Sqlite(path) = app.database.url.clone() else { unreachable!() };
    app.import(DATA);
    let editor = app.editor();
    let website = |number| json!({"website": format!("https://count.example/{number}")});
    assert_eq!(editor.change("PATCH", "/partners/mauron", &website(1)).status, 200);
    std::fs::remove_file(format!("{}-wal", path.display())).unwrap();
    editor.change("PATCH", "/partners/mauron", &website(2)).is_unusable();
    assert_eq!(app.ask("GET", "/health/ready", &[]).status, 503);
    assert_eq!(app.get("/partners/mauron").status, 200, "readers go on");
}

#[test]
fn a_question_ends_when_its_client_has_left() {
    let database = TestDatabase::migrated();
    let db = Db::open(&database.url, Readers::new(1, Duration::from_secs(30))).unwrap();
    System::new().block_on(async {
        for _ in 0..5 {
            assert!(timeout(Duration::from_millis(100), db.read(endless)).await.is_err());
            let began = Instant::now();
            // Its only connection is free within the patience of the queue.
            assert!(db.read(|_| Ok::<_, ApiError>(())).await.is_ok());
            assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        }
    });
}

#[test]
fn a_server_whose_database_was_dropped_says_when_to_come_back() {
    let app = TestApp::new();
    if !app.database.is_postgres() {
        return;
    }
    assert_eq!(app.get("/partners").status, 200);
    app.database.drop_now();
    for path in
        ["/api/v1/partners", "/api/v1/events?q=oziersk", "/api/v1/search?q=a", "/health/ready"]
    {
        app.ask("GET", path, &[]).is_unusable();
    }
    assert_eq!(app.ask("GET", "/health/live", &[]).status, 200);
    assert_eq!(app.get("/openapi.json").status, 200);
    assert_eq!(app.get("/nothing").status, 404);
}

#[test]
fn lost_connections_are_made_anew() {
    let app = TestApp::new();
    if app.database.is_postgres() {
        assert_eq!(app.get("/partners").status, 200);
        app.database.end_connections();
        assert_eq!(app.get("/partners").status, 200);
    }
}

#[test]
fn a_reader_does_not_wait_for_a_writer() {
    let app = TestApp::new();
    let mut writer = app.database.connection();
    let begin = writer.choose("BEGIN IMMEDIATE", "BEGIN");
    writer.batch_execute(begin).unwrap();
    writer.batch_execute("UPDATE dataset SET revision = revision + 1").unwrap();
    let before = app.json("")["revision"].clone();
    assert_eq!(app.get("/events").status, 200);
    writer.batch_execute("ROLLBACK").unwrap();
    assert_eq!(app.json("")["revision"], before);
}

#[test]
fn a_table_that_is_not_there_is_our_fault_and_not_told() {
    let app = TestApp::new();
    app.database.connection().batch_execute("DROP TABLE event").unwrap();
    let answer = app.ask("GET", "/api/v1/events?limit=1", &[("x-request-id", "number-of-this")]);
    assert_eq!(answer.status, 500, "{}", answer.text());
    assert_eq!(answer.json()["type"], "urn:twinning:problem:internal");
    assert_eq!(answer.json()["requestId"], "number-of-this");
    assert!(
        !answer.text().contains("event ") && !answer.text().contains("table"),
        "{}",
        answer.text()
    );
    assert_eq!(app.get("/partners").status, 200);
}

#[test]
fn who_leaves_while_waiting_leaves_nothing_to_do() {
    let database = TestDatabase::migrated();
    let db = Db::open(&database.url, Readers::new(1, Duration::from_secs(30))).unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let count = |asked: &Arc<AtomicU32>| {
        let asked = Arc::clone(asked);
        move |_: &mut _| Ok(asked.fetch_add(1, SeqCst))
    };
    System::new().block_on(async {
        let (began, has_begun) = oneshot::channel();
        let (end, may_end) = mpsc::channel::<()>();
        let busy = db.clone();
        let busy = rt::spawn(async move {
            let wait = move |_: &mut _| {
                began.send(()).unwrap();
                may_end.recv().unwrap();
                Ok::<_, ApiError>(())
            };
            busy.read(wait).await
        });
        has_begun.await.unwrap();
        let waited: ApiError = db.read(count(&asked)).await.unwrap_err();
        assert_eq!(waited.status_code(), StatusCode::SERVICE_UNAVAILABLE);
        for _ in 0..50 {
            let left = timeout(Duration::from_millis(1), db.read(count(&asked))).await;
            assert!(left.is_err(), "the only connection is busy");
        }
        end.send(()).unwrap();
        busy.await.unwrap().unwrap();
        assert_eq!(db.read(count(&asked)).await.unwrap(), 0, "nobody else was served");
    });
}
