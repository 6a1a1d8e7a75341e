//! What reading keeps for the next reader of the same state.

use super::{fragments::Fragments, total_cache::TotalCache};

/// The caches. A clone shares them.
#[derive(Clone, Default)]
pub struct ReadCaches {
    /// The totals of lists.
    pub totals: TotalCache,
    /// The JSON of records.
    pub fragments: Fragments,
}

impl ReadCaches {
    /// Keeps so many bytes of JSON.
    pub fn of(bytes: u64) -> Self {
        Self { fragments: Fragments::of(bytes), ..Self::default() }
    }
}
