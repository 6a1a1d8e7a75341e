//! The window of the projected plane that a drawing shows.

use super::{
    clip::Rectangle,
    drawing::MapSize,
    projection::{PlanePoint, Projection, UnitVector},
};

/// The mean radius of the earth in kilometres.
const EARTH_RADIUS_KM: f64 = 6371.0088;
/// The width of the region around a single place, in kilometres.
const SINGLE_PLACE_WIDTH_KM: f64 = 600.0;
/// The minimum width of the region around several places, in kilometres.
const MIN_WIDTH_KM: f64 = 300.0;
/// Places closer together than this are shown as a single place, in kilometres.
const SAME_PLACE_KM: f64 = 1.0;
/// The part of the width and height that is kept free of places on each side.
const MARGIN_SHARE: f64 = 0.12;
/// The minimum of that margin, in pixels.
const MIN_MARGIN: f64 = 40.0;
/// The maximum of that margin, as a part of the width or height of a very small drawing.
const MAX_MARGIN_SHARE: f64 = 0.4;
/// The length below which a region has no width, in earth radii.
const MIN_LENGTH: f64 = 1e-9;

/// A projection together with the window of its plane that fills the drawing.
pub(crate) struct Viewport {
    projection: Projection,
    /// The point of the plane in the middle of the drawing.
    middle: PlanePoint,
    /// Pixels per earth radius.
    scale: f64,
    size: MapSize,
}

impl Viewport {
    /// Fits all places into a drawing. `None` if there is no place.
    pub(crate) fn fit(places: &[UnitVector], size: MapSize) -> Option<Self> {
        let projection = Projection::new(UnitVector::middle(places)?);
        let points: Vec<PlanePoint> =
            places.iter().map(|&place| projection.project(place)).collect();
        let region = Rectangle::around(&points)?;
        Some(Self {
            projection,
            middle: PlanePoint {
                x: f64::midpoint(region.left, region.right),
                y: f64::midpoint(region.top, region.bottom),
            },
            scale: scale_to_fit(region.right - region.left, region.bottom - region.top, size),
            size,
        })
    }

    /// Maps a place to pixels.
    pub(crate) fn project(&self, place: UnitVector) -> PlanePoint {
        self.to_pixels(self.projection.project(place))
    }

    /// Maps a closed ring to pixels, with the part beyond the horizon moved to the horizon.
    pub(crate) fn project_ring(&self, ring: &[UnitVector]) -> Vec<PlanePoint> {
        let points = self.projection.project_ring(ring);
        points.into_iter().map(|point| self.to_pixels(point)).collect()
    }

    /// Maps a line to pixels, without the parts beyond the horizon.
    pub(crate) fn project_line(&self, line: &[UnitVector]) -> Vec<Vec<PlanePoint>> {
        line.split(|&place| !self.projection.is_visible(place))
            .filter(|part| part.len() > 1)
            .map(|part| part.iter().map(|&place| self.project(place)).collect())
            .collect()
    }

    /// The horizon as a closed ring in pixels, clockwise in the drawing.
    pub(crate) fn horizon(&self) -> Vec<PlanePoint> {
        Projection::horizon().into_iter().map(|point| self.to_pixels(point)).collect()
    }

    /// The nearest of several places to the centre of the projection.
    pub(crate) fn nearest(&self, places: &[UnitVector]) -> Option<UnitVector> {
        self.projection.nearest(places)
    }

    /// Converts a point of the plane to pixels.
    fn to_pixels(&self, point: PlanePoint) -> PlanePoint {
        PlanePoint {
            x: self.size.width / 2.0 + (point.x - self.middle.x) * self.scale,
            y: self.size.height / 2.0 - (point.y - self.middle.y) * self.scale,
        }
    }
}

/// The scale at which a region, in earth radii, fits between the margins of a drawing, in pixels
/// per earth radius.
fn scale_to_fit(width: f64, height: f64, size: MapSize) -> f64 {
    let is_single_place = width.max(height) * EARTH_RADIUS_KM < SAME_PLACE_KM;
    let min_width_km = if is_single_place { SINGLE_PLACE_WIDTH_KM } else { MIN_WIDTH_KM };
    let largest = size.width * EARTH_RADIUS_KM / min_width_km;
    let available = |side: f64| {
        let margin = (side * MARGIN_SHARE).max(MIN_MARGIN).min(side * MAX_MARGIN_SHARE);
        side - 2.0 * margin
    };
    let fit = |pixels: f64, length: f64| pixels / length.max(MIN_LENGTH);
    fit(available(size.width), width).min(fit(available(size.height), height)).min(largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: MapSize = MapSize { width: 440.0, height: 310.0 };

    #[test]
    fn regions_have_a_minimum_width() {
        let kilometre = SIZE.width / SINGLE_PLACE_WIDTH_KM;
        let scale = scale_to_fit(0.0, 0.0, SIZE);
        assert!((scale / EARTH_RADIUS_KM - kilometre).abs() < 1e-9);
        let scale = scale_to_fit(50.0 / EARTH_RADIUS_KM, 0.0, SIZE);
        assert!((scale / EARTH_RADIUS_KM - 2.0 * kilometre).abs() < 1e-9);
        let scale = scale_to_fit(1.0, 0.1, SIZE);
        assert!((scale - 440.0 * 0.76).abs() < 1e-9);
    }

    #[test]
    fn places_are_fitted_between_the_margins() {
        let places =
            [(54.0, 21.0), (48.0, -2.0)].map(|(lat, lon)| UnitVector::from_degrees(lat, lon));
        let view = Viewport::fit(&places, SIZE).unwrap();
        let [home, partner] = places.map(|place| view.project(place));
        let margin = SIZE.width * MARGIN_SHARE;
        assert!((partner.x - margin).abs() < 1e-6, "{partner:?}");
        assert!((home.x - (SIZE.width - margin)).abs() < 1e-6, "{home:?}");
        assert!((f64::midpoint(home.y, partner.y) - SIZE.height / 2.0).abs() < 1e-6);
        assert!(home.y < partner.y, "north is up");
        assert!(Viewport::fit(&[], SIZE).is_none());
    }

    #[test]
    fn lines_are_split_at_the_horizon() {
        let view = Viewport::fit(&[UnitVector::from_degrees(0.0, 0.0)], SIZE).unwrap();
        let longitudes = [100.0, 140.0, 160.0, -160.0, -140.0, -100.0, -160.0, -100.0];
        let line = longitudes.map(|longitude| UnitVector::from_degrees(0.0, longitude));
        let lengths: Vec<_> = view.project_line(&line).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 2]);
    }
}
