//! Sends requests to other services: to addresses that were checked, within a time, without redirects.

use std::{
    io::{self, Read as _},
    net::SocketAddr,
    time::Duration,
};

use jiff::Timestamp;
use ureq::{
    Agent, Error,
    http::{Uri, header::RETRY_AFTER},
    tls::{RootCerts, TlsConfig, TlsProvider},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use super::{address::OutgoingPolicy, schedule::retry_after};

/// The time of one request, from the look-up of the name to the answer.
const LIMIT: Duration = Duration::from_secs(15);

/// The bytes of an answer that are read. They are not used: only the status counts.
const READ: u64 = 1 << 10;

const USER_AGENT: &str = concat!("twinning/", env!("CARGO_PKG_VERSION"));

choices! {
    /// Why there was no answer.
    pub enum SendFailure {
        /// The name has no address.
        Name = "unknown-host",
        /// The name has an address that is not of the public Internet.
        Address = "refused-address",
        /// The connection failed or broke off, or the answer is not HTTP.
        Connection = "no-connection",
        /// The certificate is not valid, or there is no common form of TLS.
        Tls = "tls",
        /// There was no answer in time.
        Timeout = "timeout",
    }
}

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SendOutcome {
    /// There is an answer.
    Answered {
        /// Its status.
        status: u16,
        /// The time that it asks for.
        retry_after: Option<Duration>,
    },
    /// There is none.
    Failed(SendFailure),
}

impl SendOutcome {
    /// Whether the request was taken.
    pub(crate) fn is_success(self) -> bool {
        matches!(self, Self::Answered { status: 200..=299, .. })
    }
}

/// Which addresses are checked.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// Those that the policy allows.
    Checked(OutgoingPolicy),
    /// All: the operator chose the address.
    Any,
}

/// A client. A clone shares its settings.
#[derive(Clone, Debug)]
pub struct OutgoingClient(Agent);

impl OutgoingClient {
    /// Makes a client that reaches what the policy allows.
    pub fn new(policy: OutgoingPolicy) -> Self {
        Self::reaching(Reach::Checked(policy), LIMIT)
    }

    /// Makes a client that reaches every address.
    pub(crate) fn unrestricted() -> Self {
        Self::reaching(Reach::Any, LIMIT)
    }

    fn reaching(reach: Reach, limit: Duration) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::NativeTls)
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None) // would choose the address itself
            .timeout_global(Some(limit))
            .max_idle_connections(0)
            .user_agent(USER_AGENT)
            .tls_config(tls)
            .build();
        let resolver = CheckedResolver { names: DefaultResolver::default(), reach };
        Self(Agent::with_parts(config, DefaultConnector::default(), resolver))
    }

    /// Sends a POST and waits for its answer.
    pub(crate) fn post(&self, url: &str, headers: &[(&str, String)], body: &str) -> SendOutcome {
        let mut request = self.0.post(url);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        match request.send(body) {
            Ok(response) => {
                let (parts, body) = response.into_parts();
                let mut rest = Vec::new();
                // So that the sender is not cut off while it writes. What it says, and how it ends, is of no interest.
                let _ = body.into_reader().take(READ).read_to_end(&mut rest);
                let asked = parts.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
                let retry_after = asked.and_then(|value| retry_after(value, Timestamp::now()));
                SendOutcome::Answered { status: parts.status.as_u16(), retry_after }
            }
            Err(error) => SendOutcome::Failed(failure(&error)),
        }
    }
}

/// Says what an error is, without its text: it can have parts of the answer.
fn failure(error: &Error) -> SendFailure {
    match error {
        Error::Timeout(_) => SendFailure::Timeout,
        Error::HostNotFound => SendFailure::Name,
        Error::Tls(_) | Error::NativeTls(_) | Error::Der(_) | Error::Pem(_) => SendFailure::Tls,
        Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => SendFailure::Timeout,
        Error::Other(other) if other.is::<RefusedAddress>() => SendFailure::Address,
        _ => SendFailure::Connection,
    }
}

/// The error of an address that may not be reached.
#[derive(Debug, thiserror::Error)]
#[error("the address is not one of the public Internet")]
struct RefusedAddress;

/// Looks names up, and checks every address of them. The connection is made to these addresses and no others: a name that
/// has another address a moment later changes nothing.
#[derive(Debug)]
struct CheckedResolver {
    names: DefaultResolver,
    reach: Reach,
}

