//! The memory of responses that their clients have not read yet.
//!
//! All of them together have a limit, and each client has a share of it, so that clients that ask for much and
//! read nothing cannot take the memory of the service, nor the share of the others.

use std::{
    collections::HashMap,
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};

use crate::auth::peer::ClientNetwork;

/// The memory of all unsent responses, in bytes.
const LIMIT: usize = 32 << 20;

/// The share of one client, who can also be a proxy with many readers.
const SHARE: usize = 8 << 20;

/// The network layer gets so much of a body at a time: the rest is counted here.
pub(crate) const SLICE: usize = 8 << 10;

/// The unsent responses. A clone shares them.
#[derive(Clone, Default)]
pub struct UnsentResponses(Arc<Mutex<Unsent>>);

#[derive(Default)]
struct Unsent {
    bytes: usize,
    by_client: HashMap<Option<ClientNetwork>, usize>,
}

impl UnsentResponses {
    /// Reserves the memory of a response; `None` if the client, or all clients together, have not read too much.
    /// One response of a client is always possible, unless the others need all memory.
    pub(crate) fn reserve(
        &self,
        client: Option<ClientNetwork>,
        bytes: usize,
    ) -> Option<Reservation> {
        let mut unsent = self.lock();
        let held = unsent.by_client.get(&client).copied().unwrap_or(0);
        if held > 0 && held + bytes > SHARE || unsent.bytes + bytes > LIMIT {
            return None;
        }
        unsent.bytes += bytes;
        *unsent.by_client.entry(client).or_default() += bytes;
        Some(Reservation { unsent: self.clone(), client, bytes })
    }

    /// Whether more than half of the memory is in use.
    pub(crate) fn is_scarce(&self) -> bool {
        self.lock().bytes > LIMIT / 2
    }

    fn release(&self, client: Option<ClientNetwork>, bytes: usize) {
        let mut unsent = self.lock();
        unsent.bytes -= bytes;
        if let Some(held) = unsent.by_client.get_mut(&client) {
            *held -= bytes;
            if *held == 0 {
                unsent.by_client.remove(&client);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Unsent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reserved memory, which is released when it is dropped.
pub(crate) struct Reservation {
    unsent: UnsentResponses,
    client: Option<ClientNetwork>,
    bytes: usize,
}

impl Reservation {
    /// Releases what a smaller form of the response does not need.
    pub(crate) fn shrink_to(&mut self, bytes: usize) {
        let released = self.bytes.saturating_sub(bytes);
        self.unsent.release(self.client, released);
        self.bytes -= released;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.unsent.release(self.client, self.bytes);
    }
}

/// A body that is given to the network layer in slices, so that little of it is copied before it can be sent.
pub(crate) struct SlicedBody {
    rest: Bytes,
    _memory: Option<Reservation>,
}

impl SlicedBody {
    /// A body whose memory is reserved until the last slice is taken.
    pub(crate) fn new(body: Bytes, memory: Option<Reservation>) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> ClientNetwork {
        ClientNetwork::V4([192, 0, 2, last].into())
    }

    #[test]
    fn one_client_leaves_memory_for_the_others() {
        let unsent = UnsentResponses::default();
        let half = SHARE / 2;
        let held: Vec<_> = (0..9).map_while(|_| unsent.reserve(Some(client(1)), half)).collect();
        assert_eq!(held.len(), 2);
        let others: Vec<_> =
            (2..20).map_while(|last| unsent.reserve(Some(client(last)), SHARE)).collect();
        assert_eq!(others.len(), 3, "all together have a limit too");
        assert!(unsent.is_scarce());
        drop((held, others));
        assert!(!unsent.is_scarce());
        assert_eq!(unsent.lock().by_client.len(), 0, "nothing is remembered");
    }

    #[test]
    fn a_response_larger_than_the_share_is_possible_by_itself() {
        let unsent = UnsentResponses::default();
        let large = unsent.reserve(Some(client(1)), SHARE + 1);
        assert!(large.is_some());
        assert!(unsent.reserve(Some(client(1)), 1).is_none());
        assert!(unsent.reserve(Some(client(2)), LIMIT).is_none());
    }

    #[test]
    fn what_a_smaller_form_does_not_need_is_free_at_once() {
        let unsent = UnsentResponses::default();
        let mut reservation = unsent.reserve(Some(client(1)), SHARE).unwrap();
        reservation.shrink_to(10);
        assert_eq!(unsent.lock().bytes, 10);
        reservation.shrink_to(20);
        assert_eq!(unsent.lock().bytes, 10, "it never grows");
        drop(reservation);
        assert_eq!(unsent.lock().bytes, 0);
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
