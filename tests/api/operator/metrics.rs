//! `/metrics`: every count moves by what happened, and nothing that a client invents is in it.

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
};

use serde_json::{Value, json};
use twinning::error::ApiError;

use crate::support::{
    TestApp,
    database::TestDatabase,
    openmetrics::Scrape,
    program::Serving,
    raw::{exchange, get},
    scraping::{Scraped, scraped},
    waiting::eventually,
};

const REQUESTS: &str = "twinning_http_requests_total";
const REFUSALS: &str = "twinning_queue_refusals_total";
const READERS: [(&str, &str); 1] = [("queue", "readers")];

/// How much a count grew.
fn grown(before: &Scrape, after: &Scrape, name: &str, labels: &[(&str, &str)]) -> u64 {
    let grown = after.sum(name, labels) - before.sum(name, labels);
    assert!(grown >= 0.0 && grown.fract() == 0.0, "{name} {labels:?}: {grown}");
    format!("{grown}").parse().unwrap()
}

#[test]
fn requests_are_counted_by_route_method_and_status() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let before = scrapes.now();
    for path in ["/partners/oziersk", "/partners/mauron", "/partners/nobody", "/partners?q=x", "/x"]
    {
        app.get(path);
    }
    app.ask("HEAD", "/api/v1/partners/oziersk", &[]);
    app.ask("OPTIONS", "/api/v1/partners/oziersk", &[]);
    app.ask("POST", "/api/v1/partners/oziersk", &[]);
    app.ask("GET", "/health/live", &[]);
    app.get("/partners?kind=nonsense");
    let after = scrapes.now();
    for (route, method, status, number) in [
        ("/api/v1/partners/{id}", "GET", "200", 2),
        ("/api/v1/partners/{id}", "GET", "404", 1),
        ("/api/v1/partners/{id}", "HEAD", "200", 1),
        ("/api/v1/partners/{id}", "OPTIONS", "204", 1),
        ("/api/v1/partners/{id}", "POST", "405", 1),
        ("/api/v1/partners", "GET", "200", 1),
        ("/api/v1/partners", "GET", "400", 1),
        ("/health/live", "GET", "200", 1),
        ("none", "GET", "404", 1),
    ] {
        let labels = [("route", route), ("method", method), ("status", status)];
        assert_eq!(grown(&before, &after, REQUESTS, &labels), number, "{labels:?}");
    }
    assert_eq!(grown(&before, &after, REQUESTS, &[]), 10, "and nothing else");
    let labels = [("route", "/api/v1/partners/{id}"), ("method", "GET")];
    let durations = "twinning_http_request_duration_seconds";
    assert_eq!(grown(&before, &after, &format!("{durations}_count"), &labels), 3);
    let seconds = after.value(&format!("{durations}_sum"), &labels);
    assert!(seconds > 0.0 && seconds < 30.0, "{seconds}");
}

#[test]
fn what_clients_invent_is_no_label() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    for number in 0..20 {
        let address = app.address;
        exchange(address, get(&format!("/invented-{number}"), "")).unwrap();
        exchange(address, get(&format!("/api/v1/partners/invented-{number}?q=invented"), ""))
            .unwrap();
        exchange(address, get("/api/v1/events", "Authorization: Bearer invented\r\n")).unwrap();
        let method = format!("INVENTED{number} /api/v1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        exchange(address, method).unwrap();
    }
    let answer = scrapes.answer();
    let text = String::from_utf8(answer.bytes).unwrap().to_lowercase();
    assert!(!text.contains("invented") && !text.contains("127.0.0.1"), "{text}");
    let scrape = scrapes.now();
    let labels = [("route", "none"), ("status", "404")];
    assert!((scrape.sum(REQUESTS, &labels) - 20.0).abs() < f64::EPSILON, "{text}");
    assert!(scrape.samples(REQUESTS, &[]).count() < 10, "{text}");
    assert!((scrape.sum(REQUESTS, &[("method", "other")]) - 20.0).abs() < f64::EPSILON, "{text}");
}

