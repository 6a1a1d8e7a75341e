//! `health`: queries a running service, so that a container needs no other program for its health check.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use clap::Args;

use super::arguments::socket;
use crate::error::CommandError;

/// The maximum time that the service may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// The arguments of `health`.
#[derive(Debug, Args)]
pub struct HealthArguments {
    /// The address and port on which the service listens.
    #[arg(long, env = "TWINNING_BIND", default_value = "127.0.0.1:8080", value_parser = socket("127.0.0.1:8080"))]
    pub bind: SocketAddr,
}

/// Runs the command.
pub(super) fn run(settings: &HealthArguments) -> Result<(), CommandError> {
    ask(settings.bind)
}

/// Checks whether the service at `bind` is ready.
fn ask(bind: SocketAddr) -> Result<(), CommandError> {
    let address = reachable(bind);
    let failed = |why: String| {
        CommandError(format!("the service at http://{address}/health/ready is not ready: {why}"))
    };
    let answer = exchange(address).map_err(|error| match error.kind() {
        // What a socket says after its time limit differs between systems.
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            failed(format!("it did not answer within {} seconds", PATIENCE.as_secs()))
        }
        _ => failed(error.to_string()),
    })?;
    match answer.split(' ').nth(1) {
        Some("200") => Ok(()),
        status => Err(failed(format!("it answered {}", status.unwrap_or("nothing")))),
    }
}

fn exchange(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 64];
    let length = stream.read(&mut head)?;
    Ok(String::from_utf8_lossy(&head[..length]).into_owned())
}

/// Replaces an address that stands for all addresses by the loopback address.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, bind.port())
}
