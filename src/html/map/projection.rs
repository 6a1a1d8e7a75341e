//! The Lambert azimuthal equal-area projection of the sphere to a plane.

use std::f64::consts::PI;

/// The cosine of the horizon, 150°: the angular distance from the centre at which outlines end.
/// Beyond it shapes are stretched out of recognition.
const HORIZON_COSINE: f64 = -0.866_025_403_784_438_6;
/// The distance of the horizon from the centre in the plane, in earth radii: 2 sin(75°).
const HORIZON_RADIUS: f64 = 1.931_851_652_578_136_6;
/// The maximum angle between neighbouring points of a line along the horizon: 5°.
const HORIZON_STEP: f64 = PI / 36.0;
/// Lengths of vectors below this are taken as zero.
const EPSILON: f64 = 1e-9;

/// A place on the earth: a vector of length 1 from its centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct UnitVector {
    x: f64,
    y: f64,
    z: f64,
}

impl UnitVector {
    /// The place at a latitude and longitude in degrees.
    pub(crate) fn from_degrees(latitude: f64, longitude: f64) -> Self {
        let (sin_latitude, cos_latitude) = latitude.to_radians().sin_cos();
        let (sin_longitude, cos_longitude) = longitude.to_radians().sin_cos();
        Self { x: cos_latitude * cos_longitude, y: cos_latitude * sin_longitude, z: sin_latitude }
    }

    /// The scalar product: the cosine of the angle between two places.
    pub(crate) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    /// The middle of all places, or the first one if their mean has no direction. `None` if there
    /// is no place.
    pub(crate) fn middle(places: &[Self]) -> Option<Self> {
        let first = *places.first()?;
        let sum = places
            .iter()
            .fold((0.0, 0.0, 0.0), |(x, y, z), place| (x + place.x, y + place.y, z + place.z));
        let length = (sum.0 * sum.0 + sum.1 * sum.1 + sum.2 * sum.2).sqrt();
        if length < 1e-6 {
            return Some(first);
        }
        Some(Self { x: sum.0 / length, y: sum.1 / length, z: sum.2 / length })
    }
}

/// A point of a plane. In pixels, `y` grows downwards; in earth radii, northwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PlanePoint {
    /// The distance to the right of the origin.
    pub x: f64,
    /// The distance from the origin at right angles to `x`.
    pub y: f64,
}

impl PlanePoint {
    /// The distance to another point.
    pub(crate) fn distance(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        (x * x + y * y).sqrt()
    }
}

/// Maps places to a plane that touches the earth at the centre. Areas are kept; north is up at the
/// centre. Lengths in the plane are in earth radii.
#[derive(Clone, Copy)]
pub(crate) struct Projection {
    centre: UnitVector,
    east: UnitVector,
    north: UnitVector,
}

impl Projection {
    /// The projection around a centre.
    pub(crate) fn new(centre: UnitVector) -> Self {
        let from_axis = centre.x.hypot(centre.y);
        // At a pole every direction is north (or south): the meridian of Greenwich is taken.
        let (sin_longitude, cos_longitude) = if from_axis < EPSILON {
            (0.0, 1.0)
        } else {
            (centre.y / from_axis, centre.x / from_axis)
        };
        Self {
            centre,
            east: UnitVector { x: -sin_longitude, y: cos_longitude, z: 0.0 },
            north: UnitVector {
                x: -centre.z * cos_longitude,
                y: -centre.z * sin_longitude,
                z: from_axis,
            },
        }
    }

    /// Maps a place. The antipode of the centre, which has no direction, lies to the right.
    pub(crate) fn project(self, place: UnitVector) -> PlanePoint {
        let (x, y) = (place.dot(self.east), place.dot(self.north));
        let cosine = place.dot(self.centre).clamp(-1.0, 1.0);
        if cosine > HORIZON_COSINE {
            let factor = (2.0 / (1.0 + cosine)).sqrt();
            return PlanePoint { x: x * factor, y: y * factor };
        }
        let sine = (x * x + y * y).sqrt();
        let radius = (2.0 * (1.0 - cosine)).sqrt();
        if sine < EPSILON {
            return PlanePoint { x: radius, y: 0.0 };
        }
        PlanePoint { x: x / sine * radius, y: y / sine * radius }
    }

