//! The answers that are kept, and those that are being made.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpMessage as _, HttpResponse, body::BoxBody, dev::ServiceRequest, rt::time::timeout,
};
use jiff::Timestamp;
use quick_cache::{Weighter, sync::Cache};

use super::{
    answer::{KeptAnswer, SameForAll, ToBeKept},
    flights::{Flight, Flights, Landing, Part, landing},
    question::{AnswerKey, Question, key, public_target},
    wishes::{KnownWishes, Wishes},
};
use crate::db::public_state::KnownState;

/// The bytes of all kept answers, unless the operator chooses another number.
pub(crate) const DEFAULT_BYTES: u64 = 32 << 20;

/// The part of all bytes that one answer may have: large ones would push out many small ones, and who reads a large one
/// waits for the network.
const PART_OF_ONE: u64 = 64;

/// How long one waits for an answer that another makes.
const PATIENCE: Duration = Duration::from_secs(1);

/// What an answer is estimated to have, for the number of answers that are expected.
const USUAL_BYTES: u64 = 8 << 10;

/// What is known of the answer to a question.
#[derive(Clone)]
enum Entry {
    /// The answer.
    Kept(Arc<KeptAnswer>),
    /// The answer is not kept, so that nobody needs to wait for it.
    Own,
}

/// What an entry occupies.
#[derive(Clone)]
struct EntryWeight;

impl Weighter<AnswerKey, Entry> for EntryWeight {
    fn weight(&self, key: &AnswerKey, entry: &Entry) -> u64 {
        let answer = match entry {
            Entry::Kept(answer) => answer.weight(),
            Entry::Own => 0,
        };
        u64::try_from(size_of::<AnswerKey>() + key.bytes() + answer).unwrap_or(u64::MAX)
    }
}

/// The kept answers. A clone shares them.
#[derive(Clone)]
pub struct KeptAnswers(Option<Arc<AnswerStore>>);

struct AnswerStore {
    entries: Cache<AnswerKey, Entry, EntryWeight>,
    wishes: KnownWishes,
    flights: Flights,
    largest: u64,
}

impl Default for KeptAnswers {
    fn default() -> Self {
        Self::of(DEFAULT_BYTES)
    }
}

/// An answer that is at hand, for a reader with these wishes.
pub(crate) struct AtHand {
    /// The answer.
    pub answer: Arc<KeptAnswer>,
    /// The wishes.
    pub wishes: Arc<Wishes>,
}

/// The part of a request in making an answer.
pub(crate) enum AnswerTurn {
    /// The answer is there.
    Kept(AtHand),
    /// The request makes the answer, for all who ask the same.
    Makes(Flight, Question),
    /// The request is for itself.
    Own,
}

