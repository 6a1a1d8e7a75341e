//! The codings of responses.

use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding};

/// A coding of a response (RFC 9110 §8.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Coding {
    /// None: the bytes as they are.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
}

impl Coding {
    /// The one that the reader likes best, and of equal ones the smallest; none if it accepts none of them.
    pub(crate) fn preferred(accepted: &AcceptEncoding) -> Self {
        let ours = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        match accepted.negotiate(ours.iter()) {
            Some(Encoding::Known(ContentEncoding::Brotli)) => Self::Brotli,
            Some(Encoding::Known(ContentEncoding::Gzip)) => Self::Gzip,
            _ => Self::Identity,
        }
    }

    /// The name in `Content-Encoding` and in tags; `None` if it has none.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}
