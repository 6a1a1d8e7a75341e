//! The arguments of `serve` about what the operator sees: the metrics.

use std::net::{SocketAddr, TcpListener};

use clap::Args;

use super::listen::listen;
use crate::error::CommandError;

/// The settings of the metrics.
#[derive(Debug, Clone, Args)]
pub struct OperatorArguments {
    /// The address and port that serve /metrics, such as 127.0.0.1:9464 [default: none].
    #[arg(long, env = "TWINNING_METRICS_BIND", value_name = "ADDRESS")]
    metrics_bind: Option<SocketAddr>,
}

impl OperatorArguments {
    /// Opens the port of the metrics, if there is to be one.
    pub(super) fn listener(&self) -> Result<Option<(TcpListener, SocketAddr)>, CommandError> {
        let Some(bind) = self.metrics_bind else { return Ok(None) };
        let (listener, address) = listen(bind, "--metrics-bind")?;
        if !address.ip().to_canonical().is_loopback() {
            log::warn!(
                "everybody who reaches {address} can read the metrics: let a firewall keep others away, or use \
                 --metrics-bind 127.0.0.1:{}",
                address.port()
            );
        }
        Ok(Some((listener, address)))
    }
}