impl KeptAnswers {
    /// Keeps answers of so many bytes together; none if there are none.
    pub fn of(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_BYTES).unwrap_or(usize::MAX);
        Self((bytes > 0).then(|| {
            Arc::new(AnswerStore {
                entries: Cache::with_weighter(items.max(1), bytes, EntryWeight),
                wishes: KnownWishes::new(),
                flights: Flights::default(),
                largest: bytes / PART_OF_ONE,
            })
        }))
    }

    /// Returns the answer to a request if it is at hand.
    pub(crate) fn at_hand(&self, request: &ServiceRequest, known: &KnownState) -> Option<AtHand> {
        let kept = self.0.as_ref()?;
        let target = public_target(request)?;
        let state = known.current(Instant::now())?;
        let wishes = kept.wishes.of(request.headers())?;
        let Some(Entry::Kept(answer)) = kept.entries.get(&key(state, target, &wishes)) else {
            return None;
        };
        answer.is_right(Timestamp::now).then_some(AtHand { answer, wishes })
    }

    /// Waits for the turn of a request whose answer is not at hand.
    pub(crate) async fn turn(
        &self,
        request: &mut ServiceRequest,
        known: &KnownState,
    ) -> AnswerTurn {
        let Some(kept) = &self.0 else { return AnswerTurn::Own };
        loop {
            let state = known.current(Instant::now());
            let question = state.and_then(|state| Question::of(request, state, &kept.wishes));
            let Some(question) = question else { return AnswerTurn::Own };
            let key = question.at(question.state);
            match kept.entries.get(&key) {
                Some(Entry::Kept(answer)) if answer.is_right(Timestamp::now) => {
                    return AnswerTurn::Kept(AtHand { answer, wishes: question.wishes });
                }
                Some(Entry::Own) => return AnswerTurn::Own,
                Some(Entry::Kept(_)) | None => {}
            }
            match kept.flights.join(key) {
                Part::Makes(flight) => {
                    request.extensions_mut().insert(ToBeKept);
                    return AnswerTurn::Makes(flight, question);
                }
                // Whoever makes it may wait for its own share of the database: the others wait only so long for it.
                Part::Waits(awaited) => match timeout(PATIENCE, landing(awaited)).await {
                    Ok(Some(Landing::Kept(answer))) if answer.is_right(Timestamp::now) => {
                        return AnswerTurn::Kept(AtHand { answer, wishes: question.wishes });
                    }
                    Ok(Some(Landing::Kept(_) | Landing::NotKept)) | Err(_) => {
                        return AnswerTurn::Own;
                    }
                    Ok(None) => {}
                },
            }
        }
    }

    /// Keeps the response of a request that made it, if it may be kept; gives back any other.
    #[expect(
        clippy::result_large_err,
        reason = "it is a response that is sent, as large as any other"
    )]
    pub(crate) fn keep(
        &self,
        flight: Flight,
        question: Question,
        mut response: HttpResponse<BoxBody>,
    ) -> Result<AtHand, HttpResponse<BoxBody>> {
        let same = response.extensions_mut().remove::<SameForAll>();
        let is_failure = response.status().is_server_error();
        let Some(SameForAll { state, day }) = same else {
            // A failure says nothing of the next answer.
            if let (Some(kept), false) = (&self.0, is_failure) {
                kept.entries.insert(question.at(question.state), Entry::Own);
            }
            flight.land(Landing::NotKept);
            return Err(response);
        };
        let answer = match KeptAnswer::of(response, day) {
            Ok(answer) => Arc::new(answer),
            Err(response) => {
                flight.land(Landing::NotKept);
                return Err(response);
            }
        };
        if let (Some(kept), Some(state)) = (&self.0, state) {
            let (key, entry) = (question.at(state), Entry::Kept(Arc::clone(&answer)));
            let is_kept = EntryWeight.weight(&key, &entry) <= kept.largest;
            kept.entries.insert(key, if is_kept { entry } else { Entry::Own });
        }
        flight.land(Landing::Kept(Arc::clone(&answer)));
        Ok(AtHand { answer, wishes: question.wishes })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{
        http::header,
        rt::{task::JoinHandle, time::sleep},
        test::TestRequest,
    };

    use super::*;
    use crate::db::public_state::{DataSetRow, StateNumber};

    const WAITING: usize = 9;

    fn state(public_revision: i64) -> DataSetRow {
        let text = || "a".to_owned();
        DataSetRow {
            instance: text(),
            revision: public_revision,
            public_revision,
            default_language: text(),
            languages: text(),
            index_version: text(),
        }
    }

    /// Kept answers, at a known state.
    fn begun() -> (KeptAnswers, KnownState, Option<StateNumber>) {
        let known = KnownState::default();
        let number = known.note(&state(1), Instant::now() + Duration::from_mins(1));
        (KeptAnswers::default(), known, number)
    }

    fn request() -> ServiceRequest {
        TestRequest::with_uri("/api/v1/events").to_srv_request()
    }

    /// A response that is the same for all, made from this state.
    fn response(state: Option<StateNumber>) -> HttpResponse {
        let mut response = HttpResponse::Ok().insert_header((header::ETAG, "\"1-a\"")).body("body");
        response.extensions_mut().insert(SameForAll { state, day: None });
        response
    }

    /// Begins with one who makes the answer, and others who wait for it.
    async fn waiting(
        kept: &KeptAnswers,
        known: &KnownState,
    ) -> (Flight, Question, Vec<JoinHandle<AnswerTurn>>) {
        let AnswerTurn::Makes(flight, question) = kept.turn(&mut request(), known).await else {
            panic!("nobody else asks");
        };
        let others = (0..WAITING).map(|_| {
            let (kept, known) = (kept.clone(), known.clone());
            actix_web::rt::spawn(async move { kept.turn(&mut request(), &known).await })
        });
        let others: Vec<_> = others.collect();
        sleep(Duration::from_millis(20)).await;
        assert!(others.iter().all(|other| !other.is_finished()));
        (flight, question, others)
    }

    async fn turns(others: Vec<JoinHandle<AnswerTurn>>) -> Vec<AnswerTurn> {
        let mut turns = Vec::new();
        for other in others {
            turns.push(timeout(Duration::from_secs(9), other).await.unwrap().unwrap());
        }
        turns
    }

    #[actix_web::test]
    async fn all_who_wait_get_what_one_made_and_so_does_who_asks_next() {
        let (kept, known, number) = begun();
        let (flight, question, others) = waiting(&kept, &known).await;
        assert!(kept.at_hand(&request(), &known).is_none());
        assert!(kept.keep(flight, question, response(number)).is_ok());
        assert!(turns(others).await.iter().all(|turn| matches!(turn, AnswerTurn::Kept(_))));
        assert!(kept.at_hand(&request(), &known).is_some());
    }

    #[actix_web::test]
    async fn what_is_not_kept_frees_all_who_wait_at_once() {
        let unavailable = || HttpResponse::ServiceUnavailable().finish();
        for (response, is_asked_again) in
            [(HttpResponse::NotFound().finish(), false), (unavailable(), true)]
        {
            let (kept, known, _) = begun();
            let (flight, question, others) = waiting(&kept, &known).await;
            assert!(kept.keep(flight, question, response).is_err());
            assert!(turns(others).await.iter().all(|turn| matches!(turn, AnswerTurn::Own)));
            let next = kept.turn(&mut request(), &known).await;
            assert_eq!(
                matches!(next, AnswerTurn::Makes(..)),
                is_asked_again,
                "a failure says nothing"
            );
        }
    }

    #[actix_web::test]
    async fn if_who_makes_it_leaves_another_makes_it() {
        let (kept, known, number) = begun();
        let (flight, _, others) = waiting(&kept, &known).await;
        drop(flight);
        sleep(Duration::from_millis(20)).await;
        let (mut done, waiting): (Vec<_>, Vec<_>) =
            others.into_iter().partition(JoinHandle::is_finished);
        assert_eq!((done.len(), waiting.len()), (1, WAITING - 1));
        let AnswerTurn::Makes(flight, question) = done.remove(0).await.unwrap() else {
            panic!("it is not made");
        };
        assert!(kept.keep(flight, question, response(number)).is_ok());
        assert!(turns(waiting).await.iter().all(|turn| matches!(turn, AnswerTurn::Kept(_))));
    }

    #[actix_web::test]
    async fn an_answer_is_kept_for_the_state_that_it_was_made_from() {
        let (kept, known, before) = begun();
        let (flight, question, others) = waiting(&kept, &known).await;
        // A change is committed and published before the answer begins to be made.
        let after = known.note(&state(2), Instant::now() + Duration::from_mins(2));
        assert!(after.is_some() && after != before);
        assert!(kept.keep(flight, question, response(after)).is_ok());
        assert!(turns(others).await.iter().all(|turn| matches!(turn, AnswerTurn::Kept(_))));
        assert!(kept.at_hand(&request(), &known).is_some());
        known.note(&state(1), Instant::now() + Duration::from_mins(3));
        assert!(kept.at_hand(&request(), &known).is_none(), "a state that comes again is another");
    }

    #[actix_web::test]
    async fn an_answer_of_a_state_that_is_over_is_for_those_alone_who_waited() {
        let (kept, known, _) = begun();
        let (flight, question, others) = waiting(&kept, &known).await;
        assert!(kept.keep(flight, question, response(None)).is_ok());
        assert!(turns(others).await.iter().all(|turn| matches!(turn, AnswerTurn::Kept(_))));
        assert!(kept.at_hand(&request(), &known).is_none());
    }

    #[actix_web::test]
    async fn where_no_state_is_known_everybody_asks_for_themselves() {
        let (kept, known) = (KeptAnswers::default(), KnownState::default());
        assert!(matches!(kept.turn(&mut request(), &known).await, AnswerTurn::Own));
        let (_, known, _) = begun();
        let off = KeptAnswers::of(0);
        assert!(matches!(off.turn(&mut request(), &known).await, AnswerTurn::Own));
    }
}