#[test]
fn only_the_metrics_are_at_their_port() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let answer = scrapes.answer();
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(answer.header("content-type"), media_type);
    assert_eq!(answer.header("cache-control"), "no-store");
    for path in ["/", "/api/v1", "/metrics/", "/health/live"] {
        assert_eq!(exchange(scrapes.address, get(path, "")).unwrap().status, 404, "{path}");
    }
    assert_eq!(app.ask("GET", "/metrics", &[]).status, 404, "and they are not at the other one");
}

#[test]
fn tokens_and_limits_are_counted() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let before = scrapes.now();
    let wrong = [("Authorization", "Bearer nonsense")];
    let statuses: Vec<u16> = (0..12).map(|_| app.get_with("/partners", &wrong).status).collect();
    assert!(statuses.contains(&401) && statuses.contains(&429), "{statuses:?}");
    let after = scrapes.now();
    assert_eq!(grown(&before, &after, "twinning_wrong_tokens_total", &[]), 12);
    assert_eq!(grown(&before, &after, "twinning_rate_limited_total", &[]), 0);
}

#[test]
fn requests_beyond_the_quota_are_counted() {
    let app = TestApp::with_quota(3);
    let statuses: Vec<u16> = (0..5).map(|_| app.get("/partners").status).collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    assert!((measured(&app).value("twinning_rate_limited_total", &[]) - 2.0).abs() < f64::EPSILON);
}

/// Keeps both readers of a service busy until it is dropped.
struct BusyReaders {
    end: Option<mpsc::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl BusyReaders {
    fn of(app: &TestApp) -> Self {
        let (end, may_end) = mpsc::channel::<()>();
        let may_end = Arc::new(Mutex::new(may_end));
        let db = app.service.db.clone();
        let thread = thread::spawn(move || {
            let wait = || {
                let may_end = Arc::clone(&may_end);
                db.read(move |_| {
                    let _ = may_end.lock().unwrap().recv();
                    Ok::<_, ApiError>(())
                })
            };
            actix_web::rt::System::new().block_on(async {
                let (one, other) = futures_util::future::join(wait(), wait()).await;
                one.unwrap();
                other.unwrap();
            });
        });
        let busy = || measured(app).value("twinning_queue_busy", &READERS) > 1.5;
        eventually("both readers work", busy);
        Self { end: Some(end), thread: Some(thread) }
    }
}

impl Drop for BusyReaders {
    fn drop(&mut self) {
        self.end.take();
        let ended = self.thread.take().unwrap().join();
        if !thread::panicking() {
            ended.unwrap();
        }
    }
}

/// The measurements as they are inside of a service.
fn measured(app: &TestApp) -> Scrape {
    Scrape::read(&app.service.metrics.written().unwrap())
}

#[test]
fn queues_show_who_works_who_waits_and_who_was_refused() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let before = scrapes.now();
    let writers = before.value("twinning_queue_connections", &[("queue", "writers")]);
    let expected = if app.database.is_postgres() { 4.0 } else { 1.0 };
    assert!((writers - expected).abs() < f64::EPSILON);
    assert!((before.value("twinning_queue_connections", &READERS) - 2.0).abs() < 0.1);
    let busy = BusyReaders::of(&app);
    app.get("/partners").is_busy();
    let after = measured(&app);
    assert_eq!(grown(&before, &after, REFUSALS, &READERS), 1);
    assert!(after.value("twinning_queue_waiting", &READERS) < 0.5);
    let waits = "twinning_queue_wait_seconds_count";
    assert!(grown(&before, &after, waits, &READERS) >= 3, "those that worked and the one refused");
    drop(busy);
    let after = scrapes.now();
    assert!(after.value("twinning_queue_busy", &READERS) < 0.5);
    assert!(after.value("twinning_database_work_seconds_sum", &READERS) > 0.0);
}