    /// Checks whether a place is on the near side of the horizon.
    pub(crate) fn is_visible(self, place: UnitVector) -> bool {
        place.dot(self.centre) > HORIZON_COSINE
    }

    /// The direction of a place beyond the horizon, seen from the centre, in radians anticlockwise
    /// from east. `None` for a visible place.
    fn direction_beyond(self, place: UnitVector) -> Option<f64> {
        (!self.is_visible(place)).then(|| place.dot(self.north).atan2(place.dot(self.east)))
    }

    /// The horizon as a closed ring, clockwise if north is up.
    pub(crate) fn horizon() -> Vec<PlanePoint> {
        let steps = step_count(2.0 * PI, HORIZON_STEP);
        (0..steps).map(|step| horizon_point(-f64::from(step) * HORIZON_STEP)).collect()
    }

    /// The nearest of several places to the centre.
    pub(crate) fn nearest(self, places: &[UnitVector]) -> Option<UnitVector> {
        let cosine = |place: &UnitVector| place.dot(self.centre);
        places.iter().copied().max_by(|one, other| cosine(one).total_cmp(&cosine(other)))
    }

    /// Maps a closed ring. Parts beyond the horizon are moved to the horizon, so that the area on
    /// the near side stays the same.
    pub(crate) fn project_ring(self, ring: &[UnitVector]) -> Vec<PlanePoint> {
        let mut points = Vec::with_capacity(ring.len());
        let mut previous = ring.last().and_then(|&place| self.direction_beyond(place));
        for &place in ring {
            let direction = self.direction_beyond(place);
            match (previous, direction) {
                (_, None) => points.push(self.project(place)),
                (None, Some(to)) => points.push(horizon_point(to)),
                (Some(from), Some(to)) => push_horizon_arc(&mut points, from, to),
            }
            previous = direction;
        }
        points
    }
}

/// The point of the horizon in a direction.
fn horizon_point(direction: f64) -> PlanePoint {
    let (sine, cosine) = direction.sin_cos();
    PlanePoint { x: HORIZON_RADIUS * cosine, y: HORIZON_RADIUS * sine }
}

/// Adds the shorter way along the horizon between two directions, without its start.
fn push_horizon_arc(points: &mut Vec<PlanePoint>, from: f64, to: f64) {
    let turn = (to - from + PI).rem_euclid(2.0 * PI) - PI;
    let steps = step_count(turn, HORIZON_STEP);
    let arc = (1..=steps).map(|step| from + turn * f64::from(step) / f64::from(steps));
    points.extend(arc.map(horizon_point));
}

/// The number of equal steps, at least 1, that divide a length into parts of at most `longest`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is whole and limited to 1..=10000"
)]
pub(crate) fn step_count(length: f64, longest: f64) -> u32 {
    (length.abs() / longest).ceil().clamp(1.0, 10_000.0) as u32
}

#[cfg(test)]
mod tests {
    use std::f64::consts::SQRT_2;

    use super::*;

    fn assert_near(point: PlanePoint, x: f64, y: f64) {
        assert!(point.distance(PlanePoint { x, y }) < 1e-6, "{point:?} is not ({x}, {y})");
    }

    fn ring_area(points: &[PlanePoint]) -> f64 {
        let next = points.iter().cycle().skip(1);
        points.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() / 2.0
    }

