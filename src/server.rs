//! The server: shared state, middleware, and everything the network needs. The only file that knows `App`.

use std::{io, net::TcpListener, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::from_fn,
    web::{self, Data},
};
use utoipa_actix_web::{AppExt as _, scope, service_config::ServiceConfig};

use crate::{
    http::{
        edge::{
            fallback::{READING, RouteTable, fallback},
            middleware::observe,
            swagger,
        },
        request::access::AccessList,
        served_document::ServedDocument,
        state::{AppState, BASE_PATH},
    },
    openapi::{document, routes},
    resources::{health, home},
};

/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// How long running requests may take when the service stops.
const SHUTDOWN_SECONDS: u64 = 25;

/// How many connections a worker holds at the same time.
const CONNECTIONS: usize = 4_096;

/// Everything that can be asked for: the API, and what is beside it.
fn addresses(document: &serde_json::Value) -> RouteTable {
    let beside = home::ADDRESSES.into_iter().chain(health::ADDRESSES).chain(swagger::ADDRESSES);
    let beside = beside.map(|template| (template.to_owned(), READING.to_owned()));
    RouteTable::new(document::addresses(document).into_iter().chain(beside))
}

/// Starts the server on a port that was taken.
pub fn run(listener: TcpListener, service: AppState, workers: Option<usize>) -> io::Result<Server> {
    let document = document::value();
    let text = serde_json::to_string(&document).map_err(io::Error::other)?;
    let addresses = Data::new(addresses(&document));
    let access = Data::new(AccessList::of(&document).and_public(home::HOME));
    let description = Data::new(ServedDocument::new(&text));
    let over_https = service.base_url.starts_with("https://");
    let connections = usize::try_from(service.db.size()).unwrap_or(4);
    let service = Data::new(service);
    let server = HttpServer::new(move || {
        let (app, _) = App::new()
            .into_utoipa_app()
            .app_data(Data::clone(&service))
            .app_data(Data::clone(&addresses))
            .app_data(Data::clone(&access))
            .app_data(Data::clone(&description))
            .service(scope(BASE_PATH).configure(|config: &mut ServiceConfig<'_>| routes::routes(config)))
            .split_for_parts();
        app.configure(home::routes)
            .service(health::live)
            .service(health::ready)
            .service(swagger::redirect)
            .service(swagger::file)
            .default_service(web::to(fallback))
            .wrap(from_fn(move |request, next| observe(request, next, over_https)))
    });
    let server = match workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    Ok(server
        // Of all workers together no more than `connections` are busy: each waits for a connection first.
        .worker_max_blocking_threads(connections)
        .tcp_nodelay(true)
        .max_connections(CONNECTIONS)
        .client_request_timeout(HEAD_TIME)
        .keep_alive(Duration::from_secs(30))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .listen(listener)?
        .run())
}
