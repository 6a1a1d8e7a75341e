//! The heads of the requests on a connection, before the HTTP library gets them.
//!
//! What the library cannot read it answers itself: with an empty response, past everything that responses of the service
//! have. So each head is read here first, when it is complete:
//!
//! - What a target has unencoded, such as `q=Kętrzyn` as curl sends it, is percent-encoded. The library accepts such bytes
//!   nowhere in a target.
//! - A head that the library would refuse is replaced by a request for the problem document that says why.
//!
//! A head is told from a body by the library's own decoder, which runs ahead of the library on the same bytes. So both
//! always agree where a request ends, whatever a body contains and however the bytes arrive.

use actix_codec::Decoder as _;
use actix_http::{
    ServiceConfig,
    error::ParseError,
    h1::{Codec, Message, MessageType},
};
use actix_web::web::BytesMut;
use percent_encoding::{AsciiSet, percent_encode};
use tokio::io::ReadBuf;

use crate::http::edge::refusal::Refusal;

/// The ASCII characters that the library accepts in no target, or not in a query. It accepts others that should be
/// encoded too; and blanks and control characters are not encoded, because they would hide where a target ends.
const ENCODED: &AsciiSet = &AsciiSet::EMPTY.add(b'"').add(b'<').add(b'>').add(b'`');

/// The bytes of a connection on their way to the library.
pub(super) struct RequestHeads {
    codec: Codec,
    /// What has arrived of a head that is not complete.
    held: BytesMut,
    /// What the library may have.
    ready: BytesMut,
    end: Option<End>,
}

/// Why no further heads are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// A head was refused, so that nothing after it is a request.
    Refused,
    /// A body cannot be read, which the library tells the operation that reads it.
    Broken,
}

impl RequestHeads {
    /// Begins with a connection.
    pub(super) fn new(config: ServiceConfig) -> Self {
        Self { codec: Codec::new(config), held: BytesMut::new(), ready: BytesMut::new(), end: None }
    }

    /// Takes what has arrived, and returns how many requests are complete with it.
    pub(super) fn receive(&mut self, bytes: &[u8]) -> usize {
        self.held.extend_from_slice(bytes);
        let mut requests = 0;
        while self.end.is_none() && !self.held.is_empty() {
            let is_head = matches!(self.codec.message_type(), MessageType::None);
            if is_head && let Some(length) = plain_head(&self.held) {
                self.ready.extend_from_slice(&self.held.split_to(length));
                requests += 1;
                continue;
            }
            if is_head {
                encode_target(&mut self.held);
            }
            let mut rest = self.held.clone();
            let decoded = self.codec.decode(&mut rest);
            let read = self.held.len() - rest.len();
            match decoded {
                Err(error) if is_head => {
                    self.refuse(reason(&error));
                    requests += 1;
                }
                Err(_) => self.end = Some(End::Broken),
                Ok(None) if read == 0 => break,
                Ok(message) => {
                    self.ready.extend_from_slice(&self.held.split_to(read));
                    requests += usize::from(matches!(message, Some(Message::Item(_))));
                }
            }
        }
        if self.end == Some(End::Broken) {
            self.ready.extend_from_slice(&self.held.split());
        }
        requests
    }

    /// Whether a head has begun that is not complete.
    pub(super) fn is_waiting(&self) -> bool {
        !self.held.is_empty() && matches!(self.codec.message_type(), MessageType::None)
    }

    /// Whether nothing after this is read as a request.
    pub(super) fn is_refused(&self) -> bool {
        self.end == Some(End::Refused)
    }

    /// Puts a request for a problem document in the place of the head that has begun.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.held.clear();
        self.ready.extend_from_slice(refusal.request().as_bytes());
        self.end = Some(End::Refused);
    }

    /// Hands on what the library may have; `false` if there is nothing.
    pub(super) fn hand_on(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let most = self.ready.len().min(buffer.remaining());
        buffer.put_slice(&self.ready.split_to(most));
        most > 0
    }
}

/// The most headers of a head that is told to be plain, and the longest target.
const PLAIN_HEADERS: usize = 32;
const PLAIN_TARGET: usize = 4_096;

/// The headers after which a request may have a body, or the connection may become another one.
const NOT_PLAIN: [&str; 4] = ["content-length", "transfer-encoding", "upgrade", "expect"];

