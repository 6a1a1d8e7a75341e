//! The filters by location: the records in a box, and those around a point.
//!
//! An index finds the cells that cover the area (see [`GeoPosition::cell`]); whole numbers decide, so that both databases
//! agree.
//!
//! [`GeoPosition::cell`]: crate::values::position::GeoPosition::cell

use diesel::{dsl::sql, sql_types::Bool};

use super::find::{Filter, FilterUse, written};
use crate::{
    index::full_text::EACH,
    model::record_type::RecordType,
    values::{
        area::{Area, BoundingBox, Circle},
        position::{CELL_BITS, GeoPosition, interleaved},
    },
};

/// The most squares that an area is covered with: more fit it better, and make the query longer.
const MAX_SQUARES: usize = 48;

/// The parts of the map that the records of a list must be in.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct AreaFilter {
    /// The box.
    pub(crate) bbox: Option<BoundingBox>,
    /// The surroundings of a point.
    pub(crate) circle: Option<Circle>,
}

impl AreaFilter {
    /// The filter on rows of `table`, which are of `kind`; `None` if the records can be anywhere.
    pub(crate) fn filter<Source: 'static>(
        self,
        kind: RecordType,
        table: &'static str,
    ) -> Option<Filter<Source>> {
        let in_box = self.bbox.map(|bbox| (bbox.area(), is_in(&bbox.area())));
        let in_circle = self.circle.map(|circle| (circle.area(), is_around(circle)));
        let (areas, exact): (Vec<Area>, Vec<String>) =
            [in_box, in_circle].into_iter().flatten().unzip();
        (!areas.is_empty()).then(|| placed(kind, table, &areas, &exact.join(" AND ")))
    }
}

/// The location is in the ranges of the area.
fn is_in(area: &Area) -> String {
    let (south, north) = area.latitudes;
    let longitudes: Vec<String> = area
        .longitudes
        .iter()
        .map(|(west, east)| format!("location.longitude BETWEEN {west} AND {east}"))
        .collect();
    format!("location.latitude BETWEEN {south} AND {north} AND ({})", longitudes.join(" OR "))
}

/// The location is not farther from the centre than the edge of the circle.
fn is_around(circle: Circle) -> String {
    let ([x, y, z], most) = circle.on_sphere();
    let square = |name: &str, centre: i64| {
        format!("(location.{name} - ({centre})) * (location.{name} - ({centre}))")
    };
    format!("{} + {} + {} <= {most}", square("x", x), square("y", y), square("z", z))
}

/// The end of a subquery that is to be answered by itself: PostgreSQL does not join its tables with others first.
const WHOLE: &str = " LIMIT 9223372036854775807";

/// The location is in all the areas, as `exact` says.
fn placed<Source: 'static>(
    kind: RecordType,
    table: &'static str,
    areas: &[Area],
    exact: &str,
) -> Filter<Source> {
    let spans: Vec<String> =
        cells(areas).iter().map(|(first, last)| format!("({first}, {last})")).collect();
    if spans.is_empty() {
        return written(format!("{table}.seq IN (NULL)"));
    }
    // A join, and not one condition for each span: SQLite then reads the index alone.
    let find = format!(
        "{table}.seq IN (SELECT location.seq FROM (VALUES {}) AS span CROSS JOIN location \
         WHERE location.type_rank = {} AND location.cell BETWEEN span.column1 AND span.column2 \
         AND {exact}{WHOLE})",
        spans.join(", "),
        kind.rank()
    );
    let test = format!(
        "EXISTS (SELECT 1 FROM location WHERE location.seq = {table}.seq AND {exact}{EACH})"
    );
    Filter::new(find.clone(), move |purpose| {
        Box::new(sql::<Bool>(match purpose {
            FilterUse::Find => &find,
            FilterUse::Test => &test,
        }))
    })
}

/// A square of cells: the corner with the smallest coordinates, and the bits of its side.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Square {
    corner: [i64; 2],
    bits: u32,
}

/// An area in the coordinates of cells.
struct Rectangles {
    x: Vec<(i64, i64)>,
    y: (i64, i64),
}

