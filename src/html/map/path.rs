//! Thins shapes to what can be seen and writes them as SVG path data.

use std::fmt::Write as _;

use super::projection::PlanePoint;

/// The maximum length of all path data together, in bytes.
pub(crate) const MAX_LENGTH: usize = 28_000;
/// The maximum length of path data with tenths of pixels; longer data is written in whole pixels.
const MAX_LENGTH_WITH_TENTHS: usize = 14_000;
/// The maximum distance of a left-out point from the line, in pixels, unless the data is too long.
const TOLERANCE: f64 = 0.5;
/// How much more strongly shapes are thinned at each attempt to keep the maximum length.
const NEXT_TOLERANCE: f64 = 1.5;
/// The tolerance, in pixels, at which nothing is drawn if the data is still too long.
const MAX_TOLERANCE: f64 = 100.0;

/// The distance between neighbouring values of coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Grid {
    /// A pixel.
    Whole,
    /// A tenth of a pixel.
    Tenths,
}

/// Path data of filled rings and of stroked lines.
#[derive(Debug, Default)]
pub(crate) struct PathData {
    /// The rings, each closed.
    pub rings: String,
    /// The lines.
    pub lines: String,
}

/// Writes rings and lines with half a pixel of tolerance, or with more if they would be too long.
pub(crate) fn write_paths(rings: &[Vec<PlanePoint>], lines: &[Vec<PlanePoint>]) -> PathData {
    let thin_all = |shapes: &[Vec<PlanePoint>], tolerance: f64| -> Vec<Vec<PlanePoint>> {
        shapes.iter().map(|shape| thin(shape, tolerance)).collect()
    };
    let closed: Vec<Vec<PlanePoint>> = rings.iter().map(|ring| closed(ring)).collect();
    let mut tolerance = TOLERANCE;
    let (mut rings, mut lines) = (thin_all(&closed, tolerance), thin_all(lines, tolerance));
    let paths = PathData::write(&rings, &lines, Grid::Tenths, tolerance);
    if paths.length() <= MAX_LENGTH_WITH_TENTHS {
        return paths;
    }
    while tolerance < MAX_TOLERANCE {
        let paths = PathData::write(&rings, &lines, Grid::Whole, tolerance);
        if paths.length() <= MAX_LENGTH {
            return paths;
        }
        tolerance *= NEXT_TOLERANCE;
        (rings, lines) = (thin_all(&rings, tolerance), thin_all(&lines, tolerance));
    }
    PathData::default()
}

impl PathData {
    /// Writes thinned rings, each with its first point repeated at the end, and thinned lines.
    fn write(
        rings: &[Vec<PlanePoint>],
        lines: &[Vec<PlanePoint>],
        grid: Grid,
        tolerance: f64,
    ) -> Self {
        let mut paths = Self::default();
        let min_area = (tolerance * tolerance).max(1.0);
        for ring in rings.iter().filter(|ring| doubled_area(ring).abs() >= 2.0 * min_area) {
            write_ring(&mut paths.rings, ring, grid);
        }
        for line in lines {
            write_line(&mut paths.lines, line, grid);
        }
        paths
    }

    /// The length of all data in bytes.
    fn length(&self) -> usize {
        self.rings.len() + self.lines.len()
    }
}

/// A ring with its first point repeated at the end.
fn closed(ring: &[PlanePoint]) -> Vec<PlanePoint> {
    ring.iter().chain(ring.first()).copied().collect()
}

/// Writes a closed ring unless it has no area on the grid.
fn write_ring(data: &mut String, ring: &[PlanePoint], grid: Grid) {
    let mut positions = grid.positions(ring);
    positions.pop();
    if positions.len() >= 3 {
        write_positions(data, &positions, grid);
        data.push('z');
    }
}

/// Writes a line unless it is shorter than a step of the grid.
fn write_line(data: &mut String, line: &[PlanePoint], grid: Grid) {
    let positions = grid.positions(line);
    if positions.len() >= 2 {
        write_positions(data, &positions, grid);
    }
}

