//! Parts of the map that a list can be asked for: a box, and the surroundings of a point.

use std::{f64::consts::FRAC_PI_2, fmt};

use super::{
    place::Location,
    position::{GeoPosition, SPHERE, degrees, micro, whole},
    traits::TextValue,
};

use crate::text::messages::MessageText;

/// The mean radius of the Earth in metres.
const EARTH: f64 = 6_371_008.8;

/// The largest radius in metres: half the circumference of the Earth.
const MAX_RADIUS: f64 = 20_016_000.0;

/// What a coordinate can be off by after rounding, in millionths of a degree.
const ROUNDING: i64 = 2;

/// A box on the map, both edges included. If its west is east of its east, it crosses the antimeridian.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BoundingBox {
    southwest: GeoPosition,
    northeast: GeoPosition,
}

/// A point on the map, as `latitude,longitude`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Point(GeoPosition);

/// A distance, as kilometres.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Radius {
    metres: i64,
}

/// The surroundings of a point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Circle {
    /// The centre.
    pub centre: Point,
    /// The distance from it.
    pub radius: Radius,
}

/// A range of latitudes, and the ranges of longitudes in it, in millionths of a degree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Area {
    /// The latitudes.
    pub latitudes: (i64, i64),
    /// The longitudes.
    pub longitudes: Vec<(i64, i64)>,
}

impl BoundingBox {
    /// The box as ranges.
    pub(crate) fn area(self) -> Area {
        let Self { southwest, northeast } = self;
        Area {
            latitudes: (southwest.latitude, northeast.latitude),
            longitudes: longitudes(southwest.longitude, northeast.longitude),
        }
    }
}

/// The ranges of longitudes from `west` to `east`. The antimeridian has two numbers: where one is in, so is the other.
fn longitudes(west: i64, east: i64) -> Vec<(i64, i64)> {
    let edge = micro(180.0);
    let ranges = if west <= east { vec![(west, east)] } else { vec![(west, edge), (-edge, east)] };
    let has = |longitude| ranges.iter().any(|(west, east)| (*west..=*east).contains(&longitude));
    let other = [edge, -edge].into_iter().filter(|one| has(-one) && !has(*one));
    let other: Vec<_> = other.map(|one| (one, one)).collect();
    ranges.into_iter().chain(other).collect()
}

impl Circle {
    /// The angle between the centre and the edge, seen from the centre of the Earth.
    #[expect(clippy::cast_precision_loss, reason = "at most 21 million metres")]
    fn angle(self) -> f64 {
        self.radius.metres as f64 / EARTH
    }

    /// The centre on the unit sphere, and the square of the greatest distance from it along a straight line. In whole
    /// numbers both databases calculate the same.
    pub(crate) fn on_sphere(self) -> ([i64; 3], i64) {
        let chord = 2.0 * SPHERE * (self.angle() / 2.0).min(FRAC_PI_2).sin();
        (self.centre.0.on_sphere(), whole(chord * chord))
    }

    /// Ranges that contain the circle.
    pub(crate) fn area(self) -> Area {
        let GeoPosition { latitude, longitude } = self.centre.0;
        let (pole, edge) = (micro(90.0), micro(180.0));
        let reach = micro(self.angle().to_degrees()) + ROUNDING;
        let latitudes = (latitude - reach, latitude + reach);
        let has_pole = latitudes.0 <= -pole || latitudes.1 >= pole;
        let widest = self.angle().sin() / degrees(latitude).to_radians().cos();
        let width = micro(widest.min(1.0).asin().to_degrees()) + ROUNDING;
        let wrapped = |longitude: i64| match longitude {
            over if over > edge => over - 2 * edge,
            under if under < -edge => under + 2 * edge,
            within => within,
        };
        let longitudes = if has_pole {
            vec![(-edge, edge)]
        } else {
            longitudes(wrapped(longitude - width), wrapped(longitude + width))
        };
        Area { latitudes: (latitudes.0.max(-pole), latitudes.1.min(pole)), longitudes }
    }
}

/// The numbers in a text, separated by commas: digits with a sign and a point, as the parameters are documented.
fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let numbers: Vec<f64> = text.split(',').map(number).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| {
        (1..=20).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.parse().ok().filter(|_| are_digits(whole) && are_digits(fraction))
}

fn position(latitude: f64, longitude: f64) -> Option<GeoPosition> {
    let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    is_on_earth.then(|| Location { latitude, longitude }.into())
}

impl TextValue for BoundingBox {
    const NAME: &'static str = "BoundingBox";
    const FORMAT: &'static str = "bounding-box";
    const PATTERN: &'static str = r"^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$";
    const EXAMPLE: &'static str = "19.5,53.9,23.0,54.9";
    const VALID: MessageText = MessageText(
        "west,south,east,north in degrees, with longitudes from -180 to 180, latitudes from -90 to 90 and \
         south not north of north, such as 19.5,53.9,23.0,54.9",
    );

    fn read(text: &str) -> Option<Self> {
        let [west, south, east, north] = numbers(text)?;
        let (southwest, northeast) = (position(south, west)?, position(north, east)?);
        (south <= north).then_some(Self { southwest, northeast })
    }
}

