//! The outlines of the land and the borders between countries, out of the compiled-in `land.json`.
//!
//! The file is `TopoJSON` made from Natural Earth: countries are rings of numbered arcs, and two
//! neighbours share the arcs of their border. Everything is treated on the sphere, so that the
//! 180th meridian and the poles are ordinary places.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use super::projection::{UnitVector, step_count};

/// The maximum distance between neighbouring points of an outline, in degrees of latitude or
/// longitude. Long edges follow a parallel in the data, and not a straight line of the projection.
const LONGEST_EDGE: f64 = 1.0;

/// The outlines, decoded at the first use.
pub(crate) static OUTLINES: LazyLock<Outlines> = LazyLock::new(|| {
    // The file is part of the program, and a test decodes it.
    decode(include_str!("land.json")).unwrap_or_default()
});

/// A line of places on the earth.
type Line = Vec<UnitVector>;

/// The outlines of the land of the earth.
#[derive(Default)]
pub(crate) struct Outlines {
    /// The coasts as closed rings, the land of neighbouring countries being one. All rings have the
    /// land on the same side, so that islands turn the other way than inland seas.
    pub land: Vec<Line>,
    /// The borders between two countries as lines.
    pub borders: Vec<Line>,
}

/// The `TopoJSON` document.
#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: Objects,
    /// For each arc, the first position and then the differences to the previous position.
    arcs: Vec<Vec<[i32; 2]>>,
}

/// Factors and offsets that turn positions into longitudes and latitudes in degrees.
#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

/// The collections of the document.
#[derive(Deserialize)]
struct Objects {
    countries: Countries,
}

/// The collection of countries.
#[derive(Deserialize)]
struct Countries {
    geometries: Vec<Shape>,
}

/// A reference to an arc: its index, or the complement of the index (`!index`) for the reversed
/// arc.
type ArcReference = i32;

/// The area of a country.
#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    /// One area: its outer ring and its holes.
    Polygon(Vec<Vec<ArcReference>>),
    /// Several areas.
    MultiPolygon(Vec<Vec<Vec<ArcReference>>>),
}

impl Shape {
    /// The areas, each an outer ring and holes.
    fn polygons(&self) -> &[Vec<Vec<ArcReference>>] {
        match self {
            Self::Polygon(polygon) => std::slice::from_ref(polygon),
            Self::MultiPolygon(polygons) => polygons,
        }
    }
}

/// A quantised position of the document.
type QuantizedPoint = [i32; 2];

impl Topology {
    /// The positions of an arc, in the direction of the reference. Empty if there is no such arc.
    fn positions(&self, reference: ArcReference) -> Vec<QuantizedPoint> {
        let arc = self.arcs.get(arc_index(reference)).map_or(&[][..], Vec::as_slice);
        let steps = arc.iter().scan([0, 0], |at: &mut QuantizedPoint, step| {
            *at = [at[0].saturating_add(step[0]), at[1].saturating_add(step[1])];
            Some(*at)
        });
        let mut positions: Vec<QuantizedPoint> = steps.collect();
        if reference < 0 {
            positions.reverse();
        }
        positions
    }

    /// The longitude and latitude of a position in degrees.
    fn degrees(&self, [x, y]: QuantizedPoint) -> [f64; 2] {
        let Transform { scale, translate } = &self.transform;
        [f64::from(x) * scale[0] + translate[0], f64::from(y) * scale[1] + translate[1]]
    }

    /// The places of a line, with places added where neighbours are far apart.
    fn line(&self, positions: &[QuantizedPoint]) -> Line {
        let mut places = Line::with_capacity(positions.len());
        let degrees: Vec<_> = positions.iter().map(|&position| self.degrees(position)).collect();
        for (from, to) in degrees.iter().zip(degrees.iter().skip(1)) {
            // Across the 180th meridian the shorter way is meant.
            let east = (to[0] - from[0] + 180.0).rem_euclid(360.0) - 180.0;
            let north = to[1] - from[1];
            let steps = step_count(east.abs().max(north.abs()), LONGEST_EDGE);
            places.extend((0..steps).map(|step| {
                let part = f64::from(step) / f64::from(steps);
                UnitVector::from_degrees(from[1] + north * part, from[0] + east * part)
            }));
        }
        places.extend(degrees.last().map(|last| UnitVector::from_degrees(last[1], last[0])));
        places
    }

