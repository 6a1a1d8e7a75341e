//! `/metrics`, for the operator: a small server of its own, on a port that readers do not reach.

mod data_set;

use std::{io, net::TcpListener, time::Duration};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    http::header,
    rt::time::timeout,
    web::{self, Data},
};

use crate::{db::Db, error::ApiError, store::readiness};

/// The path.
pub const PATH: &str = "/metrics";

/// The media type of OpenMetrics 1.0.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The longest time that one scrape waits for the database. Prometheus gives up after ten seconds.
const PATIENCE: Duration = Duration::from_secs(3);

/// The maximum number of connections: Prometheus needs one.
const CONNECTIONS: usize = 64;

/// Longer than between two scrapes, which then share a connection.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// The number of seconds that a running scrape has to finish when the service stops.
const SHUTDOWN_SECONDS: u64 = 1;

/// Starts the server on a bound listener. It ends with the service, and not by signals.
pub fn run(listener: TcpListener, db: Db) -> io::Result<Server> {
    let db = Data::new(db);
    let server = HttpServer::new(move || {
        let metrics =
            web::resource(PATH).route(web::get().to(metrics)).route(web::head().to(metrics));
        App::new().app_data(Data::clone(&db)).service(metrics)
    });
    Ok(server
        .workers(1)
        .max_connections(CONNECTIONS)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .listen(listener)?
        .run())
}

/// Reads what the database says, and writes all measurements. If the database does not answer in time, its last known
/// state is written.
async fn metrics(db: Data<Db>) -> Result<HttpResponse, ApiError> {
    let is_up = timeout(PATIENCE, readiness::check(&db)).await.is_ok_and(|answer| answer.is_ok());
    let known = db.metrics().data().facts.clone();
    let read =
        timeout(PATIENCE, db.read(move |connection| data_set::read(connection, known))).await;
    let facts = match read {
        Ok(Ok(facts)) => Some(facts),
        Ok(Err(error)) => {
            log::warn!("the metrics of the data are old: {error}");
            None
        }
        Err(_too_late) => None,
    };
    {
        let mut data = db.metrics().data();
        data.is_up = Some(is_up);
        data.facts = facts.or(data.facts.take());
        data.files = db.file_sizes();
    }
    let text = db.metrics().written().map_err(|error| ApiError::Internal(error.into()))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(OPEN_METRICS)
        .body(text))
}