#[test]
fn each_refusal_of_a_client_that_asks_too_much_is_counted_once() {
    let app = TestApp::new();
    let before = measured(&app);
    let busy = BusyReaders::of(&app);
    let asked = 12;
    thread::scope(|scope| {
        for _ in 0..asked {
            scope.spawn(|| app.get("/partners").is_busy());
        }
    });
    let after = measured(&app);
    let client = grown(&before, &after, REFUSALS, &[("queue", "client")]);
    assert!(client > 0, "one client has five places");
    assert_eq!(grown(&before, &after, REFUSALS, &[]), asked);
    drop(busy);
}

#[test]
fn failures_of_the_database_are_counted_by_their_kind() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let before = scrapes.now();
    for kind in [
        "busy",
        "too_slow",
        "unreachable",
        "cannot_write",
        "device_failed",
        "outcome_unknown",
        "damaged",
        "other",
    ] {
        assert!(before.value("twinning_database_failures_total", &[("kind", kind)]) < 0.5);
    }
    let failed: Result<(), ApiError> = actix_web::rt::System::new().block_on(async {
        app.service
            .db
            .read(|connection| {
                use diesel::connection::SimpleConnection as _;
                Ok(connection.batch_execute("SELECT 1 FROM no_such_table")?)
            })
            .await
    });
    assert!(matches!(failed, Err(ApiError::Internal(_))));
    let after = scrapes.now();
    let kind = |kind| grown(&before, &after, "twinning_database_failures_total", &[("kind", kind)]);
    assert_eq!((kind("other"), kind("busy"), kind("unreachable")), (1, 0, 0));
}

#[test]
fn the_program_serves_its_metrics_where_it_is_told_to() {
    let database = TestDatabase::new();
    let arguments = ["--demo", "--metrics-bind", "127.0.0.1:0"];
    let mut serving = Serving::start(&database.argument(), &arguments, &[]);
    let line =
        serving.greeting.iter().find_map(|line| line.trim().strip_prefix("metrics     http://"));
    let address = line.unwrap().strip_suffix("/metrics").unwrap().parse().unwrap();
    exchange(serving.address, get("/api/v1/partners/oziersk", "")).unwrap();
    let scrape = scraped(address);
    let labels = [("route", "/api/v1/partners/{id}"), ("method", "GET"), ("status", "200")];
    assert!((scrape.value(REQUESTS, &labels) - 1.0).abs() < f64::EPSILON);
    assert!(scrape.value("process_resident_memory_bytes", &[]) > 1e6);
    assert!(scrape.value("process_start_time_seconds", &[]) > 1.7e9);
    let version =
        scrape.samples("twinning_build_info", &[]).next().unwrap().labels["version"].clone();
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    serving.terminate();
    assert_eq!(serving.ended(), Some(0), "{}", serving.log());
}

#[test]
fn without_an_address_there_are_no_metrics_and_an_open_one_is_warned_of() {
    let database = TestDatabase::new();
    let serving = Serving::start(&database.argument(), &[], &[]);
    assert!(
        !serving.greeting.iter().any(|line| line.contains("metrics")),
        "{:?}",
        serving.greeting
    );
    drop(serving);
    let environment = [("TWINNING_METRICS_BIND", "0.0.0.0:0")];
    let serving = Serving::start(&database.argument(), &[], &environment);
    assert!(serving.log().contains("everybody who reaches 0.0.0.0:"), "{}", serving.log());
}

#[test]
fn a_change_over_http_moves_the_revision() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let before = scrapes.now();
    let body: Value = json!({ "website": "https://mauron.example/" });
    assert_eq!(app.editor().change("PATCH", "/partners/mauron", &body).status, 200);
    let after = scrapes.now();
    assert_eq!(grown(&before, &after, "twinning_revision", &[]), 1);
    assert_eq!(grown(&before, &after, "twinning_journal_entries", &[]), 1);
    let labels = [("method", "PATCH"), ("status", "200")];
    assert_eq!(grown(&before, &after, REQUESTS, &labels), 1);
}
