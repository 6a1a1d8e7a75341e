//! The arguments of `serve` about what the operator sees: the metrics and the log.

use std::net::{SocketAddr, TcpListener};

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{arguments::socket, listen::listen};
use crate::{
    error::CommandError,
    telemetry::{addresses::LogAddresses, log_format::LogFormat},
    values::traits::ClosedList,
};

/// The settings of the metrics and the log.
#[derive(Debug, Clone, Args)]
pub struct OperatorArguments {
    /// The address and port that serve /metrics, such as 127.0.0.1:9464 [default: none].
    #[arg(long, env = "TWINNING_METRICS_BIND", value_name = "ADDRESS", value_parser = socket("127.0.0.1:9464"))]
    metrics_bind: Option<SocketAddr>,
    /// The format of the log on standard error: lines for people, or a JSON object for each line.
    #[arg(long, env = "TWINNING_LOG_FORMAT", default_value = "text", value_parser = choice::<LogFormat>())]
    log_format: LogFormat,
    /// How much of the addresses of clients the log shows; short is an IPv4 /24 or an IPv6 /48 [default: none as text,
    /// short as JSON].
    #[arg(long, env = "TWINNING_LOG_ADDRESSES", value_parser = choice::<LogAddresses>())]
    log_addresses: Option<LogAddresses>,
}

impl OperatorArguments {
    /// The format of the log.
    pub fn log_format(&self) -> LogFormat {
        self.log_format
    }

    /// How much of the addresses of clients the log shows. The lines for people have none unless they are asked for.
    pub(super) fn log_addresses(&self) -> LogAddresses {
        self.log_addresses.unwrap_or(match self.log_format {
            LogFormat::Text => LogAddresses::None,
            LogFormat::Json => LogAddresses::Short,
        })
    }

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

/// Reads one of the values of a list.
fn choice<T: ClosedList>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::ALL.iter().map(|choice| choice.as_str()))
        .try_map(|text| T::read(&text).ok_or("there is no such value"))
}
