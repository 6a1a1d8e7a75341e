//! Outlines that were drawn before: they cost most of a map, and depend on nothing but its window.

use std::sync::{Arc, Mutex, PoisonError};

use super::path::PathData;

/// The most windows whose outlines are kept: of the home page, and of the records that were shown last.
const MOST: usize = 32;

/// What the outlines of a map depend on: its places and its size, as bits.
pub(super) type MapKey = Vec<u64>;

/// Outlines that are kept, those that were used last at the end.
pub(super) struct KeptLand(Mutex<Vec<(MapKey, Arc<PathData>)>>);

/// The outlines that this process keeps.
pub(super) static KEPT: KeptLand = KeptLand::new();

impl KeptLand {
    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Returns the outlines of a window, drawn if they are not kept.
    pub(super) fn get(&self, key: MapKey, draw: impl FnOnce() -> PathData) -> Arc<PathData> {
        if let Some(found) = self.find(&key) {
            return found;
        }
        // Drawn without the lock, so that other maps need not wait.
        let drawn = Arc::new(draw());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push((key, Arc::clone(&drawn)));
        drawn
    }

    fn find(&self, key: &MapKey) -> Option<Arc<PathData>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(own, _)| own == key)?;
        let found = kept.remove(at);
        let data = Arc::clone(&found.1);
        kept.push(found);
        Some(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_is_not_drawn_again_as_long_as_it_is_kept() {
        let land = KeptLand::new();
        let is_drawn = |key: u64| {
            let mut is_new = false;
            let data = land.get(vec![key], || {
                is_new = true;
                PathData { rings: key.to_string(), ..PathData::default() }
            });
            assert_eq!(data.rings, key.to_string());
            is_new
        };
        assert!(is_drawn(1));
        assert!(!is_drawn(1));
        for key in 2..100 {
            assert!(is_drawn(key));
            assert!(!is_drawn(1), "what is used stays");
        }
        assert!(!is_drawn(99));
        assert!(is_drawn(2), "no more than so many are kept");
    }
}
