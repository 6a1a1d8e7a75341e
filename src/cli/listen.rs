//! Opens the ports of the service.

use std::{
    io,
    net::{SocketAddr, TcpListener},
};

use crate::error::CommandError;

/// Opens the port that an option names, before anything else is changed.
pub(super) fn listen(
    bind: SocketAddr,
    option: &str,
) -> Result<(TcpListener, SocketAddr), CommandError> {
    let explain = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "{bind} is in use: stop what listens there, or choose another port with {option}"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("not allowed to listen on {bind}: choose a port above 1023 with {option}")
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
