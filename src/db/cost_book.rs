//! Remembers how long each kind of question took, so that costly ones never hold all connections.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
    time::Duration,
};

use quick_cache::sync::Cache;

/// From this time on a question is costly: a hundred times what a page of a list takes.
const COSTLY: Duration = Duration::from_millis(100);

/// The number of kinds that are remembered.
const KINDS: usize = 4_096;

/// How much of the mean the last question of a kind is.
const WEIGHT: u32 = 4;

/// Questions that the database answers in the same way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct QuestionKind(u64);

impl QuestionKind {
    /// The kind of a question that is made of these parts, none of which may be a value of its own, such as an id
    /// or a word.
    pub(crate) fn of<'a>(parts: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let mut hasher = DefaultHasher::new();
        parts.into_iter().for_each(|part| part.hash(&mut hasher));
        Self(hasher.finish())
    }
}

/// The mean time of each kind. A clone shares it.
#[derive(Clone)]
pub(super) struct CostBook(Arc<Cache<QuestionKind, Duration>>);

impl Default for CostBook {
    fn default() -> Self {
        Self(Arc::new(Cache::new(KINDS)))
    }
}

impl CostBook {
    pub(super) fn is_costly(&self, kind: QuestionKind) -> bool {
        self.0.get(&kind).is_some_and(|mean| mean >= COSTLY)
    }

    pub(super) fn note(&self, kind: QuestionKind, took: Duration) {
        match self.0.get(&kind) {
            None => self.0.insert(kind, took),
            Some(mean) => self.0.insert(kind, (mean * (WEIGHT - 1) + took) / WEIGHT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_costly_as_long_as_its_questions_are() {
        let (book, kind) = (CostBook::default(), QuestionKind::of([("events", 0), ("partner", 2)]));
        assert!(!book.is_costly(kind), "what is not known is not costly");
        book.note(kind, Duration::from_secs(2));
        assert!(book.is_costly(kind));
        assert!(!book.is_costly(QuestionKind::of([("events", 0), ("partner", 1)])));
        (0..20).for_each(|_| book.note(kind, Duration::from_millis(1)));
        assert!(!book.is_costly(kind));
    }
}
