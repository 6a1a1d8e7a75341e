//! The network side of the server: what `HttpServer` does, but with a stream of our own, since there is no other place
//! for a limit of the time that a write waits for its client.

use std::{
    fmt::Debug,
    future::ready,
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_http::{
    HttpService, KeepAlive, Protocol, Request, Response, ServiceConfig, error::DispatchError,
};
use actix_server::ServerBuilder;
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config,
};
use actix_web::{
    body::{BoxBody, MessageBody},
    dev::AppConfig,
    rt::net::TcpStream,
};
use socket2::SockRef;

use super::{
    connections::ConnectionShares, request_heads::RequestHeads, steady_stream::SteadyStream,
};
use crate::{http::response::unsent::UnsentResponses, telemetry::metrics::Metrics};

/// The time that an idle connection is kept.
const IDLE: Duration = Duration::from_secs(30);

/// The time that a client has to close its side of a connection that the service closes.
const DISCONNECT: Duration = Duration::from_secs(1);

/// The size of the kernel's buffer for unsent bytes of a connection, which the kernel doubles. It bounds what a
/// client that does not read occupies there, and makes its reading visible in small steps.
const SEND_BUFFER: usize = 64 << 10;

/// The bytes that wait for a write before the HTTP library takes more of a body. Small, as it takes a whole slice then.
const WRITE_BUFFER: usize = 8 << 10;

/// What the HTTP library needs of a connection.
type Connection = (SteadyStream<TcpStream>, Protocol, Option<SocketAddr>);

/// What all connections share.
#[derive(Clone)]
pub(super) struct Surroundings {
    /// The memory of unread responses.
    pub unsent: UnsentResponses,
    /// The connections of each client.
    pub connections: ConnectionShares,
    /// The measurements.
    pub metrics: Metrics,
}

impl Surroundings {
    /// A connection that was accepted; fails if its client has too many.
    fn connection(
        &self,
        stream: TcpStream,
        heads: RequestHeads,
    ) -> Result<Connection, DispatchError> {
        let peer = stream.peer_addr().ok();
        let _ = stream.set_nodelay(true); // responses are sent whole: without it they are only later
        let place = self.connections.place(peer.map(|peer| peer.ip())).ok_or_else(|| {
            self.metrics.connection_refused();
            DispatchError::Io(io::ErrorKind::ConnectionRefused.into())
        })?;
        let stream = SteadyStream::new(stream, heads, self.unsent.clone(), self.metrics.clone());
        Ok((stream.holding(place), Protocol::Http1, peer))
    }
}

/// Adds a bound listener, whose connections are served by the app.
pub(super) fn listen<F, I, S, B>(
    server: ServerBuilder,
    listener: TcpListener,
    surroundings: Surroundings,
    app: F,
) -> io::Result<ServerBuilder>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Response<BoxBody>>,
    S::InitError: Debug,
    S::Response: Into<Response<B>>,
    B: MessageBody + 'static,
{
    SockRef::from(&listener).set_send_buffer_size(SEND_BUFFER)?; // accepted connections inherit it
    let stopping = server.graceful_shutdown_signal();
    server.listen("twinning", listener, move || {
        let (surroundings, stopping) = (surroundings.clone(), stopping.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KeepAlive::Timeout(IDLE))
            .client_request_timeout(Duration::ZERO) // by the stream, which answers
            .client_disconnect_timeout(DISCONNECT)
            .h1_write_buffer_size(WRITE_BUFFER)
            .h1_allow_half_closed(false) // a client that has closed its side has left
            .finish(map_config(app().into_factory(), |()| AppConfig::default()));
        // One for each worker, as it has a task that keeps the time.
        let config = ServiceConfig::default();
        let connection =
            move |stream| surroundings.connection(stream, RequestHeads::new(config.clone()));
        fn_service(move |stream: TcpStream| ready(connection(stream))).and_then(http)
    })
}
