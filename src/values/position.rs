//! A point on the map in whole numbers, which every database compares and calculates alike.

use super::place::Location;

/// The millionths in a degree: about 11 cm of a meridian.
const MICRO: f64 = 1e6;

/// The radius of the unit sphere in the whole numbers of [`GeoPosition::on_sphere`]: 6 mm of the Earth.
pub(crate) const SPHERE: f64 = 1e9;

/// The bits of each coordinate in a cell: 360 degrees have fewer millionths.
pub(crate) const CELL_BITS: u32 = 29;

/// A point in millionths of a degree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct GeoPosition {
    /// Millionths of a degree north of the equator.
    pub latitude: i64,
    /// Millionths of a degree east of Greenwich.
    pub longitude: i64,
}

impl From<Location> for GeoPosition {
    fn from(location: Location) -> Self {
        Self { latitude: micro(location.latitude), longitude: micro(location.longitude) }
    }
}

impl From<GeoPosition> for Location {
    fn from(position: GeoPosition) -> Self {
        Self { latitude: degrees(position.latitude), longitude: degrees(position.longitude) }
    }
}

impl GeoPosition {
    /// The point on the unit sphere, with the coordinates x (longitude 0), y (longitude 90) and z (north).
    pub(crate) fn on_sphere(self) -> [i64; 3] {
        let (sin, cos) = degrees(self.latitude).to_radians().sin_cos();
        let (east_sin, east_cos) = degrees(self.longitude).to_radians().sin_cos();
        [cos * east_cos, cos * east_sin, sin].map(|part| whole(part * SPHERE))
    }

    /// The number of the cell: the bits of the two coordinates by turns (a Z-order curve).
    pub(crate) fn cell(self) -> i64 {
        let [x, y] = self.to_corner();
        interleaved(x, y)
    }

    /// The distances from the meridian of 180° west and from the south pole.
    pub(crate) fn to_corner(self) -> [i64; 2] {
        [self.longitude + micro(180.0), self.latitude + micro(90.0)]
    }
}

/// The number whose bits are those of `x` and `y` by turns.
pub(crate) fn interleaved(x: i64, y: i64) -> i64 {
    (0..CELL_BITS)
        .fold(0, |cell, bit| cell | (x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1))
}

/// Degrees in millionths.
pub(crate) fn micro(degrees: f64) -> i64 {
    whole(degrees * MICRO)
}

/// Millionths in degrees.
#[expect(clippy::cast_precision_loss, reason = "at most 360 million")]
pub(crate) fn degrees(micro: i64) -> f64 {
    micro as f64 / MICRO
}

/// The nearest whole number.
#[expect(clippy::cast_possible_truncation, reason = "rounded, and at most 4·10¹⁸")]
pub(crate) fn whole(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> GeoPosition {
        GeoPosition::from(Location { latitude, longitude })
    }

    #[test]
    fn a_point_is_written_in_whole_numbers() {
        assert_eq!(
            at(54.41056, -22.011_67),
            GeoPosition { latitude: 54_410_560, longitude: -22_011_670 }
        );
        for (latitude, longitude, expected) in [
            (0.0, 0.0, [1_000_000_000, 0, 0]),
            (0.0, 90.0, [0, 1_000_000_000, 0]),
            (0.0, 180.0, [-1_000_000_000, 0, 0]),
            (90.0, 50.0, [0, 0, 1_000_000_000]),
            (-90.0, 0.0, [0, 0, -1_000_000_000]),
        ] {
            assert_eq!(at(latitude, longitude).on_sphere(), expected, "{latitude}, {longitude}");
        }
    }

    #[test]
    fn cells_of_one_quarter_follow_each_other() {
        let corners = [at(-90.0, -180.0), at(0.0, 0.0), at(90.0, 180.0)].map(GeoPosition::cell);
        assert_eq!(corners[0], 0);
        assert!(corners.is_sorted() && corners[2] < 1 << (2 * CELL_BITS), "{corners:?}");
        assert_eq!([interleaved(0b11, 0), interleaved(0, 0b11)], [0b0101, 0b1010]);
    }
}
