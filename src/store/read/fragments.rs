//! The JSON of records, kept for the next answer that has the same record.
//!
//! Many lists have the same records: the pages before and after, another filter, another order. The JSON of a record is
//! the same in all of them as long as the public sees the same state of the data set, in the same languages.

use std::{marker::PhantomData, sync::Arc};

use quick_cache::{Weighter, sync::Cache};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::audience::Audience;
use crate::{
    db::public_state::StateNumber, model::visibility::Visibility, values::language::Language,
};

/// The bytes of all fragments, unless the operator chooses another number.
const DEFAULT_BYTES: u64 = 8 << 20;

/// The part of all bytes that one fragment may have.
const PART_OF_ONE: u64 = 64;

/// What a fragment is estimated to have, for the number of fragments that are expected.
const USUAL_BYTES: u64 = 2 << 10;

/// The JSON of one record as everybody sees it.
#[derive(Debug)]
pub(crate) struct Fragment {
    json: Box<RawValue>,
    /// The revision of the last change of the record.
    pub revision: i64,
    /// What the record takes of the bytes of a page.
    pub weight: usize,
    /// The languages of its texts.
    pub languages: Box<[Language]>,
}

/// A record in a response: made for it, or kept from an earlier one.
#[derive(Debug)]
pub enum Served<V> {
    /// Made for the response.
    Made(V),
    /// The JSON of such a view.
    Kept(KeptJson<V>),
}

/// The kept JSON of a view.
#[derive(Debug)]
pub struct KeptJson<V>(Arc<Fragment>, PhantomData<V>);

impl<V: Serialize> Serialize for Served<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Made(view) => view.serialize(serializer),
            Self::Kept(KeptJson(fragment, _)) => fragment.json.serialize(serializer),
        }
    }
}

impl<V> Served<V> {
    /// The view, if it was made for the response.
    pub(crate) fn made(&self) -> Option<&V> {
        match self {
            Self::Made(view) => Some(view),
            Self::Kept(_) => None,
        }
    }

    /// A record whose JSON is kept.
    pub(super) fn kept(fragment: Arc<Fragment>) -> Self {
        Self::Kept(KeptJson(fragment, PhantomData))
    }
}

/// The record of a fragment.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum FragmentOf {
    /// The record with this number.
    Number(i64),
    /// The record at this path.
    Path(String),
}

/// For whom fragments are made.
#[derive(PartialEq, Eq, Hash, Debug)]
struct FragmentReaders {
    state: StateNumber,
    languages: Vec<Language>,
    lang: Option<Language>,
}

type FragmentKey = (Arc<FragmentReaders>, FragmentOf);

/// What a fragment occupies.
#[derive(Clone)]
struct FragmentWeight;

impl Weighter<FragmentKey, Arc<Fragment>> for FragmentWeight {
    fn weight(&self, (readers, of): &FragmentKey, fragment: &Arc<Fragment>) -> u64 {
        let languages = readers.languages.len() + fragment.languages.len() + 1;
        let path = match of {
            FragmentOf::Number(_) => 0,
            FragmentOf::Path(path) => path.len(),
        };
        let fixed = size_of::<FragmentKey>() + size_of::<Fragment>();
        let bytes = fixed + fragment.json.get().len() + path + languages * size_of::<Language>();
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

type FragmentCache = Cache<FragmentKey, Arc<Fragment>, FragmentWeight>;

/// The fragments of all readers. A clone shares them.
#[derive(Clone)]
pub struct Fragments(Option<Arc<FragmentStore>>);

struct FragmentStore {
    cache: FragmentCache,
    largest: u64,
}

impl Default for Fragments {
    fn default() -> Self {
        Self::of(DEFAULT_BYTES)
    }
}

impl Fragments {
    /// Keeps fragments of so many bytes together; none if there are none.
    pub fn of(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_BYTES).unwrap_or(usize::MAX);
        Self((bytes > 0).then(|| {
            Arc::new(FragmentStore {
                cache: Cache::with_weighter(items.max(1), bytes, FragmentWeight),
                largest: bytes / PART_OF_ONE,
            })
        }))
    }

    /// The fragments for these readers at this state; `None` if none are kept for them.
    pub(super) fn for_readers(
        &self,
        state: StateNumber,
        audience: &Audience,
    ) -> Option<ReadersFragments> {
        let store = self.0.as_ref().filter(|_| audience.visibility == Visibility::Public)?;
        let Audience { languages, lang, .. } = audience;
        let (languages, lang) = (languages.clone(), lang.clone());
        let readers = Arc::new(FragmentReaders { state, languages, lang });
        Some(ReadersFragments { store: Arc::clone(store), readers })
    }
}

/// The fragments for the readers of one state in the same languages.
pub(super) struct ReadersFragments {
    store: Arc<FragmentStore>,
    readers: Arc<FragmentReaders>,
}

impl ReadersFragments {
    /// Returns the fragment of a record.
    pub(super) fn get(&self, of: FragmentOf) -> Option<Arc<Fragment>> {
        self.store.cache.get(&(Arc::clone(&self.readers), of))
    }

    /// Keeps the JSON of a record, unless it is large.
    pub(super) fn keep<V: Serialize>(
        &self,
        of: FragmentOf,
        view: &V,
        (revision, weight): (i64, usize),
        languages: impl IntoIterator<Item = Language>,
    ) -> serde_json::Result<Arc<Fragment>> {
        let (json, languages) = (to_raw_value(view)?, languages.into_iter().collect());
        let fragment = Arc::new(Fragment { json, revision, weight, languages });
        let key = (Arc::clone(&self.readers), of);
        if FragmentWeight.weight(&key, &fragment) <= self.store.largest {
            self.store.cache.insert(key, Arc::clone(&fragment));
        }
        Ok(fragment)
    }
}
