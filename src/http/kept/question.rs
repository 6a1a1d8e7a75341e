//! What tells one kept answer from another.

use std::sync::Arc;

use actix_web::{
    dev::ServiceRequest,
    http::{
        Method,
        header::{AUTHORIZATION, CONTENT_ENCODING, HeaderName, IF_MATCH},
    },
};
use quick_cache::Equivalent;

use super::wishes::{KnownWishes, Wishes};
use crate::{db::public_state::StateNumber, http::request::prefer::PREFER};

/// The longest target whose answer is kept: its bytes are kept too.
const LONGEST_TARGET: usize = 1_024;

/// The headers that make an answer one for this request alone: who asks, what only this request waits for or wants to be
/// so, and what is refused.
const OWN: [HeaderName; 4] = [AUTHORIZATION, PREFER, IF_MATCH, CONTENT_ENCODING];

/// What is asked at one state of the data set.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(super) state: StateNumber,
    pub(super) target: Arc<str>,
    pub(super) wishes: Arc<Wishes>,
}

/// The key of a kept answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct AnswerKey {
    state: StateNumber,
    target: Arc<str>,
    wishes: Box<str>,
}

/// The same without owning it.
#[derive(Hash)]
pub(super) struct AnswerKeyRef<'q> {
    state: StateNumber,
    target: &'q str,
    wishes: &'q str,
}

impl Equivalent<AnswerKey> for AnswerKeyRef<'_> {
    fn equivalent(&self, key: &AnswerKey) -> bool {
        self.state == key.state && *self.target == *key.target && *self.wishes == *key.wishes
    }
}

impl AnswerKey {
    /// The bytes that it occupies.
    pub(super) fn bytes(&self) -> usize {
        self.target.len() + self.wishes.len()
    }
}

/// Returns the target of a request that everybody may ask, in whose answer nothing is for this request alone.
pub(super) fn public_target(request: &ServiceRequest) -> Option<&str> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let headers = request.headers();
    let is_public = OWN.iter().all(|name| !headers.contains_key(name));
    (reads && is_public && target.len() <= LONGEST_TARGET).then_some(target)
}

/// The key of a request, before it is owned.
pub(super) fn key<'q>(state: StateNumber, target: &'q str, wishes: &'q Wishes) -> AnswerKeyRef<'q> {
    AnswerKeyRef { state, target, wishes: &wishes.normal }
}

impl Question {
    /// The question of a request; `None` if its answer is not kept.
    pub(super) fn of(
        request: &ServiceRequest,
        state: StateNumber,
        known: &KnownWishes,
    ) -> Option<Self> {
        let target = public_target(request)?.into();
        Some(Self { state, target, wishes: known.of(request.headers())? })
    }

    /// The key of the answer to it that was made from this state.
    pub(super) fn at(&self, state: StateNumber) -> AnswerKey {
        let (target, wishes) = (Arc::clone(&self.target), self.wishes.normal.as_str().into());
        AnswerKey { state, target, wishes }
    }
}
