//! The HTTP server: routes, shared state, middleware and network settings.

mod connections;
mod network;
mod pipeline;
mod request_heads;
mod steady_stream;

use std::{io, net::TcpListener, thread};

use crate::{
    desk,
    http::{
        edge::{
            fallback::{RouteTable, fallback},
            middleware::observe,
            offer::Offer,
            swagger,
        },
        processors,
        request::access::AccessList,
        served_document::ServedDocument,
        state::{AppState, BASE_PATH},
    },
    openapi::{
        committed::{self, CommittedOperations},
        routes,
    },
    pages,
    resources::{dump, events::calendar, health, home, site},
};
use actix_server::Server;
use actix_web::{
    App,
    middleware::from_fn,
    web::{self, Data},
};

/// The number of seconds that running requests have to finish when the service stops.
const SHUTDOWN_SECONDS: u64 = 25;

/// The maximum number of simultaneous connections per worker.
const CONNECTIONS: usize = 4_096;

/// All paths: those of the API, the home page, the catalogues, the health checks and Swagger UI.
fn addresses(operations: &CommittedOperations, service: &AppState) -> RouteTable {
    let others = home::ADDRESSES
        .into_iter()
        .chain(site::ADDRESSES)
        .chain([dump::DUMP, calendar::CALENDAR])
        .chain(health::ADDRESSES)
        .chain(swagger::ADDRESSES);
    let pages = pages::addresses().filter(|_| service.has_pages);
    let others = others.map(str::to_owned).chain(pages);
    let others = others.map(|template| (template, Offer::reading()));
    let desk = desk::addresses().filter(|_| service.has_desk);
    RouteTable::new(operations.addresses().chain(others).chain(desk))
}

/// Registers everything beside the API; the pages last, whose addresses begin with any language.
fn beside_api(config: &mut web::ServiceConfig, (has_pages, has_desk): (bool, bool)) {
    config
        .configure(home::routes)
        .configure(site::routes)
        .configure(dump::routes)
        .configure(calendar::routes)
        .service(health::live)
        .service(health::ready)
        .service(swagger::redirect)
        .service(swagger::file);
    if has_desk {
        config.configure(desk::routes);
    }
    if has_pages {
        config.configure(pages::routes);
    }
}

/// What the connections of all workers share.
fn surroundings(service: &AppState, workers: Option<usize>) -> network::Surroundings {
    let workers = workers.or_else(|| thread::available_parallelism().ok().map(usize::from));
    let all = CONNECTIONS * workers.unwrap_or(1);
    network::Surroundings {
        unsent: service.unsent.clone(),
        connections: connections::ConnectionShares::new(all, &service.trusted_proxies),
        metrics: service.metrics.clone(),
    }
}

/// Who may read which address.
fn access(operations: &CommittedOperations) -> AccessList {
    let outside = [home::HOME, dump::DUMP, calendar::CALENDAR];
    outside.into_iter().fold(AccessList::of(operations.security()), AccessList::and_public)
}

/// Starts the server on a bound listener; `workers` defaults to the number of CPUs.
pub fn run(listener: TcpListener, service: AppState, workers: Option<usize>) -> io::Result<Server> {
    let operations = CommittedOperations::read().map_err(io::Error::other)?;
    let addresses = Data::new(addresses(&operations, &service));
    let access = Data::new(access(&operations));
    drop(operations);
    let description = Data::new(ServedDocument::new(committed::TEXT, &service.base_url));
    let over_https = service.base_url.starts_with("https://");
    let jobs = usize::try_from(service.db.jobs()).unwrap_or(64);
    let surroundings = surroundings(&service, workers);
    let people = (service.has_pages, service.has_desk);
    let service = Data::new(service);
    let app = move || {
        App::new()
            .app_data(Data::clone(&service))
            .app_data(Data::clone(&addresses))
            .app_data(Data::clone(&access))
            .app_data(Data::clone(&description))
            .service(web::scope(BASE_PATH).configure(routes::routes))
            .configure(|config| beside_api(config, people))
            .default_service(web::to(fallback))
            .wrap(from_fn(move |request, next| observe(request, next, over_https)))
    };
    let server = Server::build();
    let server = match workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    let server = server
        // Across all workers at most so many threads are busy: each job first waits for a place, or for a
        // processor.
        .worker_max_blocking_threads(jobs + processors::parallel())
        .max_concurrent_connections(CONNECTIONS)
        .shutdown_timeout(SHUTDOWN_SECONDS);
    Ok(network::listen(server, listener, surroundings, app)?.run())
}
