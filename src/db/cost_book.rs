//! Remembers how long each kind of question took, so that costly ones never hold all connections.

use std::{
    hash::{DefaultHasher, Hash, Hasher as _},
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
pub(crate) struct QuestionKind {
    /// The address, without what is a value of its own.
    address: u64,
    /// The address with the parameters.
    whole: u64,
}

impl QuestionKind {
    /// The kind of a question that is made of these parts, none of which may be a value of its own, such as an id
    /// or a word.
    pub(crate) fn of<'a>(
        address: impl IntoIterator<Item = (&'a str, usize)>,
        parameters: impl IntoIterator<Item = (&'a str, bool)>,
    ) -> Self {
        let mut hasher = DefaultHasher::new();
        address.into_iter().for_each(|segment| segment.hash(&mut hasher));
        let address = hasher.finish();
        parameters.into_iter().for_each(|parameter| parameter.hash(&mut hasher));
        Self { address, whole: hasher.finish() }
    }
}

/// The mean time of each kind. A clone shares it.
#[derive(Clone)]
pub(super) struct CostBook {
    kinds: Arc<Cache<QuestionKind, Duration>>,
    /// For each address, how long the first questions of new kinds took: who asks in always new ways is known by it.
    firsts: Arc<Cache<u64, Duration>>,
}

impl Default for CostBook {
    fn default() -> Self {
        Self { kinds: Arc::new(Cache::new(KINDS)), firsts: Arc::new(Cache::new(KINDS)) }
    }
}

impl CostBook {
    pub(super) fn is_costly(&self, kind: QuestionKind) -> bool {
        let mean = self.kinds.get(&kind).or_else(|| self.firsts.get(&kind.address));
        mean.is_some_and(|mean| mean >= COSTLY)
    }

    pub(super) fn note(&self, kind: QuestionKind, took: Duration) {
        if !note(&self.kinds, kind, took) {
            note(&self.firsts, kind.address, took);
        }
    }
}

/// Adds a time to a mean; returns whether there was one. The first time counts half, so that what is slow once, when
/// the machine is busy or has read nothing yet, is not taken for costly.
fn note<K: Hash + Eq + Clone>(means: &Cache<K, Duration>, key: K, took: Duration) -> bool {
    let before = means.get(&key);
    means.insert(key, before.map_or(took / 2, |mean| (mean * (WEIGHT - 1) + took) / WEIGHT));
    before.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(parameters: &[(&'static str, bool)]) -> QuestionKind {
        QuestionKind::of([("events", 0)], parameters.iter().copied())
    }

    #[test]
    fn a_kind_is_costly_as_long_as_its_questions_are() {
        let book = CostBook::default();
        let (one, several) = (kind(&[("partner", false)]), kind(&[("partner", true)]));
        assert!(!book.is_costly(several), "what is not known is not costly");
        book.note(one, Duration::from_millis(1));
        book.note(several, Duration::from_secs(2));
        assert!(book.is_costly(several) && !book.is_costly(one));
        (0..20).for_each(|_| book.note(several, Duration::from_millis(1)));
        assert!(!book.is_costly(several));
    }

    #[test]
    fn who_asks_in_always_new_ways_is_not_new() {
        let (book, usual) = (CostBook::default(), kind(&[("kind", false)]));
        book.note(usual, Duration::from_millis(1));
        for name in ["from", "to", "topic", "status"] {
            book.note(kind(&[(name, true), ("sort", false)]), Duration::from_secs(1));
        }
        assert!(book.is_costly(kind(&[("q", false), ("direction", false)])), "as the others were");
        assert!(!book.is_costly(usual), "what is known is judged by itself");
        assert!(!book.is_costly(QuestionKind::of([("partners", 0)], [])), "and so are others");
        for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"] {
            book.note(kind(&[(name, false)]), Duration::from_millis(1));
        }
        assert!(!book.is_costly(kind(&[("z", false)])));
    }
}
