//! Marks of places, their labels, and the curves from home to them.

use super::{
    drawing::{LabelPosition, MapPlace, MapSize, Mark},
    labels::{LabelRequest, place_labels, text_width},
    projection::PlanePoint,
};

/// Places closer together than this share a mark, in pixels.
const SHARED_MARK_DISTANCE: f64 = 6.0;
/// The distance of the control point of an arc from the straight line, as a part of its length.
const ARC_BEND: f64 = 0.12;
/// The text that is added to the label of a shared mark has about this length.
const SHARED_LABEL_SUFFIX: &str = " +99";

/// Makes a mark without a label. Its coordinates are rounded to tenths of a pixel.
pub(crate) fn new_mark(centre: PlanePoint, places: Vec<usize>) -> Mark {
    let PlanePoint { x, y } = rounded(centre);
    Mark { x, y, places, label: None }
}

/// The centre of a mark.
fn centre(mark: &Mark) -> PlanePoint {
    PlanePoint { x: mark.x, y: mark.y }
}

/// Rounds to tenths of a pixel.
fn rounded(PlanePoint { x, y }: PlanePoint) -> PlanePoint {
    let tenths = |value: f64| (value * 10.0).round() / 10.0;
    PlanePoint { x: tenths(x), y: tenths(y) }
}

/// Makes the marks of places. A place that is close to an earlier mark shares it.
pub(crate) fn group_marks(positions: &[PlanePoint]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (index, &position) in positions.iter().enumerate() {
        let is_close = |mark: &&mut Mark| centre(mark).distance(position) < SHARED_MARK_DISTANCE;
        match marks.iter_mut().find(is_close) {
            Some(mark) => mark.places.push(index),
            None => marks.push(new_mark(position, vec![index])),
        }
    }
    marks
}

/// A slightly curved line between two marks as path data.
pub(crate) fn arc(from: &Mark, to: &Mark) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let control = rounded(PlanePoint {
        x: f64::midpoint(from.x, to.x) + ARC_BEND * dy,
        y: f64::midpoint(from.y, to.y) - ARC_BEND * dx,
    });
    format!("M{} {}Q{} {} {} {}", from.x, from.y, control.x, control.y, to.x, to.y)
}

/// Places the labels: the one of home first, then those of the marks in order.
pub(crate) fn label_marks(
    (home, home_mark): (Option<&MapPlace>, &mut Option<Mark>),
    (partners, marks): (&[MapPlace], &mut [Mark]),
    size: MapSize,
) {
    let width = |place: Option<&MapPlace>| place.map_or(0.0, |place| text_width(&place.label));
    let label_width = |mark: &Mark| match mark.places.as_slice() {
        [] => width(home),
        &[only] => width(partners.get(only)),
        &[first, ..] => match width(partners.get(first)) {
            0.0 => 0.0,
            width => width + text_width(SHARED_LABEL_SUFFIX),
        },
    };
    let request = |mark: &Mark| LabelRequest { mark: centre(mark), width: label_width(mark) };
    let requests: Vec<_> = home_mark.iter().chain(marks.iter()).map(request).collect();
    let labels = place_labels(&requests, size);
    for (mark, label) in home_mark.iter_mut().chain(marks.iter_mut()).zip(labels) {
        mark.label = label.map(|LabelPosition { x, y, anchor }| {
            let PlanePoint { x, y } = rounded(PlanePoint { x, y });
            LabelPosition { x, y, anchor }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_places_share_a_mark() {
        let positions = [(10.0, 10.0), (50.0, 10.0), (13.0, 14.0), (50.04, 10.0), (16.1, 10.0)];
        let marks = group_marks(&positions.map(|(x, y)| PlanePoint { x, y }));
        let places: Vec<_> = marks.iter().map(|mark| mark.places.as_slice()).collect();
        assert_eq!(places, [&[0, 2][..], &[1, 3], &[4]]);
    }

    #[test]
    fn arcs_bend_to_one_side() {
        let home = new_mark(PlanePoint { x: 341.6, y: 146.1 }, Vec::new());
        let partner = new_mark(PlanePoint { x: 394.0, y: 81.1 }, vec![0]);
        assert_eq!(arc(&home, &partner), "M341.6 146.1Q360 107.3 394 81.1");
        assert_eq!(arc(&home, &home), "M341.6 146.1Q341.6 146.1 341.6 146.1");
    }

    #[test]
    fn the_label_of_a_shared_mark_has_room_for_a_number() {
        let size = MapSize { width: 100.0, height: 40.0 };
        let place = MapPlace { latitude: 0.0, longitude: 0.0, label: "Rietavas".to_owned() };
        let anchor = |count: usize, label: &str| {
            let mut places = vec![place.clone(); count];
            places[0].label = label.to_owned();
            let mut marks = [new_mark(PlanePoint { x: 20.0, y: 20.0 }, (0..count).collect())];
            label_marks((None, &mut None), (&places, &mut marks), size);
            marks[0].label.as_ref().map(|label| label.anchor)
        };
        assert!(anchor(1, "Rietavas").is_some());
        assert!(anchor(2, "Rietavas").is_none(), "wider than the drawing with a number");
        assert!(anchor(2, "").is_none());
    }
}
