//! Bare actix-web: the measure of what an answer costs that nobody works for.

use std::{io, net::TcpListener};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    web::{self, Bytes},
};

/// Serves the same bytes at `/list` and `/record`.
pub fn run(listener: TcpListener, list: Vec<u8>, record: Vec<u8>) -> io::Result<Server> {
    let (list, record) = (Bytes::from(list), Bytes::from(record));
    let served = |bytes: &Bytes| {
        let bytes = Bytes::clone(bytes);
        web::get().to(move || {
            let response =
                HttpResponse::Ok().content_type("application/json").body(Bytes::clone(&bytes));
            async { response }
        })
    };
    Ok(HttpServer::new(move || {
        App::new().route("/list", served(&list)).route("/record", served(&record))
    })
    .tcp_nodelay(true)
    .listen(listener)?
    .run())
}
