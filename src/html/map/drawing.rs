//! What a map is drawn from, and the drawing.

/// A place to show.
#[derive(Clone, Debug)]
pub(crate) struct MapPlace {
    /// The latitude in degrees, from -90 to 90.
    pub latitude: f64,
    /// The longitude in degrees, from -180 to 180.
    pub longitude: f64,
    /// The name to show beside the mark.
    pub label: String,
}

/// The size of a drawing (its `viewBox`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MapSize {
    /// The width in pixels.
    pub width: f64,
    /// The height in pixels.
    pub height: f64,
}

impl MapSize {
    /// The size with values that a drawing can have.
    pub(crate) fn valid(self) -> Self {
        let valid = |side: f64| if side.is_nan() { 1.0 } else { side.clamp(1.0, 10_000.0) };
        Self { width: valid(self.width), height: valid(self.height) }
    }
}

/// A map.
#[derive(Debug)]
pub(crate) struct MapDrawing {
    /// The size of the drawing.
    pub size: MapSize,
    /// The land as path data, to be filled with the rule `nonzero`.
    pub land: String,
    /// The borders between countries as path data, to be stroked.
    pub borders: String,
    /// A curve from home to each mark as path data, in the order of `marks`. Empty without home.
    pub arcs: Vec<String>,
    /// The mark of the home place; its `places` is empty.
    pub home: Option<Mark>,
    /// The marks of the partner places, in the order of their first place.
    pub marks: Vec<Mark>,
}

/// A mark on the map.
#[derive(Debug)]
pub(crate) struct Mark {
    /// The distance of the centre from the left side in pixels.
    pub x: f64,
    /// The distance of the centre from the upper side in pixels.
    pub y: f64,
    /// The indexes of the partner places that share the mark.
    pub places: Vec<usize>,
    /// Where the label of the first place goes, if there is room for it.
    pub label: Option<LabelPosition>,
}

/// Where the text of a label is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LabelPosition {
    /// The horizontal position of the anchor in pixels.
    pub x: f64,
    /// The vertical position of the baseline in pixels.
    pub y: f64,
    /// The point of the text that is at `x`.
    pub anchor: Anchor,
}

/// The point of a text that its position means (`text-anchor`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Anchor {
    /// The start.
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_made_valid() {
        for side in [0.0, -5.0, f64::NAN, f64::INFINITY, 440.5] {
            let size = MapSize { width: side, height: side }.valid();
            assert!((1.0..=10_000.0).contains(&size.width), "{side}");
            assert!((1.0..=10_000.0).contains(&size.height), "{side}");
        }
    }
}