/// Thins a line so that no left-out point is farther from it than the tolerance (Douglas and
/// Peucker). The end points are kept.
fn thin(line: &[PlanePoint], tolerance: f64) -> Vec<PlanePoint> {
    let mut kept = Vec::new();
    let mut pending = vec![line];
    while let Some(part) = pending.pop() {
        let halves = farthest(part)
            .filter(|(_, distance)| *distance > tolerance)
            .and_then(|(index, _)| Some((part.get(..=index)?, part.get(index..)?)));
        match halves {
            Some((head, tail)) => pending.extend([tail, head]),
            None => kept.extend(part.first()),
        }
    }
    kept.extend(line.last());
    kept
}

/// The inner point of a line that is farthest from the segment between its ends: its index and its
/// distance.
fn farthest(line: &[PlanePoint]) -> Option<(usize, f64)> {
    let (&start, &end) = (line.first()?, line.last()?);
    let (dx, dy) = (end.x - start.x, end.y - start.y);
    let squared_length = dx * dx + dy * dy;
    let squared_distance = |point: &PlanePoint| {
        let (x, y) = (point.x - start.x, point.y - start.y);
        let part = if squared_length > 0.0 {
            ((x * dx + y * dy) / squared_length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (x, y) = (x - part * dx, y - part * dy);
        x * x + y * y
    };
    let inner = line.iter().enumerate().take(line.len() - 1).skip(1);
    let (index, squared) = inner
        .map(|(index, point)| (index, squared_distance(point)))
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    Some((index, squared.sqrt()))
}

/// Twice the area inside a closed ring, negative if it turns anticlockwise in the drawing.
fn doubled_area(ring: &[PlanePoint]) -> f64 {
    ring.iter().zip(ring.iter().skip(1)).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
}

/// A position on a grid, in steps of the grid.
type GridPoint = [i32; 2];

impl Grid {
    /// The number of steps in a pixel.
    fn steps(self) -> i32 {
        match self {
            Self::Whole => 1,
            Self::Tenths => 10,
        }
    }

    /// Rounds points, without repeated ones.
    fn positions(self, points: &[PlanePoint]) -> Vec<GridPoint> {
        let steps = f64::from(self.steps());
        let mut positions: Vec<GridPoint> = points
            .iter()
            .map(|point| [rounded(point.x * steps), rounded(point.y * steps)])
            .collect();
        positions.dedup();
        positions
    }
}

/// Rounds to a whole number.
#[expect(clippy::cast_possible_truncation, reason = "the value is limited to what a drawing needs")]
fn rounded(value: f64) -> i32 {
    value.round().clamp(-1e6, 1e6) as i32
}

/// Writes a move to the first position and relative lines to the others.
fn write_positions(data: &mut String, positions: &[GridPoint], grid: Grid) {
    let Some(&first) = positions.first() else { return };
    let mut previous = first;
    push_position(data, 'M', first, grid);
    for (index, &position) in positions.iter().skip(1).enumerate() {
        let step = [position[0] - previous[0], position[1] - previous[1]];
        push_position(data, if index == 0 { 'l' } else { ' ' }, step, grid);
        previous = position;
    }
}

/// Writes a pair of coordinates after a command or a space. A space before a minus sign is left
/// out.
fn push_position(data: &mut String, before: char, [x, y]: GridPoint, grid: Grid) {
    if before != ' ' || x >= 0 {
        data.push(before);
    }
    push_number(data, x, grid);
    if y >= 0 {
        data.push(' ');
    }
    push_number(data, y, grid);
}

/// Writes a number of steps in pixels, in the shortest form (`-.5`).
fn push_number(data: &mut String, steps: i32, grid: Grid) {
    if steps < 0 {
        data.push('-');
    }
    let (whole, tenths) = match grid {
        Grid::Whole => (steps.abs(), 0),
        Grid::Tenths => (steps.abs() / 10, steps.abs() % 10),
    };
    // Writing to a string does not fail.
    let _ = match (whole, tenths) {
        (_, 0) => write!(data, "{whole}"),
        (0, _) => write!(data, ".{tenths}"),
        (_, _) => write!(data, "{whole}.{tenths}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads path data of `M`, `l` and `z` into lines.
    fn read_path(data: &str) -> Vec<Vec<PlanePoint>> {
        let subpaths = data.split('M').skip(1).map(|subpath| {
            let subpath = subpath.trim_end_matches('z').replace('l', " ").replace('-', " -");
            let numbers: Vec<f64> =
                subpath.split_whitespace().map(|number| number.parse().unwrap()).collect();
            assert!(numbers.len() >= 4 && numbers.len().is_multiple_of(2), "{subpath}");
            let points = numbers.chunks(2).scan(PlanePoint { x: 0.0, y: 0.0 }, |at, step| {
                *at = PlanePoint { x: at.x + step[0], y: at.y + step[1] };
                Some(*at)
            });
            points.collect()
        });
        subpaths.collect()
    }

    fn points(coordinates: &[(f64, f64)]) -> Vec<PlanePoint> {
        coordinates.iter().map(|&(x, y)| PlanePoint { x, y }).collect()
    }

    #[test]
    fn numbers_are_short() {
        let cases = [(0, "0"), (-5, "-.5"), (7, ".7"), (10, "1"), (-123, "-12.3"), (400, "40")];
        for (steps, expected) in cases {
            let mut data = String::new();
            push_number(&mut data, steps, Grid::Tenths);
            assert_eq!(data, expected);
        }
    }

    #[test]
    fn rings_and_lines_are_written() {
        let ring = points(&[(1.0, 2.0), (11.0, 2.0), (11.0, 12.06), (1.0, 12.0)]);
        let line = points(&[(5.0, 5.0), (6.5, 5.2), (8.0, 5.0), (8.0, 1.0)]);
        let paths = write_paths(std::slice::from_ref(&ring), std::slice::from_ref(&line));
        assert_eq!(paths.rings, "M1 2l10 0 0 10.1-10-.1z");
        assert_eq!(paths.lines, "M5 5l3 0 0-4");
        assert_eq!(read_path(&paths.rings)[0].len(), ring.len());
        assert_eq!(read_path(&paths.lines), [points(&[(5.0, 5.0), (8.0, 5.0), (8.0, 1.0)])]);
    }

    #[test]
    fn small_shapes_are_dropped() {
        let tiny = points(&[(1.0, 1.0), (1.9, 1.0), (1.9, 1.9), (1.0, 1.9)]);
        let flat = points(&[(1.0, 1.0), (50.0, 1.0), (1.0, 1.0)]);
        let short = points(&[(1.0, 1.0), (1.01, 1.01)]);
        let paths = write_paths(&[tiny, flat, Vec::new()], &[short, Vec::new()]);
        assert_eq!((paths.rings.as_str(), paths.lines.as_str()), ("", ""));
    }

    #[test]
    fn left_out_points_are_near_the_line() {
        let wave: Vec<PlanePoint> = (0..400)
            .map(f64::from)
            .map(|x| PlanePoint {
                x: x / 4.0,
                y: 20.0 + (x / 9.0).sin() * 3.0 + (x * 1.7).sin() * 0.3,
            })
            .collect();
        let thinned = thin(&wave, 0.5);
        assert!(thinned.len() < 80, "{} points", thinned.len());
        for point in &wave {
            let near = thinned.windows(2).map(|pair| {
                farthest(&[pair[0], *point, pair[1]]).map_or(f64::MAX, |(_, distance)| distance)
            });
            assert!(near.fold(f64::MAX, f64::min) <= 0.5, "{point:?}");
        }
        assert_eq!(thin(&[], 0.5), []);
    }

    #[test]
    fn the_length_is_limited() {
        let zigzag = |row: i32, amplitude: f64| {
            let point = |step: i32| PlanePoint {
                x: f64::from(step),
                y: f64::from(row * 5) + f64::from(step % 2) * amplitude,
            };
            (0..200).map(point).collect::<Vec<PlanePoint>>()
        };
        for (amplitude, is_drawn) in [(4.0, true), (40.0, true), (1000.0, false)] {
            let lines: Vec<_> = (0..40).map(|row| zigzag(row, amplitude)).collect();
            let paths = write_paths(&lines, &lines);
            assert!(paths.length() <= MAX_LENGTH, "{} bytes", paths.length());
            assert_eq!(!paths.lines.is_empty(), is_drawn, "amplitude {amplitude}");
        }
    }
}
