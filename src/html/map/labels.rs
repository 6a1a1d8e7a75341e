//! Places labels around marks where they hide nothing.

use super::{
    clip::Rectangle,
    drawing::{Anchor, LabelPosition, MapSize},
    projection::PlanePoint,
};

/// The width of an average character, in pixels.
const CHARACTER_WIDTH: f64 = 7.6;
/// The height of a label, in pixels.
const TEXT_HEIGHT: f64 = 14.0;
/// The part of the height that is above the baseline, in pixels.
const ASCENT: f64 = 11.0;
/// The radius of a mark, in pixels.
const MARK_RADIUS: f64 = 8.0;
/// The distance of labels to the right and left from the centre of the mark, in pixels.
const GAP: f64 = 14.0;
/// The distance of the other labels from the centre of the mark, in pixels.
const NEAR_GAP: f64 = 10.0;

/// A mark that wants a label.
pub(crate) struct LabelRequest {
    /// The centre of the mark.
    pub mark: PlanePoint,
    /// The width of the label in pixels; 0 for none.
    pub width: f64,
}

/// Estimates the width of a text in pixels.
pub(crate) fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if is_wide(c) { TEXT_HEIGHT } else { CHARACTER_WIDTH }).sum()
}

/// Checks whether a character is as wide as high: Chinese, Japanese, Korean and most pictures.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..)
}

/// Finds positions for labels, in the order of the requests. A label has no position if each of the
/// eight around its mark would hide a mark or another label, or leave the drawing.
pub(crate) fn place_labels(requests: &[LabelRequest], size: MapSize) -> Vec<Option<LabelPosition>> {
    let drawing = Rectangle::of_drawing(size);
    let mut occupied: Vec<Rectangle> =
        requests.iter().map(|request| around_mark(request.mark)).collect();
    let mut place = |request: &LabelRequest| {
        if request.width <= 0.0 {
            return None;
        }
        let (position, label) = candidates(request.mark)
            .into_iter()
            .map(|position| (position, label_box(&position, request.width)))
            .filter(|(_, label)| drawing.contains(label))
            .find(|(_, label)| !occupied.iter().any(|other| other.overlaps(label)))?;
        occupied.push(label);
        Some(position)
    };
    requests.iter().map(&mut place).collect()
}

/// The square around a mark.
fn around_mark(PlanePoint { x, y }: PlanePoint) -> Rectangle {
    Rectangle {
        left: x - MARK_RADIUS,
        top: y - MARK_RADIUS,
        right: x + MARK_RADIUS,
        bottom: y + MARK_RADIUS,
    }
}

/// The positions of a label around a mark, the best one first: right, left, above, below, then the
/// diagonals.
fn candidates(mark: PlanePoint) -> [LabelPosition; 8] {
    let position = |dx: f64, baseline: f64, anchor| LabelPosition {
        x: mark.x + dx,
        y: mark.y + baseline,
        anchor,
    };
    let beside = ASCENT - TEXT_HEIGHT / 2.0 + 1.0;
    let above = -NEAR_GAP - (TEXT_HEIGHT - ASCENT);
    let below = NEAR_GAP + ASCENT;
    // Diagonal labels begin beside the mark, and are a little nearer in height.
    let (upper, lower) = (above + 3.0, below - 3.0);
    [
        position(GAP, beside, Anchor::Start),
        position(-GAP, beside, Anchor::End),
        position(0.0, above, Anchor::Middle),
        position(0.0, below, Anchor::Middle),
        position(NEAR_GAP, upper, Anchor::Start),
        position(NEAR_GAP, lower, Anchor::Start),
        position(-NEAR_GAP, upper, Anchor::End),
        position(-NEAR_GAP, lower, Anchor::End),
    ]
}

/// The rectangle that a label covers.
pub(crate) fn label_box(position: &LabelPosition, width: f64) -> Rectangle {
    let left = match position.anchor {
        Anchor::Start => position.x,
        Anchor::Middle => position.x - width / 2.0,
        Anchor::End => position.x - width,
    };
    let top = position.y - ASCENT;
    Rectangle { left, top, right: left + width, bottom: top + TEXT_HEIGHT }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: MapSize = MapSize { width: 200.0, height: 100.0 };

    /// The position of a mark and the width of its label.
    type Request = (f64, f64, f64);

    /// A name, the requests and the expected anchors.
    type Case<'a> = (&'a str, &'a [Request], &'a [Option<Anchor>]);

    fn anchors(requests: &[Request]) -> Vec<Option<Anchor>> {
        let requests: Vec<_> = requests
            .iter()
            .map(|&(x, y, width)| LabelRequest { mark: PlanePoint { x, y }, width })
            .collect();
        let labels = place_labels(&requests, SIZE);
        labels.into_iter().map(|label| label.map(|label| label.anchor)).collect()
    }

    #[test]
    fn widths_follow_the_number_of_characters() {
        assert!((text_width("Kętrzyn") - 7.0 * CHARACTER_WIDTH).abs() < 1e-9);
        assert!((text_width("日本") - 2.0 * TEXT_HEIGHT).abs() < 1e-9);
        assert!(text_width("").abs() < 1e-9);
    }

    #[test]
    fn the_first_free_position_is_taken() {
        let cases: [Case; 7] = [
            ("free", &[(100.0, 50.0, 60.0)], &[Some(Anchor::Start)]),
            ("at the right side", &[(190.0, 50.0, 60.0)], &[Some(Anchor::End)]),
            ("too wide for the sides", &[(100.0, 50.0, 120.0)], &[Some(Anchor::Middle)]),
            ("wider than the drawing", &[(100.0, 50.0, 2280.0)], &[None]),
            ("no text", &[(100.0, 50.0, 0.0)], &[None]),
            (
                "another mark to the right",
                &[(100.0, 50.0, 60.0), (125.0, 50.0, 60.0)],
                &[Some(Anchor::End), Some(Anchor::Start)],
            ),
            (
                "another label to the left",
                &[(70.0, 50.0, 60.0), (180.0, 50.0, 30.0)],
                &[Some(Anchor::Start), Some(Anchor::Middle)],
            ),
        ];
        for (name, requests, expected) in cases {
            assert_eq!(anchors(requests), expected, "{name}");
        }
    }

    #[test]
    fn candidates_do_not_cover_their_mark() {
        let mark = PlanePoint { x: 100.0, y: 50.0 };
        for position in candidates(mark) {
            assert!(!label_box(&position, 60.0).overlaps(&around_mark(mark)), "{position:?}");
        }
    }

    #[test]
    fn crowded_labels_are_left_out() {
        let crowd = [(100.0, 50.0, 60.0); 30];
        let placed = anchors(&crowd).into_iter().flatten().count();
        assert!((1..=8).contains(&placed), "{placed}");
    }
}
