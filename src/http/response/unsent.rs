//! The memory of responses that their clients have not read yet.
//!
//! All of them together have a limit, and each client has a share of it, so that clients that ask for much and
//! read nothing cannot take the memory of the service, nor the share of the others.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    web::Bytes,
};

use crate::{
    auth::peer::ClientNetwork,
    http::client_shares::{ClientShares, Holding},
};

/// The memory of all unsent responses, in bytes.
const LIMIT: usize = 32 << 20;

/// The share of one client, who can also be a proxy with many readers.
const SHARE: usize = 8 << 20;

/// A body of at most so many bytes is not counted.
pub(crate) const LITTLE: usize = 8 << 10;

/// The network layer gets so much of a body at a time, in one write: the rest is counted here. Most pages of a list are
/// smaller.
const SLICE: usize = 32 << 10;

/// The unsent responses. A clone shares them.
#[derive(Clone)]
pub struct UnsentResponses(ClientShares);

impl Default for UnsentResponses {
    fn default() -> Self {
        Self(ClientShares::new(LIMIT, SHARE))
    }
}

impl UnsentResponses {
    /// Reserves the memory of a response; `None` if the client, or all clients together, have not read too much.
    /// One response of a client is always possible, unless the others need all memory.
    pub(crate) fn reserve(&self, client: Option<ClientNetwork>, bytes: usize) -> Option<Holding> {
        self.0.take(client, bytes)
    }

    /// Whether more than half of the memory is in use.
    pub(crate) fn is_scarce(&self) -> bool {
        self.0.held() > LIMIT / 2
    }
}

/// A body that is given to the network layer in slices, so that little of it is copied before it can be sent.
struct SlicedBody {
    rest: Bytes,
    _memory: Option<Holding>,
}

impl SlicedBody {
    /// A body whose memory is reserved until the last slice is taken.
    fn new(body: Bytes, memory: Option<Holding>) -> Self {
        Self { rest: body, _memory: memory }
    }
}

impl MessageBody for SlicedBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let next = self.rest.len().min(SLICE);
        Poll::Ready((next > 0).then(|| Ok(self.rest.split_to(next))))
    }
}

/// Sends a large body in slices, and keeps its memory reserved until then.
pub(crate) fn sliced(response: HttpResponse, memory: Option<Holding>) -> HttpResponse {
    let (response, body) = response.into_parts();
    match body.try_into_bytes() {
        Ok(bytes) if bytes.len() > SLICE => {
            let memory = memory.map(|mut memory| {
                memory.shrink_to(bytes.len());
                memory
            });
            response.set_body(BoxBody::new(SlicedBody::new(bytes, memory)))
        }
        Ok(bytes) => response.set_body(BoxBody::new(bytes)),
        Err(body) => response.set_body(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_scarce_when_half_of_it_is_in_use() {
        let unsent = UnsentResponses::default();
        let half = unsent.reserve(None, LIMIT / 2);
        assert!(half.is_some() && !unsent.is_scarce());
        let client = Some(ClientNetwork::V4([192, 0, 2, 1].into()));
        let more = unsent.reserve(client, 1);
        assert!(more.is_some() && unsent.is_scarce());
        drop(more);
        assert!(!unsent.is_scarce());
    }

    #[test]
    fn a_body_comes_in_slices_and_whole() {
        let whole: Vec<u8> = (0..100_000_u32).map(|at| at.to_le_bytes()[0]).collect();
        let mut body = SlicedBody::new(whole.clone().into(), None);
        let mut slices = Vec::new();
        let mut context = Context::from_waker(std::task::Waker::noop());
        while let Poll::Ready(Some(Ok(slice))) = Pin::new(&mut body).poll_next(&mut context) {
            assert!(slice.len() <= SLICE);
            slices.push(slice);
        }
        assert_eq!(slices.concat(), whole);
    }
}
