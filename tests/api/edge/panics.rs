//! A fault of the program itself: the one who asked gets an answer, and everybody else goes on.

use std::{net::TcpListener, sync::mpsc, thread};

use actix_web::{
    App, HttpResponse, HttpServer,
    middleware::from_fn,
    rt::System,
    web::{self, block},
};
use twinning::{error::ApiError, http::edge::middleware::observe};

use crate::support::raw::{Raw, get};

async fn panics() -> HttpResponse {
    panic!("secret of the inside")
}

async fn panics_on_the_thread_that_blocks() -> Result<HttpResponse, ApiError> {
    block(panics_at_once).await.map_err(|error| ApiError::Internal(Box::new(error)))?;
    Ok(HttpResponse::Ok().finish())
}

fn panics_at_once() {
    panic!("secret of the inside")
}

async fn fails() -> Result<HttpResponse, ApiError> {
    Err(ApiError::Internal("secret of the inside".into()))
}

async fn works() -> HttpResponse {
    HttpResponse::Ok().body("works")
}

#[test]
fn a_panic_is_a_problem_and_the_connection_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        System::new().block_on(async {
            let app = || {
                App::new()
                    .route("/panics", web::get().to(panics))
                    .route("/blocks", web::get().to(panics_on_the_thread_that_blocks))
                    .route("/fails", web::get().to(fails))
                    .route("/works", web::get().to(works))
                    .wrap(from_fn(|request, next| observe(request, next, false)))
            };
            let server =
                HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
            sender.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    let handle = receiver.recv().unwrap();
    let mut connection = Raw::connect(address);
    for path in ["/panics", "/blocks", "/fails", "/panics"] {
        let answer =
            connection.send(get(path, "X-Request-Id: number-of-this\r\n")).answer().unwrap();
        assert_eq!(answer.status, 500, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.json()["type"], "urn:twinning:problem:internal");
        assert_eq!(answer.json()["requestId"], "number-of-this");
        assert!(!answer.text().contains("secret"), "{}", answer.text());
        assert_eq!(
            connection.send(get("/works", "")).answer().unwrap().status,
            200,
            "after {path}"
        );
    }
    drop(handle.stop(false));
    thread.join().unwrap();
}