    #[test]
    fn known_points_are_mapped() {
        let equator = Projection::new(UnitVector::from_degrees(0.0, 0.0));
        let project =
            |latitude, longitude| equator.project(UnitVector::from_degrees(latitude, longitude));
        assert_near(project(0.0, 0.0), 0.0, 0.0);
        assert_near(project(0.0, 90.0), SQRT_2, 0.0);
        assert_near(project(-90.0, 0.0), 0.0, -SQRT_2);
        assert_near(project(0.0, 170.0), 2.0 * 85_f64.to_radians().sin(), 0.0);
        assert_near(project(0.0, 180.0), 2.0, 0.0);
        // Snyder, Map Projections: A Working Manual, page 332: the sphere of radius 3, centre 40° N
        // 100° W.
        let snyder = Projection::new(UnitVector::from_degrees(40.0, -100.0));
        let point = snyder.project(UnitVector::from_degrees(-20.0, 100.0));
        assert!((point.x * 3.0 + 4.233_93).abs() < 1e-5, "{point:?}");
        assert!((point.y * 3.0 - 4.025_78).abs() < 1e-5, "{point:?}");
    }

    #[test]
    fn distances_near_the_centre_are_true() {
        let warsaw = UnitVector::from_degrees(52.2297, 21.0122);
        let berlin = UnitVector::from_degrees(52.52, 13.405);
        let point = Projection::new(warsaw).project(berlin);
        let distance = point.distance(PlanePoint { x: 0.0, y: 0.0 }) * 6371.0;
        assert!((distance - 517.0).abs() < 2.0, "{distance} km");
    }

    #[test]
    fn equal_areas_stay_equal() {
        let projection = Projection::new(UnitVector::from_degrees(50.0, 10.0));
        // Between two parallels, cells of equal width have equal areas.
        let cell = |west: f64| {
            let corners =
                [(40.0, west), (40.0, west + 2.0), (42.0, west + 2.0), (42.0, west), (40.0, west)];
            let mut ring = Vec::new();
            for pair in corners.windows(2) {
                ring.extend((0..50).map(|step| {
                    let part = f64::from(step) / 50.0;
                    let latitude = pair[0].0 + (pair[1].0 - pair[0].0) * part;
                    let longitude = pair[0].1 + (pair[1].1 - pair[0].1) * part;
                    UnitVector::from_degrees(latitude, longitude)
                }));
            }
            ring_area(&projection.project_ring(&ring))
        };
        let expected = 2_f64.to_radians() * (42_f64.to_radians().sin() - 40_f64.to_radians().sin());
        for west in [10.0, 60.0, -110.0] {
            assert!((cell(west) / expected - 1.0).abs() < 1e-3, "cell at {west}");
        }
    }

    #[test]
    fn the_middle_is_on_the_short_way_round() {
        let middle = |places: &[(f64, f64)]| {
            let places: Vec<_> =
                places.iter().map(|&(lat, lon)| UnitVector::from_degrees(lat, lon)).collect();
            UnitVector::middle(&places)
        };
        let date_line = middle(&[(0.0, 170.0), (0.0, -160.0)]).unwrap();
        assert!(date_line.dot(UnitVector::from_degrees(0.0, -175.0)) > 0.999_999);
        let antipodes = middle(&[(54.0, 21.0), (-54.0, -159.0)]);
        assert_eq!(antipodes, Some(UnitVector::from_degrees(54.0, 21.0)));
        assert_eq!(middle(&[]), None);
    }

    #[test]
    fn rings_end_at_the_horizon() {
        let projection = Projection::new(UnitVector::from_degrees(90.0, 0.0));
        let around_the_antipode: Vec<_> =
            (0..36).map(|step| UnitVector::from_degrees(-80.0, f64::from(step) * -10.0)).collect();
        let ring = projection.project_ring(&around_the_antipode);
        let origin = PlanePoint { x: 0.0, y: 0.0 };
        assert!(ring.iter().all(|p| (p.distance(origin) - HORIZON_RADIUS).abs() < 1e-9));
        let share = ring_area(&ring).abs() / (PI * HORIZON_RADIUS * HORIZON_RADIUS);
        assert!(share > 0.99, "{share}");
    }
}
