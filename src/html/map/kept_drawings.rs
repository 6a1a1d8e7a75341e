//! Maps that were drawn before: a drawing depends on nothing but its places, their names and its size.

use std::sync::{Arc, Mutex, PoisonError};

use super::drawing::{MapDrawing, MapPlace, MapSize};

/// The most drawings that are kept: of the home page in each language, and of the records that were shown last.
const MOST: usize = 32;

/// What a drawing depends on: whether the first place is home, the places and the size, as bits, and the names.
#[derive(PartialEq, Eq)]
pub(super) struct MapKey {
    has_home: bool,
    numbers: Vec<u64>,
    labels: Vec<String>,
}

impl MapKey {
    /// The key of a map of home, if that is known, and partners.
    pub(super) fn of(home: Option<&MapPlace>, partners: &[MapPlace], size: MapSize) -> Self {
        let places = || home.into_iter().chain(partners);
        let degrees = places().flat_map(|place| [place.latitude, place.longitude]);
        let numbers = degrees.chain([size.width, size.height]).map(f64::to_bits).collect();
        let labels = places().map(|place| place.label.clone()).collect();
        Self { has_home: home.is_some(), numbers, labels }
    }
}

/// Drawings that are kept, those that were used last at the end.
pub(super) struct KeptDrawings(Mutex<Vec<(MapKey, Arc<MapDrawing>)>>);

/// The drawings that this process keeps.
pub(super) static KEPT: KeptDrawings = KeptDrawings::new();

impl KeptDrawings {
    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Returns the drawing with this key, drawn if it is not kept.
    pub(super) fn get(
        &self,
        key: MapKey,
        draw: impl FnOnce() -> Option<MapDrawing>,
    ) -> Option<Arc<MapDrawing>> {
        if let Some(found) = self.find(&key) {
            return Some(found);
        }
        // Drawn without the lock, so that other maps need not wait.
        let drawn = Arc::new(draw()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push((key, Arc::clone(&drawn)));
        Some(drawn)
    }

    fn find(&self, key: &MapKey) -> Option<Arc<MapDrawing>> {
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

    fn size(width: f64) -> MapSize {
        MapSize { width, height: 1.0 }
    }

    #[test]
    fn what_was_drawn_is_not_drawn_again_as_long_as_it_is_kept() {
        let drawings = KeptDrawings::new();
        let is_drawn = |width: i32| {
            let mut is_new = false;
            let size = size(f64::from(width));
            let drawing = drawings.get(MapKey::of(None, &[], size), || {
                is_new = true;
                let (land, borders, arcs) = (String::new(), String::new(), Vec::new());
                Some(MapDrawing { size, land, borders, arcs, home: None, marks: Vec::new() })
            });
            assert_eq!(drawing.unwrap().size, size);
            is_new
        };
        assert!(is_drawn(1));
        assert!(!is_drawn(1));
        for width in 2..100 {
            assert!(is_drawn(width));
            assert!(!is_drawn(1), "what is used stays");
        }
        assert!(!is_drawn(99));
        assert!(is_drawn(2), "no more than so many are kept");
    }

    #[test]
    fn maps_of_other_places_names_or_sizes_are_other_maps() {
        let place = |latitude: f64, label: &str| MapPlace {
            latitude,
            longitude: 1.0,
            label: label.to_owned(),
        };
        let (one, moved, renamed) = (place(1.0, "a"), place(2.0, "a"), place(1.0, "b"));
        let key = |home, partner: Option<&MapPlace>, width| {
            MapKey::of(home, partner.map_or(&[], std::slice::from_ref), size(width))
        };
        let this = key(Some(&one), Some(&one), 1.0);
        for (other, is_same) in [
            (key(Some(&one), Some(&one), 1.0), true),
            (key(Some(&moved), Some(&one), 1.0), false),
            (key(Some(&one), Some(&moved), 1.0), false),
            (key(Some(&one), Some(&renamed), 1.0), false),
            (key(Some(&renamed), Some(&one), 1.0), false),
            (key(Some(&one), Some(&one), 2.0), false),
            (key(Some(&one), None, 1.0), false),
            (MapKey::of(None, &[one.clone(), one.clone()], size(1.0)), false),
        ] {
            assert_eq!(this == other, is_same);
        }
    }
}