    /// All references to arcs, grouped by arc. A border has two.
    fn uses(&self) -> BTreeMap<usize, Vec<ArcReference>> {
        let mut uses = BTreeMap::<usize, Vec<ArcReference>>::new();
        let countries = self.objects.countries.geometries.iter();
        for &reference in countries.flat_map(Shape::polygons).flatten().flatten() {
            uses.entry(arc_index(reference)).or_default().push(reference);
        }
        uses
    }
}

/// The index of the arc that a reference means.
fn arc_index(reference: ArcReference) -> usize {
    let index = if reference < 0 { !reference } else { reference };
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// Decodes the outlines of a `TopoJSON` document.
fn decode(json: &str) -> serde_json::Result<Outlines> {
    let topology: Topology = serde_json::from_str(json)?;
    let mut coasts = Vec::new();
    let mut borders = Vec::new();
    for references in topology.uses().values() {
        match references.as_slice() {
            &[coast] => coasts.push(topology.positions(coast)),
            &[border, ..] => borders.push(topology.line(&topology.positions(border))),
            [] => {}
        }
    }
    let land = join_rings(coasts).iter().map(|ring| topology.line(ring)).collect();
    Ok(Outlines { land, borders })
}

/// Joins lines to closed rings. The first position of a ring is repeated at its end.
fn join_rings(lines: Vec<Vec<QuantizedPoint>>) -> Vec<Vec<QuantizedPoint>> {
    let mut by_start = HashMap::<QuantizedPoint, Vec<Vec<QuantizedPoint>>>::new();
    let mut starts = Vec::with_capacity(lines.len());
    for line in lines {
        if let Some(&start) = line.first() {
            starts.push(start);
            by_start.entry(start).or_default().push(line);
        }
    }
    let mut next_from = |position| by_start.get_mut(&position).and_then(Vec::pop);
    let mut rings = Vec::new();
    for start in starts {
        let Some(mut ring) = next_from(start) else { continue };
        while let Some(&end) = ring.last().filter(|&&end| end != start) {
            let Some(next) = next_from(end) else { break };
            ring.extend(next.into_iter().skip(1));
        }
        rings.push(ring);
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    static TOPOLOGY: LazyLock<Topology> =
        LazyLock::new(|| serde_json::from_str(include_str!("land.json")).unwrap());
    static DOCUMENT: LazyLock<serde_json::Value> =
        LazyLock::new(|| serde_json::from_str(include_str!("land.json")).unwrap());

    fn degrees_between(one: UnitVector, other: UnitVector) -> f64 {
        one.dot(other).clamp(-1.0, 1.0).acos().to_degrees()
    }

    /// The numeric code of ISO 3166-1 of the country that contains a place.
    fn country_at(latitude: f64, longitude: f64) -> Option<&'static str> {
        let is_inside = |ring: &Vec<ArcReference>| {
            let points: Vec<_> = ring
                .iter()
                .flat_map(|&reference| TOPOLOGY.positions(reference))
                .map(|position| TOPOLOGY.degrees(position))
                .collect();
            let crossings = points.iter().zip(points.iter().cycle().skip(1)).filter(|(a, b)| {
                (a[1] > latitude) != (b[1] > latitude)
                    && longitude < a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            });
            crossings.count() % 2 == 1
        };
        let contains = |country: &Shape| {
            let mut polygons = country.polygons().iter();
            polygons.any(|polygon| polygon.iter().filter(|ring| is_inside(ring)).count() % 2 == 1)
        };
        let index = TOPOLOGY.objects.countries.geometries.iter().position(contains)?;
        DOCUMENT["objects"]["countries"]["geometries"][index]["id"].as_str()
    }

    #[test]
    fn places_lie_in_their_countries() {
        let places = [
            ("Kętrzyn", 54.0764, 21.3753, Some("616")),
            ("Oziersk", 54.410_56, 22.011_67, Some("643")),
            ("Gulbene", 57.1777, 26.7529, Some("428")),
            ("Rietavas", 55.7244, 21.9320, Some("440")),
            ("Mauron", 48.0830, -2.2826, Some("250")),
            ("Maseru, in a hole of South Africa", -29.31, 27.6, Some("426")),
            ("the Baltic Sea", 55.5, 18.5, None),
            ("the Caspian Sea", 42.0, 50.5, None),
        ];
        for (name, latitude, longitude, country) in places {
            assert_eq!(country_at(latitude, longitude), country, "{name}");
        }
    }

    /// Natural Earth draws Crimea as a part of Russia; `land.json` corrects that.
    #[test]
    fn crimea_is_a_part_of_ukraine() {
        for (latitude, longitude) in [(45.0, 34.1), (44.6, 33.7), (45.3, 36.2), (46.5, 33.5)] {
            assert_eq!(country_at(latitude, longitude), Some("804"), "{latitude} {longitude}");
        }
        let (peninsula, isthmus) =
            (UnitVector::from_degrees(45.3, 34.2), UnitVector::from_degrees(46.1, 33.7));
        let distance = |place: UnitVector, line: &Line| {
            line.iter().map(|&other| degrees_between(place, other)).fold(f64::MAX, f64::min)
        };
        for border in &OUTLINES.borders {
            assert!(distance(isthmus, border) > 1.0, "a border at the isthmus");
            assert!(distance(peninsula, border) > 1.0, "a border on the peninsula");
        }
        assert!(OUTLINES.land.iter().any(|coast| distance(isthmus, coast) < 0.3));
    }

    #[test]
    fn coasts_are_closed_rings_and_borders_are_not_coasts() {
        assert!(OUTLINES.land.len() > 500, "{} rings", OUTLINES.land.len());
        assert!(OUTLINES.borders.len() > 300, "{} borders", OUTLINES.borders.len());
        for ring in &OUTLINES.land {
            let gap = degrees_between(*ring.first().unwrap(), *ring.last().unwrap());
            assert!(gap < 1e-5, "a ring with a gap of {gap}");
        }
        let warsaw_to_berlin = UnitVector::from_degrees(52.35, 14.6);
        let is_near =
            |line: &Line| line.iter().any(|p| degrees_between(*p, warsaw_to_berlin) < 0.3);
        assert!(OUTLINES.borders.iter().any(is_near));
        assert!(!OUTLINES.land.iter().any(is_near));
    }

    #[test]
    fn long_edges_are_divided() {
        let lines = OUTLINES.land.iter().chain(&OUTLINES.borders);
        let longest = lines
            .flat_map(|line| line.windows(2).map(|pair| degrees_between(pair[0], pair[1])))
            .fold(0.0, f64::max);
        assert!(longest < 1.5, "{longest}°");
    }

    #[test]
    fn lines_are_joined_to_rings() {
        let lines = vec![
            vec![[0, 0], [1, 0]],
            vec![[5, 5], [6, 5], [5, 6], [5, 5]],
            vec![[1, 0], [1, 1], [0, 0]],
        ];
        let mut rings = join_rings(lines);
        rings.sort();
        assert_eq!(
            rings,
            [vec![[0, 0], [1, 0], [1, 1], [0, 0]], vec![[5, 5], [6, 5], [5, 6], [5, 5]]]
        );
        assert_eq!(join_rings(vec![vec![[0, 0], [1, 0]]]).len(), 1, "an open line");
    }

    #[test]
    fn faulty_documents_are_errors() {
        assert!(decode("{}").is_err());
        let missing_arc = r#"{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[],
            "objects":{"countries":{"geometries":[{"type":"Polygon","arcs":[[7]]}]}}}"#;
        assert!(decode(missing_arc).unwrap().land.is_empty());
    }
}
