//! Bare actix-web: the measure of what an answer costs that nobody works for.

use std::{io, net::TcpListener};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    web::{self, Bytes},
};

/// Serves the same bytes at `/`.
pub fn run(listener: TcpListener, body: Vec<u8>) -> io::Result<Server> {
    let body = Bytes::from(body);
    Ok(HttpServer::new(move || {
        let body = Bytes::clone(&body);
        let served = move || {
            let response =
                HttpResponse::Ok().content_type("application/json").body(Bytes::clone(&body));
            async { response }
        };
        App::new().route("/", web::get().to(served))
    })
    .tcp_nodelay(true)
    .listen(listener)?
    .run())
}
