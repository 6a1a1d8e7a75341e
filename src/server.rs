//! The server: shared state, middleware, and everything the network needs. The only file that knows `App`.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::from_fn,
    web::{self, Data},
};
use utoipa_actix_web::{AppExt as _, scope, service_config::ServiceConfig};

use crate::{
    api::{self, document::Served},
    config::Serve,
    db::{Db, connect::Missing, pool::open_migrated},
    error::CommandError,
    health,
    http::{
        access::AccessList,
        edge::observe::observe,
        fallback::{Addresses, READING, fallback},
        service::{BASE_PATH, Service},
        swagger,
    },
    transfer,
};

/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// How long running requests may take when the service stops.
const SHUTDOWN_SECONDS: u64 = 25;

/// How many connections a worker holds at the same time.
const CONNECTIONS: usize = 4_096;

/// The `serve` command.
pub fn serve(settings: &Serve) -> Result<(), CommandError> {
    let url = &settings.database.database_url;
    let (listener, address) = listen(settings.bind)?;
    let mut connection = open_migrated(url, Missing::Create)?;
    transfer::upkeep::reindex_if_stale(&mut connection)?;
    if settings.demo {
        transfer::upkeep::load_demo(&mut connection)?;
    }
    let summary = transfer::upkeep::summary(&mut connection)?;
    drop(connection);
    let service = Service {
        time_zone: settings.time_zone.clone(),
        fresh_seconds: settings.cache_seconds,
        trusted_proxies: settings.trusted_proxies.clone(),
        ..Service::new(Db::open(url, settings.readers)?, &settings.base_url(address))
    };
    greet(settings, address, &service, &summary);
    let workers = settings.workers.map(usize::from);
    actix_web::rt::System::new()
        .block_on(async { run(listener, service, workers)?.await })
        .map_err(|error| CommandError(format!("the server stopped: {error}")))
}

/// Takes the port before anything else is touched; port 0 takes any that is free.
fn listen(bind: SocketAddr) -> Result<(TcpListener, SocketAddr), CommandError> {
    let explain = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("{bind} is in use: stop what listens there, or choose another port with --bind")
        }
        io::ErrorKind::PermissionDenied => {
            format!("not allowed to listen on {bind}: choose a port above 1023 with --bind")
        }
        _ => format!("cannot listen on {bind}: {error}"),
    };
    bound(bind).map_err(|error| CommandError(explain(error)))
}

fn bound(bind: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(bind)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn greet(settings: &Serve, address: SocketAddr, service: &Service, summary: &str) {
    let site = service.base_url.strip_suffix(BASE_PATH).unwrap_or(&service.base_url);
    let lines = [
        format!("twinning {} serves {summary}", env!("CARGO_PKG_VERSION")),
        format!("  API         {}", service.base_url),
        format!("  Swagger UI  {site}/swagger-ui/"),
        format!("  database    {}", settings.database.database_url),
        format!("  listening   on {address} (stop with Ctrl-C)"),
    ];
    // The lines are for people; where nobody reads, there is nothing to do about it.
    let _ = transfer::output::print(&format!("{}\n", lines.join("\n")));
}

/// Everything that can be asked for: the API, and what is beside it.
fn addresses(document: &serde_json::Value) -> Addresses {
    let beside = health::handlers::ADDRESSES.into_iter().chain(swagger::ADDRESSES);
    let beside = beside.map(|template| (template.to_owned(), READING.to_owned()));
    Addresses::new(api::document::addresses(document).into_iter().chain(beside))
}

/// Starts the server on a port that was taken.
pub fn run(listener: TcpListener, service: Service, workers: Option<usize>) -> io::Result<Server> {
    let document = api::document::value();
    let text = serde_json::to_string(&document).map_err(io::Error::other)?;
    let addresses = Data::new(addresses(&document));
    let access = Data::new(AccessList::of(&document));
    let description = Data::new(Served::new(&text));
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
            .service(scope(BASE_PATH).configure(|config: &mut ServiceConfig<'_>| api::routes(config)))
            .split_for_parts();
        app.service(health::handlers::live)
            .service(health::handlers::ready)
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