/// Returns the length of the head that begins here, if it is one that the library is sure to accept as it is, and without
/// a body: GET or HEAD of a target in the usual characters. Nearly all are, and to see it takes a fraction of what the
/// library's decoder does.
fn plain_head(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"GET /") && !bytes.starts_with(b"HEAD /") {
        return None;
    }
    let mut headers = [httparse::EMPTY_HEADER; PLAIN_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = head.parse(bytes).ok()? else { return None };
    let target = head.path?;
    let is_usual =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?&=%+,:;@!$'()*".contains(&byte);
    let is_named =
        |header: &httparse::Header<'_>, name: &str| header.name.eq_ignore_ascii_case(name);
    let mut hosts = head.headers.iter().filter(|header| is_named(header, "host"));
    let host = hosts.next().filter(|_| hosts.next().is_none())?;
    let bears = |name: &&str| head.headers.iter().any(|header| is_named(header, name));
    let is_plain = head.version == Some(1)
        && target.len() <= PLAIN_TARGET
        && target.bytes().all(is_usual)
        && !host.value.is_empty()
        && !NOT_PLAIN.iter().any(bears);
    is_plain.then_some(length)
}

/// Encodes the target of the request line that begins here, if it is complete and has something to be encoded.
fn encode_target(head: &mut BytesMut) {
    let line = head.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(head.len());
    let Some(length) = memchr::memchr(b'\n', &head[line..]) else { return };
    let is_encoded = |byte: &u8| !byte.is_ascii() || matches!(byte, b'"' | b'<' | b'>' | b'`');
    let text = &head[line..line + length];
    if !text.iter().any(is_encoded) {
        return;
    }
    let (Some(before), Some(after)) = (memchr::memchr(b' ', text), memchr::memrchr(b' ', text))
    else {
        return;
    };
    let (start, end) = (line + before, line + after.max(before));
    let target = percent_encode(&head[start..end], ENCODED).to_string();
    let mut encoded = BytesMut::with_capacity(head.len() + target.len());
    encoded.extend_from_slice(&head[..start]);
    encoded.extend_from_slice(target.as_bytes());
    encoded.extend_from_slice(&head[end..]);
    *head = encoded;
}