impl Resolver for CheckedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = match self.names.resolve(uri, config, timeout) {
            Err(Error::Io(_)) => Err(Error::HostNotFound),
            found => found,
        }?;
        let is_plain = uri.scheme_str() != Some("https");
        let is_refused = found.iter().any(|address| !self.reach.allows(address, is_plain));
        if is_refused { Err(Error::Other(Box::new(RefusedAddress))) } else { Ok(found) }
    }
}

impl Reach {
    /// Whether a connection may be made. Without TLS only this machine is reached.
    fn allows(self, address: &SocketAddr, is_plain: bool) -> bool {
        match self {
            Self::Any => true,
            Self::Checked(policy) => {
                let ip = address.ip();
                policy.allows(ip) && (!is_plain || ip.is_loopback())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write as _,
        net::{TcpListener, TcpStream},
        thread,
        time::Instant,
    };

    use super::*;

    /// Answers each connection by `answer`, and returns the port.
    fn listening(answer: impl Fn(&mut TcpStream) + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = [0; 2_048];
                let _ = stream.read(&mut head);
                answer(&mut stream);
            }
        });
        port
    }

    fn tests() -> OutgoingClient {
        let policy = OutgoingPolicy { allows_loopback: true };
        OutgoingClient::reaching(Reach::Checked(policy), Duration::from_millis(300))
    }

    #[test]
    fn names_and_addresses_inside_are_never_connected_to() {
        let port = listening(|_| panic!("there is a connection"));
        let strict = OutgoingClient::new(OutgoingPolicy::default());
        for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1"]
        {
            let outcome = strict.post(&format!("https://{host}:{port}/"), &[], "");
            assert_eq!(outcome, SendOutcome::Failed(SendFailure::Address), "{host}");
        }
        for host in ["0.0.0.0", "10.0.0.1", "[::ffff:127.0.0.1]"] {
            let outcome = tests().post(&format!("http://{host}:{port}/"), &[], "");
            assert_eq!(outcome, SendOutcome::Failed(SendFailure::Address), "{host}");
        }
    }

    #[test]
    fn without_tls_only_this_machine_is_reached() {
        let policy = OutgoingPolicy { allows_loopback: true };
        let address = |text: &str| text.parse().unwrap();
        for (text, is_plain, is_allowed) in [
            ("8.8.8.8:443", false, true),
            ("8.8.8.8:80", true, false),
            ("127.0.0.1:8000", true, true),
            ("10.0.0.1:443", false, false),
        ] {
            let checked = Reach::Checked(policy).allows(&address(text), is_plain);
            assert_eq!(checked, is_allowed, "{text}");
            assert!(Reach::Any.allows(&address(text), is_plain));
        }
    }

    #[test]
    fn every_end_of_a_request_has_a_name() {
        let answered = |status, seconds: Option<u64>| SendOutcome::Answered {
            status,
            retry_after: seconds.map(Duration::from_secs),
        };
        let answers: [(&str, SendOutcome); 7] = [
            ("HTTP/1.1 204 No Content\r\n\r\n", answered(204, None)),
            (
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
                answered(302, None),
            ),
            ("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", answered(410, None)),
            (
                "HTTP/1.1 429 Slow\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n",
                answered(429, Some(77)),
            ),
            // It announces more than it sends: the status is what counts.
            ("HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\nx", answered(200, None)),
            ("220 mail.example.org ESMTP\r\n", SendOutcome::Failed(SendFailure::Connection)),
            ("", SendOutcome::Failed(SendFailure::Connection)),
        ];
        for (answer, expected) in answers {
            let port = listening(move |stream| stream.write_all(answer.as_bytes()).unwrap());
            let outcome = tests().post(&format!("http://127.0.0.1:{port}/"), &[], "{}");
            assert_eq!(outcome, expected, "{answer}");
            assert_eq!(
                outcome.is_success(),
                matches!(expected, SendOutcome::Answered { status: 200 | 204, .. })
            );
        }
        let name = tests().post("https://nobody.invalid/", &[], "");
        assert!(
            matches!(name, SendOutcome::Failed(SendFailure::Name | SendFailure::Timeout)),
            "{name:?}"
        );
        let port = listening(|stream| stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap());
        let no_tls = tests().post(&format!("https://127.0.0.1:{port}/"), &[], "");
        assert_eq!(no_tls, SendOutcome::Failed(SendFailure::Tls));
    }

    #[test]
    fn a_slow_endpoint_takes_no_longer_than_its_time() {
        let port = listening(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ");
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        });
        let began = Instant::now();
        let outcome = tests().post(&format!("http://127.0.0.1:{port}/"), &[], "");
        assert_eq!(outcome, SendOutcome::Failed(SendFailure::Timeout));
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
}
