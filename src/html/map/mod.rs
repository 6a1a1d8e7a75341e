//! Draws places on the earth as a small map: geometry for an SVG image, without markup.

use std::sync::Arc;

mod clip;
mod drawing;
mod kept_drawings;
mod labels;
mod land;
mod marks;
mod outlines;
mod path;
mod projection;
mod viewport;

pub(crate) use drawing::{Anchor, MapDrawing, MapPlace, MapSize, Mark};
use kept_drawings::{KEPT, MapKey};
use land::draw_land;
use marks::{arc, group_marks, label_marks, new_mark};
use path::PathData;
use projection::{PlanePoint, UnitVector};
use viewport::Viewport;

/// Draws a map of partner places and, if known, of home. `None` without a partner place.
pub(crate) fn draw(
    home: Option<&MapPlace>,
    partners: &[MapPlace],
    size: MapSize,
) -> Option<Arc<MapDrawing>> {
    if partners.is_empty() {
        return None;
    }
    let size = size.valid();
    KEPT.get(MapKey::of(home, partners, size), || draw_anew(home, partners, size))
}

fn draw_anew(home: Option<&MapPlace>, partners: &[MapPlace], size: MapSize) -> Option<MapDrawing> {
    let vectors: Vec<UnitVector> = home.into_iter().chain(partners).map(vector).collect();
    let view = Viewport::fit(&vectors, size)?;
    let position = |place: &MapPlace| view.project(vector(place));
    let positions: Vec<PlanePoint> = partners.iter().map(position).collect();
    let mut home_mark = home.map(position).map(|point| new_mark(point, Vec::new()));
    let mut marks = group_marks(&positions);
    let arcs = home_mark.iter().flat_map(|home| marks.iter().map(|mark| arc(home, mark))).collect();
    label_marks((home, &mut home_mark), (partners, &mut marks), size);
    let PathData { rings: land, lines: borders } = draw_land(&view, size);
    Some(MapDrawing { size, land, borders, arcs, home: home_mark, marks })
}

/// The place of a partner or of home on the sphere.
fn vector(place: &MapPlace) -> UnitVector {
    UnitVector::from_degrees(place.latitude, place.longitude)
}

#[cfg(test)]
mod tests {
    use super::{
        clip::Rectangle,
        labels::{label_box, text_width},
        path::MAX_LENGTH,
        *,
    };

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

    const SIZE: MapSize = MapSize { width: 440.0, height: 310.0 };