fn reason(error: &ParseError) -> Refusal {
    match error {
        ParseError::Method => Refusal::Method,
        ParseError::Uri(_) => Refusal::Target,
        ParseError::Version => Refusal::Version,
        ParseError::TooLarge => Refusal::TooLarge,
        _ => Refusal::Head,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the library gets of a stream that arrives in pieces of these sizes, and how many requests that is.
    fn handed_on(stream: &[u8], sizes: &[usize]) -> (String, usize) {
        actix_web::rt::System::new().block_on(async {
            let mut heads = RequestHeads::new(ServiceConfig::default());
            let (mut handed_on, mut requests, mut rest) = (Vec::new(), 0, stream);
            for size in sizes.iter().chain([&usize::MAX]) {
                let (now, later) = rest.split_at((*size).min(rest.len()));
                requests += heads.receive(now);
                rest = later;
                let mut space = [0; 7];
                loop {
                    let mut buffer = ReadBuf::new(&mut space);
                    if !heads.hand_on(&mut buffer) {
                        break;
                    }
                    handed_on.extend_from_slice(buffer.filled());
                }
            }
            (String::from_utf8(handed_on).unwrap(), requests)
        })
    }

    /// A request with this target and body.
    fn request(target: &str, body: &str) -> String {
        let length = body.len();
        format!("PUT {target} HTTP/1.1\r\nHost: ą\r\nContent-Length: {length}\r\n\r\n{body}")
    }

    fn chunked(target: &str, body: &str) -> String {
        let head =
            format!("PUT {target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunks = body.as_bytes().chunks(3);
        let chunks = chunks
            .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), str::from_utf8(chunk).unwrap()));
        format!("{head}{}0\r\n\r\n", chunks.collect::<String>())
    }

    #[test]
    fn only_targets_are_encoded() {
        for (raw, encoded) in [
            ("/?q=Kętrzyn", "/?q=K%C4%99trzyn"),
            ("/ę/\"<`>\"", "/%C4%99/%22%3C%60%3E%22"),
            ("/a?b={c}|[d]\\^%41%", "/a?b={c}|[d]\\^%41%"),
            ("http://a/ę", "http://a/%C4%99"),
            ("*", "*"),
        ] {
            let body = format!("GET {raw} HTTP/1.1\r\n\r\n");
            for make in [request, |target: &str, body: &str| {
                chunked(target, &body.replace(|c: char| !c.is_ascii(), "x"))
            }] {
                let (sent, expected) = (make(raw, &body).repeat(3), make(encoded, &body).repeat(3));
                assert_eq!(handed_on(sent.as_bytes(), &[]), (expected, 3), "{raw}");
            }
            let sent = format!("\r\nGET {raw} HTTP/1.1\nHost: a\n\n");
            assert_eq!(handed_on(sent.as_bytes(), &[]), (sent.replace(raw, encoded), 1), "{raw}");
        }
    }

    #[test]
    fn a_head_that_is_none_is_replaced_and_ends_the_requests() {
        let good = request("/", "abc");
        for (bad, refusal) in [
            ("GET / HTTP/9.9\r\n\r\n".to_owned(), Refusal::Version),
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), Refusal::Head),
            ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), Refusal::Head),
            (format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(70_000)), Refusal::Target),
            (format!("GET / HTTP/1.1\r\n{}", "A: a\r\n".repeat(120)), Refusal::TooLarge),
            (format!("GET /{}", "a".repeat(140_000)), Refusal::TooLarge),
        ] {
            let sent = format!("{good}{bad}{good}");
            let expected = format!("{good}{}", refusal.request());
            let shown = &bad[..bad.len().min(40)];
            assert_eq!(handed_on(sent.as_bytes(), &[1_024; 200]), (expected, 2), "{shown:?}");
        }
    }

    #[test]
    fn what_follows_a_broken_body_is_handed_on_as_it_is() {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let sent = format!("{head}zz\r\nGET /ę HTTP/1.1\r\n\r\n");
        assert_eq!(handed_on(sent.as_bytes(), &[]), (sent, 1));
    }

    /// How the library reads a head: the bytes of it, and whether a body follows.
    fn decoded(head: &[u8]) -> Option<(usize, bool)> {
        let mut codec = Codec::new(ServiceConfig::default());
        let mut rest = BytesMut::from(head);
        match codec.decode(&mut rest) {
            Ok(Some(Message::Item(_))) => {
                let is_bare = matches!(codec.message_type(), MessageType::None);
                Some((head.len() - rest.len(), !is_bare))
            }
            _ => None,
        }
    }

    #[test]
    fn the_usual_head_is_plain_and_no_other() {
        actix_web::rt::System::new().block_on(async {
            let long = "a".repeat(PLAIN_TARGET);
            for (head, expected) in [
                ("GET /api/v1/events?limit=3&q=a%20b HTTP/1.1\r\nHost: a\r\n", true),
                ("HEAD / HTTP/1.1\r\nhost: a:8080\r\nAccept: */*\r\nCookie: \u{e9}\r\n", true),
                ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", true),
                ("GET / HTTP/1.0\r\nHost: a\r\n", false),
                ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", false),
                ("GET / HTTP/1.1\r\nHost:\r\n", false),
                ("GET / HTTP/1.1\r\n", false),
                ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n", false),
                ("GET / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\n", false),
                ("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n", false),
                ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n", false),
                ("GET http://a/ HTTP/1.1\r\nHost: a\r\n", false),
                ("GET /ę HTTP/1.1\r\nHost: a\r\n", false),
                ("GET /\"a\" HTTP/1.1\r\nHost: a\r\n", false),
                ("POST / HTTP/1.1\r\nHost: a\r\n", false),
                ("GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n", false),
                (&format!("GET /{long} HTTP/1.1\r\nHost: a\r\n"), false),
            ] {
                let whole = format!("{head}\r\nGET");
                let length = plain_head(whole.as_bytes());
                assert_eq!(length, expected.then_some(whole.len() - 3), "{head}");
                assert!(!expected || decoded(whole.as_bytes()) == Some((whole.len() - 3, false)));
                assert_eq!(plain_head(head.as_bytes()), None, "it is not complete");
            }
        });
    }

    proptest! {
        #[test]
        fn the_library_accepts_every_plain_head(
            target in "[!-~]{0,20}",
            headers in prop::collection::vec(("[!-~]{1,9}", "[ -~\t]{0,9}"), 0..4),
        ) {
            let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
            let headers = headers.collect::<Vec<_>>().concat();
            let head = format!("GET /{target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
            let plain = plain_head(head.as_bytes());
            let read = actix_web::rt::System::new().block_on(async { decoded(head.as_bytes()) });
            prop_assert!(plain.is_none() || read == plain.map(|length| (length, false)));
        }

        #[test]
        fn it_does_not_matter_how_the_stream_is_cut(
            requests in prop::collection::vec((any::<bool>(), "[a-zę\"/]{0,9}", "[ -~\r\n]{0,40}"), 1..6),
            sizes in prop::collection::vec(1_usize..60, 0..40),
        ) {
            let stream = requests.iter().map(|(is_chunked, target, body)| {
                let make = if *is_chunked { chunked } else { request };
                make(&format!("/{target}"), body)
            });
            let stream = stream.collect::<String>();
            prop_assert_eq!(handed_on(stream.as_bytes(), &sizes), handed_on(stream.as_bytes(), &[]));
            prop_assert_eq!(handed_on(stream.as_bytes(), &sizes).1, requests.len());
        }
    }
}
