//! Draws the land and the borders between countries as path data.

use super::{
    clip::{Rectangle, clip_line, clip_ring},
    drawing::MapSize,
    outlines::OUTLINES,
    path::{PathData, write_paths},
    projection::{PlanePoint, UnitVector},
    viewport::Viewport,
};

/// Places in the open sea, latitude and longitude in degrees. Every place on the earth is less than
/// 120° from one of them.
const OPEN_SEA: [(f64, f64); 2] = [(0.0, -130.0), (-35.0, 90.0)];

/// Draws the land (rings) and the borders (lines) that are visible in a viewport.
pub(crate) fn draw_land(view: &Viewport, size: MapSize) -> PathData {
    let drawing = Rectangle::of_drawing(size);
    let rings: Vec<_> =
        land_rings(view).into_iter().map(|ring| clip_ring(ring, &drawing)).collect();
    let lines: Vec<_> = OUTLINES
        .borders
        .iter()
        .flat_map(|border| view.project_line(border))
        .flat_map(|line| clip_line(&line, &drawing))
        .collect();
    write_paths(&rings, &lines)
}

/// The rings in pixels that enclose the land of the earth.
fn land_rings(view: &Viewport) -> Vec<Vec<PlanePoint>> {
    let mut rings: Vec<_> = OUTLINES.land.iter().map(|ring| view.project_ring(ring)).collect();
    rings.extend(missing_horizon(view, &rings));
    rings
}

/// The ring that must be added if the antipode of the centre is on land. The land around it would
/// otherwise be filled on the wrong side of its coast: the sea would be land. Checked at a place
/// that is known to be sea.
fn missing_horizon(view: &Viewport, land: &[Vec<PlanePoint>]) -> Option<Vec<PlanePoint>> {
    let sea = view.nearest(&OPEN_SEA.map(|(lat, lon)| UnitVector::from_degrees(lat, lon)))?;
    let sea = view.project(sea);
    let winding: i32 = land.iter().map(|ring| winding_number(ring, sea)).sum();
    let mut horizon = view.horizon();
    if winding > 0 {
        horizon.reverse();
    }
    (winding != 0).then_some(horizon)
}

/// How many times a ring turns clockwise around a point of the drawing.
fn winding_number(ring: &[PlanePoint], point: PlanePoint) -> i32 {
    let next = ring.iter().cycle().skip(1);
    let turn = |(a, b): (&PlanePoint, &PlanePoint)| {
        let (is_before, is_after) = (a.y > point.y, b.y > point.y);
        if is_before == is_after {
            return 0;
        }
        let crosses_at = a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x);
        match (crosses_at > point.x, is_after) {
            (false, _) => 0,
            (true, true) => 1,
            (true, false) => -1,
        }
    };
    ring.iter().zip(next).map(turn).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: MapSize = MapSize { width: 440.0, height: 310.0 };

    /// Centres of maps, with an antipode on land or at sea.
    const CENTRES: [(f64, f64, &str); 7] = [
        (54.0, 21.0, "Europe"),
        (-20.0, -170.0, "antipode in the Sahara"),
        (-40.0, 175.0, "antipode in Spain"),
        (-54.0, -80.0, "antipode in Siberia"),
        (90.0, 0.0, "north pole"),
        (-90.0, 0.0, "south pole"),
        (0.0, 180.0, "180th meridian"),
    ];

    const LAND: [(f64, f64, &str); 10] = [
        (52.0, 19.0, "Poland"),
        (47.0, 3.0, "France"),
        (62.0, 100.0, "Siberia"),
        (40.0, -100.0, "Kansas"),
        (-10.0, -55.0, "Brazil"),
        (20.0, 5.0, "the Sahara"),
        (-25.0, 135.0, "Australia"),
        (72.0, -40.0, "Greenland"),
        (45.0, 34.1, "Crimea"),
        (-43.5, 171.5, "New Zealand"),
    ];

    const SEA: [(f64, f64, &str); 6] = [
        (57.5, 19.7, "the Baltic Sea"),
        (42.0, 50.5, "the Caspian Sea"),
        (0.0, -30.0, "the Atlantic"),
        (30.0, -150.0, "the Pacific"),
        (-40.0, 80.0, "the Indian Ocean"),
        (85.0, 100.0, "the Arctic Ocean"),
    ];

    fn viewport(centre: UnitVector) -> Viewport {
        Viewport::fit(&[centre], SIZE).unwrap()
    }

    #[test]
    fn land_is_filled_and_sea_is_not() {
        for (latitude, longitude, centre_name) in CENTRES {
            let centre = UnitVector::from_degrees(latitude, longitude);
            let view = viewport(centre);
            let land = land_rings(&view);
            let places = LAND.map(|place| (place, true)).into_iter();
            for ((latitude, longitude, name), is_land) in
                places.chain(SEA.map(|place| (place, false)))
            {
                let place = UnitVector::from_degrees(latitude, longitude);
                if place.dot(centre) < 149_f64.to_radians().cos() {
                    continue;
                }
                let point = view.project(place);
                let winding: i32 = land.iter().map(|ring| winding_number(ring, point)).sum();
                assert_eq!(winding.abs(), i32::from(is_land), "{name} around {centre_name}");
            }
        }
    }

    #[test]
    fn open_sea_is_on_the_near_side_of_the_horizon() {
        let sea = OPEN_SEA.map(|(lat, lon)| UnitVector::from_degrees(lat, lon));
        for latitude in (-90..=90).step_by(5).map(f64::from) {
            for longitude in (-180..180).step_by(5).map(f64::from) {
                let place = UnitVector::from_degrees(latitude, longitude);
                let cosine = sea.map(|sea| sea.dot(place)).into_iter().fold(-1.0, f64::max);
                assert!(cosine > 120_f64.to_radians().cos(), "{latitude} {longitude}");
            }
        }
    }

    #[test]
    fn rings_wind_around_their_inside() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
        let mut ring: Vec<_> = square.iter().map(|&(x, y)| PlanePoint { x, y }).collect();
        assert_eq!(winding_number(&ring, PlanePoint { x: 1.0, y: 1.0 }), 1);
        assert_eq!(winding_number(&ring, PlanePoint { x: 5.0, y: 1.0 }), 0);
        ring.reverse();
        assert_eq!(winding_number(&ring, PlanePoint { x: 1.0, y: 1.0 }), -1);
        assert_eq!(winding_number(&[], PlanePoint { x: 1.0, y: 1.0 }), 0);
    }
}