impl Rectangles {
    fn of(area: &Area) -> Self {
        let corner = |longitude, latitude| GeoPosition { latitude, longitude }.to_corner();
        let longitudes = area.longitudes.iter();
        let (south, north) = area.latitudes;
        Self {
            x: longitudes.map(|(west, east)| (corner(*west, 0)[0], corner(*east, 0)[0])).collect(),
            y: (corner(0, south)[1], corner(0, north)[1]),
        }
    }
}

impl Square {
    const ALL: Self = Self { corner: [0, 0], bits: CELL_BITS };

    fn ranges(self) -> [(i64, i64); 2] {
        self.corner.map(|first| (first, first + (1 << self.bits) - 1))
    }

    fn overlaps(self, area: &Rectangles) -> bool {
        let [x, y] = self.ranges();
        let meets = |one: (i64, i64), other: (i64, i64)| one.0 <= other.1 && other.0 <= one.1;
        meets(y, area.y) && area.x.iter().any(|range| meets(x, *range))
    }

    fn is_inside(self, area: &Rectangles) -> bool {
        let [x, y] = self.ranges();
        let has = |outer: (i64, i64), inner: (i64, i64)| outer.0 <= inner.0 && inner.1 <= outer.1;
        has(area.y, y) && area.x.iter().any(|range| has(*range, x))
    }

    fn quarters(self) -> [Self; 4] {
        let ([x, y], bits) = (self.corner, self.bits - 1);
        let side = 1 << bits;
        [[x, y], [x + side, y], [x, y + side], [x + side, y + side]]
            .map(|corner| Self { corner, bits })
    }

    /// The numbers of its cells, which follow each other.
    fn cells(self) -> (i64, i64) {
        let first = interleaved(self.corner[0], self.corner[1]);
        (first, first + (1 << (2 * self.bits)) - 1)
    }
}

/// Ranges of cells that cover what the areas have in common, with little around it.
fn cells(areas: &[Area]) -> Vec<(i64, i64)> {
    let areas: Vec<Rectangles> = areas.iter().map(Rectangles::of).collect();
    let mut squares = vec![Square::ALL];
    loop {
        let finer: Vec<Square> = squares
            .iter()
            .flat_map(|square| {
                let is_inside = areas.iter().all(|area| square.is_inside(area));
                if is_inside { vec![*square] } else { square.quarters().to_vec() }
            })
            .filter(|square| areas.iter().all(|area| square.overlaps(area)))
            .collect();
        if finer == squares || finer.len() > MAX_SQUARES {
            return joined(squares);
        }
        squares = finer;
    }
}

/// The ranges of the squares, with those that follow each other as one.
fn joined(squares: Vec<Square>) -> Vec<(i64, i64)> {
    let mut ranges: Vec<(i64, i64)> = squares.into_iter().map(Square::cells).collect();
    ranges.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (first, last) in ranges {
        match joined.last_mut() {
            Some(before) if before.1 + 1 == first => before.1 = last,
            _ => joined.push((first, last)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    #[test]
    fn cells_cover_their_area_and_little_else() {
        for (text, most) in [
            ("19.5,53.9,23.0,54.9", 2.5),
            ("20,54,20,54", 1.0),
            ("-180,-90,180,90", 4.6),
            ("179,-10,-179,10", 4.0),
            ("-180,53.0,180,53.1", 100.0),
            ("20,-90,20.01,90", 1_000.0),
        ] {
            let area = BoundingBox::read(text).unwrap().area();
            let cells = cells(std::slice::from_ref(&area));
            assert!((1..=MAX_SQUARES).contains(&cells.len()), "{text}: {}", cells.len());
            #[expect(clippy::cast_precision_loss, reason = "rounded is near enough")]
            let size = |(first, last): (i64, i64)| (last - first + 1) as f64;
            let wide: f64 = area.longitudes.iter().map(|range| size(*range)).sum();
            let covered: f64 = cells.iter().map(|range| size(*range)).sum();
            let times = covered / (wide * size(area.latitudes));
            assert!((1.0..=most).contains(&times), "{text}: {times} times the area");
            for longitude in
                area.longitudes.iter().flat_map(|(west, east)| [*west, (west + east) / 2, *east])
            {
                for latitude in [area.latitudes.0, area.latitudes.1] {
                    let cell = GeoPosition { latitude, longitude }.cell();
                    let has = cells.iter().any(|(first, last)| (*first..=*last).contains(&cell));
                    assert!(has, "{text}: {latitude}, {longitude}");
                }
            }
        }
    }
}