impl fmt::Display for BoundingBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { southwest, northeast } = self;
        let corner = |corner: &GeoPosition| (degrees(corner.longitude), degrees(corner.latitude));
        let ((west, south), (east, north)) = (corner(southwest), corner(northeast));
        write!(f, "{west},{south},{east},{north}")
    }
}

impl TextValue for Point {
    const NAME: &'static str = "Point";
    const FORMAT: &'static str = "point";
    const PATTERN: &'static str = r"^-?\d+(\.\d+)?,-?\d+(\.\d+)?$";
    const EXAMPLE: &'static str = "54.08,21.37";
    const VALID: MessageText = MessageText(
        "latitude,longitude in degrees, with a latitude from -90 to 90 and a longitude from -180 to 180, \
         such as 54.08,21.37",
    );

    fn read(text: &str) -> Option<Self> {
        let [latitude, longitude] = numbers(text)?;
        position(latitude, longitude).map(Self)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", degrees(self.0.latitude), degrees(self.0.longitude))
    }
}

impl TextValue for Radius {
    const NAME: &'static str = "Radius";
    const FORMAT: &'static str = "radius";
    const PATTERN: &'static str = r"^\d+(\.\d+)?$";
    const EXAMPLE: &'static str = "50";
    const VALID: MessageText =
        MessageText("a number of kilometres from 0.001 to 20016, such as 50");

    fn read(text: &str) -> Option<Self> {
        let metres = number(text)? * 1_000.0;
        (1.0..=MAX_RADIUS).contains(&metres).then(|| Self { metres: whole(metres) })
    }
}

impl fmt::Display for Radius {
    #[expect(clippy::cast_precision_loss, reason = "at most 21 million metres")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.metres as f64 / 1_000.0)
    }
}

text_value!(BoundingBox, "Four numbers of degrees: west, south, east, north.");
text_value!(Point, "Two numbers of degrees: latitude, longitude.");
text_value!(Radius, "A number of kilometres.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_part_of_the_map() {
        for text in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "1,2,x,4",
            "1;2;3;4",
            "1, 2,3,4",
            "-181,0,0,1",
            "0,-91,0,1",
            "0,2,0,1",
            "1e1,2,3,4",
            "NaN,0,1,1",
            "inf,0,1,1",
            "+1,2,3,4",
            ".5,0,1,1",
            "1.,0,2,1",
            "--1,0,2,1",
        ] {
            assert!(BoundingBox::read(text).is_none(), "{text}");
        }
        for text in ["54", "54,21,1", "91,0", "0,181", "54,", "54.08 21.37"] {
            assert!(Point::read(text).is_none(), "{text}");
        }
        for text in ["0", "-1", "0.0004", "20017", "1e3", "", "5km"] {
            assert!(Radius::read(text).is_none(), "{text}");
        }
        for text in ["19.5,53.9,23,54.9", "170,-10,-170,10", "-180,-90,180,90"] {
            assert_eq!(BoundingBox::read(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn the_antimeridian_is_one_line() {
        let ranges = |text: &str| BoundingBox::read(text).unwrap().area().longitudes;
        let degrees = |ranges: &[(i64, i64)]| -> Vec<(i64, i64)> {
            ranges.iter().map(|(west, east)| (west / 1_000_000, east / 1_000_000)).collect()
        };
        for (text, expected) in [
            ("10,0,20,1", vec![(10, 20)]),
            ("170,0,-170,1", vec![(170, 180), (-180, -170)]),
            ("170,0,180,1", vec![(170, 180), (-180, -180)]),
            ("-180,0,-170,1", vec![(-180, -170), (180, 180)]),
            ("-180,0,180,1", vec![(-180, 180)]),
        ] {
            assert_eq!(degrees(&ranges(text)), expected, "{text}");
        }
    }

    #[test]
    fn ranges_contain_their_circle() {
        let circle = |point: &str, radius: &str| Circle {
            centre: Point::read(point).unwrap(),
            radius: Radius::read(radius).unwrap(),
        };
        for (point, radius) in [
            ("54,21", "50"),
            ("0,180", "300"),
            ("89.9,0", "50"),
            ("-54,-179.9", "100"),
            ("10,10", "15000"),
        ] {
            let around = circle(point, radius);
            let (centre, most) = around.on_sphere();
            let area = around.area();
            for latitude in (-90..=90).step_by(1) {
                for longitude in -180..=180 {
                    let at = position(f64::from(latitude), f64::from(longitude)).unwrap();
                    let apart: i64 = at
                        .on_sphere()
                        .iter()
                        .zip(centre)
                        .map(|(one, other)| (one - other).pow(2))
                        .sum();
                    let has = |(first, last): (i64, i64), value| (first..=last).contains(&value);
                    let in_ranges = has(area.latitudes, at.latitude)
                        && area.longitudes.iter().any(|range| has(*range, at.longitude));
                    assert!(apart > most || in_ranges, "{point} {radius}: {at:?}");
                }
            }
        }
    }
}