    type Places<'a> = &'a [(f64, f64, &'a str)];

    const KETRZYN: (f64, f64, &str) = (54.0764, 21.3753, "Gmina Kętrzyn");
    const PARTNERS: Places = &[
        (54.410_56, 22.011_67, "Oziersk"),
        (57.1777, 26.7529, "Gulbene"),
        (55.7244, 21.9320, "Rietavas"),
        (48.0830, -2.2826, "Związek Gmin Mauron"),
    ];
    const JAPAN: (f64, f64, &str) = (35.68, 139.69, "東京");
    const FRANCE: (f64, f64, &str) = (48.0830, -2.2826, "Mauron");

    fn place(&(latitude, longitude, label): &(f64, f64, &str)) -> MapPlace {
        MapPlace { latitude, longitude, label: label.to_owned() }
    }

    fn places(places: Places) -> Vec<MapPlace> {
        places.iter().map(place).collect()
    }

    fn scattered(count: u32) -> Vec<MapPlace> {
        let scattered = |index: u32| MapPlace {
            latitude: f64::from(index * 7919 % 1800) / 10.0 - 90.0,
            longitude: f64::from(index * 104_729 % 3600) / 10.0 - 180.0,
            label: format!("Town {index}"),
        };
        (0..count).map(scattered).collect()
    }

    fn viewport(places: &[MapPlace]) -> Viewport {
        Viewport::fit(&places.iter().map(vector).collect::<Vec<_>>(), SIZE).unwrap()
    }

    /// Checks what holds for each map.
    fn assert_sound(
        name: &str,
        home: Option<&MapPlace>,
        partners: &[MapPlace],
        size: MapSize,
    ) -> Arc<MapDrawing> {
        let drawing = draw(home, partners, size).unwrap();
        let inside =
            |x: f64, y: f64| (0.0..=size.width).contains(&x) && (0.0..=size.height).contains(&y);
        let outlines = drawing.land.len() + drawing.borders.len();
        assert!(outlines <= MAX_LENGTH, "{name}: {outlines} bytes");
        for point in read_path(&drawing.land).iter().chain(&read_path(&drawing.borders)).flatten() {
            let near = |value: f64, limit: f64| value > -1e-6 && value < limit + 0.500_001;
            assert!(near(point.x, size.width) && near(point.y, size.height), "{name}: {point:?}");
        }
        assert_eq!(
            drawing.arcs.len(),
            if home.is_some() { drawing.marks.len() } else { 0 },
            "{name}"
        );
        for arc in &drawing.arcs {
            assert!(!arc.contains("NaN") && !arc.contains("inf"), "{name}: {arc}");
        }
        let shared: usize = drawing.marks.iter().map(|mark| mark.places.len()).sum();
        assert_eq!(shared, partners.len(), "{name}");
        assert_labels_are_apart(name, home, partners, &drawing);
        for mark in drawing.home.iter().chain(&drawing.marks) {
            assert!(inside(mark.x, mark.y), "{name}: {mark:?}");
        }
        drawing
    }

    /// A rectangle with its sides moved outwards.
    fn grown(rectangle: &Rectangle, by: f64) -> Rectangle {
        Rectangle {
            left: rectangle.left - by,
            top: rectangle.top - by,
            right: rectangle.right + by,
            bottom: rectangle.bottom + by,
        }
    }

    /// Checks that labels are inside the drawing and cover neither a mark nor another label.
    fn assert_labels_are_apart(
        name: &str,
        home: Option<&MapPlace>,
        partners: &[MapPlace],
        drawing: &MapDrawing,
    ) {
        let marks: Vec<&Mark> = drawing.home.iter().chain(&drawing.marks).collect();
        let label_of = |mark: &&Mark| {
            let place = mark.places.first().map_or(home, |&first| partners.get(first)).unwrap();
            let suffix = if mark.places.len() > 1 { " +99" } else { "" };
            let width = text_width(&format!("{}{suffix}", place.label));
            mark.label.as_ref().map(|label| label_box(label, width))
        };
        let labels: Vec<Rectangle> = marks.iter().filter_map(label_of).collect();
        // Positions are rounded to tenths.
        let whole = grown(&Rectangle::of_drawing(drawing.size), 0.1);
        for (index, label) in labels.iter().enumerate() {
            assert!(whole.contains(label), "{name}: {label:?}");
            let inner = grown(label, -0.2);
            let mut others = labels.iter().skip(index + 1);
            assert!(!others.any(|other| inner.overlaps(other)), "{name}: {label:?}");
            for mark in &marks {
                let PlanePoint { x, y } = PlanePoint { x: mark.x, y: mark.y };
                let dot = grown(&Rectangle { left: x, top: y, right: x, bottom: y }, 6.5);
                assert!(!inner.overlaps(&dot), "{name}: {label:?} covers {mark:?}");
            }
        }
    }

    /// A name, the home place and the partner places.
    type Scenario<'a> = (&'a str, Option<(f64, f64, &'a str)>, Places<'a>);

    const SCENARIOS: &[Scenario] = &[
        ("Kętrzyn", Some(KETRZYN), PARTNERS),
        ("one partner, no home", None, &[FRANCE]),
        ("home and partner at one point", Some(KETRZYN), &[KETRZYN]),
        ("Japan and France", Some(KETRZYN), &[JAPAN, FRANCE]),
        (
            "Alaska and Kamchatka",
            None,
            &[(61.2, -149.9, "Anchorage"), (53.0, 158.65, "Petropavlovsk")],
        ),
        ("antipodes", Some(KETRZYN), &[(-54.0764, -158.6247, "Antipode")]),
        ("antipodes on land", None, &[(40.0, -4.0, "Spain"), (-40.0, 176.0, "New Zealand")]),
        ("antipodes on the equator", None, &[(0.0, 0.0, "A"), (0.0, 180.0, "B")]),
        ("both poles", None, &[(90.0, 0.0, "North"), (-90.0, 0.0, "South")]),
        ("north pole", None, &[(90.0, 77.0, "North")]),
        ("south pole", Some(KETRZYN), &[(-90.0, 180.0, "South")]),
        ("180th meridian", None, &[(65.0, 180.0, "A"), (65.0, -180.0, "B"), (-16.5, 180.0, "C")]),
        (
            "Pacific",
            None,
            &[(-33.0, -71.6, "Chile"), (-36.8, 174.8, "Auckland"), (21.3, -157.8, "")],
        ),
    ];

    const SIZES: [(f64, f64); 5] =
        [(440.0, 310.0), (440.5, 200.3), (1200.0, 800.0), (60.0, 900.0), (10.0, 1.0)];

    #[test]
    fn maps_of_all_kinds_are_sound() {
        for (name, home, partners) in SCENARIOS {
            for (width, height) in SIZES {
                let home = home.as_ref().map(place);
                assert_sound(name, home.as_ref(), &places(partners), MapSize { width, height });
            }
        }
    }

    #[test]
    fn maps_of_hostile_places_are_sound() {
        let home = place(&KETRZYN);
        let long = "ż".repeat(300);
        let crowd = vec![place(&(54.0, 21.0, "Town")); 200];
        for (width, height) in SIZES {
            let check = |name, partners: &[MapPlace]| {
                assert_sound(name, Some(&home), partners, MapSize { width, height });
            };
            check("200 at one point", &crowd);
            check("200 all over the earth", &scattered(200));
            check("long and empty labels", &places(&[(50.0, 20.0, &long), (51.0, 10.0, "")]));
        }
    }

    #[test]
    fn no_partner_is_no_map() {
        assert!(draw(Some(&place(&KETRZYN)), &[], SIZE).is_none());
    }

    #[test]
    fn the_map_of_ketrzyn_has_five_marks_with_labels() {
        let home = place(&KETRZYN);
        let drawing = assert_sound("Kętrzyn", Some(&home), &places(PARTNERS), SIZE);
        assert_eq!(drawing.marks.len(), 4);
        assert!(drawing.home.iter().chain(&drawing.marks).all(|mark| mark.label.is_some()));
        let length = drawing.land.len() + drawing.borders.len();
        assert!((5_000..20_000).contains(&length), "{length} bytes");
        let arc = drawing.arcs.first().unwrap();
        assert!(arc.starts_with('M') && arc.contains('Q'), "{arc}");
    }

    #[test]
    fn places_at_one_point_share_a_mark() {
        let drawing = draw(None, &vec![place(&KETRZYN); 200], SIZE).unwrap();
        assert_eq!(drawing.marks.len(), 1);
        assert_eq!(drawing.marks[0].places, (0..200).collect::<Vec<_>>());
        assert!((drawing.marks[0].x, drawing.marks[0].y) == (220.0, 155.0));
    }

    #[test]
    fn the_short_way_round_is_shown() {
        let pacific = places(&[(61.2, -149.9, "Anchorage"), (53.0, 158.65, "Petropavlovsk")]);
        let drawing = draw(None, &pacific, SIZE).unwrap();
        let [alaska, kamchatka] = drawing.marks.as_slice() else { panic!("two marks") };
        assert!(kamchatka.x < alaska.x, "Kamchatka is to the west of Alaska");
        let view = viewport(&pacific);
        let bering_strait = view.project(UnitVector::from_degrees(65.8, -169.0));
        assert!((kamchatka.x..alaska.x).contains(&bering_strait.x));
    }
}
