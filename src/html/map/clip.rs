//! Clips rings and lines to the rectangle of the drawing.

use super::{drawing::MapSize, projection::PlanePoint};

/// A rectangle with sides along the axes, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rectangle {
    /// The left side.
    pub left: f64,
    /// The upper side.
    pub top: f64,
    /// The right side.
    pub right: f64,
    /// The lower side.
    pub bottom: f64,
}

impl Rectangle {
    /// The rectangle of a whole drawing.
    pub(crate) fn of_drawing(size: MapSize) -> Self {
        Self { left: 0.0, top: 0.0, right: size.width, bottom: size.height }
    }

    /// Checks whether two rectangles have a common area.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Checks whether another rectangle is inside this one.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// How far a point is on the inner side of each side.
    fn depths(&self, point: PlanePoint) -> [f64; 4] {
        [point.x - self.left, self.right - point.x, point.y - self.top, self.bottom - point.y]
    }

    /// How far a point is on the inner side of one side.
    fn depth(&self, side: usize, point: PlanePoint) -> f64 {
        self.depths(point).get(side).copied().unwrap_or_default()
    }

    /// The smallest rectangle around points. `None` if there is no point.
    pub(crate) fn around(points: &[PlanePoint]) -> Option<Self> {
        let &PlanePoint { x, y } = points.first()?;
        let start = Self { left: x, top: y, right: x, bottom: y };
        Some(points.iter().fold(start, |around, point| Self {
            left: around.left.min(point.x),
            top: around.top.min(point.y),
            right: around.right.max(point.x),
            bottom: around.bottom.max(point.y),
        }))
    }
}

/// Clips a closed ring (Sutherland and Hodgman). Parts that are separate inside the rectangle stay
/// connected along its sides, which does not change the filled area. Empty if nothing is left.
pub(crate) fn clip_ring(mut ring: Vec<PlanePoint>, rectangle: &Rectangle) -> Vec<PlanePoint> {
    match Rectangle::around(&ring) {
        Some(around) if rectangle.contains(&around) => return ring,
        Some(around) if rectangle.overlaps(&around) => {}
        _ => return Vec::new(),
    }
    for side in 0..4 {
        let Some(&last) = ring.last() else { break };
        let mut clipped = Vec::with_capacity(ring.len());
        let (mut previous, mut from) = (last, rectangle.depth(side, last));
        for &point in &ring {
            let to = rectangle.depth(side, point);
            if (from < 0.0) != (to < 0.0) {
                clipped.push(between(previous, point, from / (from - to)));
            }
            if to >= 0.0 {
                clipped.push(point);
            }
            (previous, from) = (point, to);
        }
        ring = clipped;
    }
    ring
}

/// Clips a line to the parts inside a rectangle.
pub(crate) fn clip_line(line: &[PlanePoint], rectangle: &Rectangle) -> Vec<Vec<PlanePoint>> {
    let mut parts: Vec<Vec<PlanePoint>> = Vec::new();
    for (&from, &to) in line.iter().zip(line.iter().skip(1)) {
        let Some((start, end)) = clip_segment(from, to, rectangle) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&start) => part.push(end),
            _ => parts.push(vec![start, end]),
        }
    }
    parts
}

/// Clips a segment (Liang and Barsky). `None` if it is outside.
fn clip_segment(
    from: PlanePoint,
    to: PlanePoint,
    rectangle: &Rectangle,
) -> Option<(PlanePoint, PlanePoint)> {
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (at_start, at_end) in rectangle.depths(from).into_iter().zip(rectangle.depths(to)) {
        match (at_start < 0.0, at_end < 0.0) {
            (true, true) => return None,
            (true, false) => start = start.max(at_start / (at_start - at_end)),
            (false, true) => end = end.min(at_start / (at_start - at_end)),
            (false, false) => {}
        }
    }
    let cut = |part: f64| match part {
        0.0 => from,
        1.0 => to,
        _ => between(from, to, part),
    };
    (start <= end).then(|| (cut(start), cut(end)))
}

/// The point at a part of the way between two points.
fn between(from: PlanePoint, to: PlanePoint, part: f64) -> PlanePoint {
    PlanePoint { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECTANGLE: Rectangle = Rectangle { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    type Line<'a> = &'a [(f64, f64)];

    fn points(coordinates: Line) -> Vec<PlanePoint> {
        coordinates.iter().map(|&(x, y)| PlanePoint { x, y }).collect()
    }

    fn area(ring: &[PlanePoint]) -> f64 {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() / 2.0
    }

    #[test]
    fn rings_are_clipped() {
        let cases: [(&str, Line, f64); 7] = [
            ("inside", &[(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)], 4.0),
            ("outside", &[(11.0, 1.0), (13.0, 1.0), (13.0, 3.0)], 0.0),
            ("outside, behind a corner", &[(9.0, -3.0), (14.0, -3.0), (14.0, 3.0)], 0.0),
            ("around", &[(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)], 100.0),
            ("across a corner", &[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)], 25.0),
            (
                "two teeth",
                &[(-5.0, 1.0), (5.0, 2.0), (-5.0, 3.0), (-5.0, 5.0), (5.0, 6.0), (-5.0, 7.0)],
                5.0,
            ),
            ("no points", &[], 0.0),
        ];
        for (name, ring, expected) in cases {
            let clipped = clip_ring(points(ring), &RECTANGLE);
            assert!((area(&clipped) - expected).abs() < 1e-9, "{name}: {}", area(&clipped));
            for point in clipped {
                let depth = RECTANGLE.depths(point).into_iter().fold(f64::MAX, f64::min);
                assert!(depth > -1e-9, "{name}: {point:?}");
            }
        }
    }

    #[test]
    fn lines_are_clipped() {
        let cases: [(&str, Line, &[Line]); 7] = [
            (
                "inside",
                &[(1.0, 1.0), (3.0, 1.0), (3.0, 3.0)],
                &[&[(1.0, 1.0), (3.0, 1.0), (3.0, 3.0)]],
            ),
            ("outside", &[(11.0, 1.0), (13.0, 1.0)], &[]),
            ("outside, behind a corner", &[(8.0, -4.0), (14.0, 4.0)], &[]),
            ("through", &[(-5.0, 5.0), (15.0, 5.0)], &[&[(0.0, 5.0), (10.0, 5.0)]]),
            (
                "out and in again",
                &[(5.0, 5.0), (15.0, 5.0), (15.0, 7.0), (5.0, 7.0)],
                &[&[(5.0, 5.0), (10.0, 5.0)], &[(10.0, 7.0), (5.0, 7.0)]],
            ),
            ("one point", &[(1.0, 1.0)], &[]),
            ("no points", &[], &[]),
        ];
        for (name, line, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|part| points(part)).collect();
            assert_eq!(clip_line(&points(line), &RECTANGLE), expected, "{name}");
        }
    }

    #[test]
    fn rectangles_are_compared() {
        let small = Rectangle { left: 8.0, top: 8.0, right: 10.0, bottom: 10.0 };
        let beside = Rectangle { left: 10.0, top: 8.0, right: 12.0, bottom: 10.0 };
        assert!(RECTANGLE.contains(&small) && RECTANGLE.overlaps(&small));
        assert!(!RECTANGLE.contains(&beside) && !RECTANGLE.overlaps(&beside));
    }
}
