//! The parameters of lists whose records have locations.

use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

use super::query_reader::QueryReader;
use crate::{
    store::read::area::AreaFilter,
    text::messages::MessageText,
    values::area::{BoundingBox, Circle, Point, Radius},
};

/// The parameters.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
struct AreaParameters {
    /// Records in this box on the map, as `west,south,east,north` in degrees (WGS 84), edges included. A box whose west
    /// is greater than its east crosses the antimeridian. Records without a location are left out.
    #[param(inline)]
    bbox: Option<BoundingBox>,
    /// Records at most `radius` kilometres from this point, as `latitude,longitude` in degrees (WGS 84). Distances are
    /// those on a sphere. Records without a location are left out.
    #[param(inline)]
    near: Option<Point>,
    /// The distance from the point in `near`, in kilometres.
    #[param(inline)]
    radius: Option<Radius>,
}

/// Their description.
pub(super) fn parameters() -> Vec<Parameter> {
    AreaParameters::into_params(|| Some(ParameterIn::Query))
}

/// Reads them.
pub(super) fn area(query: &mut QueryReader) -> AreaFilter {
    let (centre, radius) = (query.text_value("near"), query.text_value("radius"));
    for (name, other, detail) in [
        (
            "radius",
            "near",
            MessageText("is missing: “near” needs a distance in kilometres, as in radius=50"),
        ),
        (
            "near",
            "radius",
            MessageText("is missing: “radius” needs a point, as in near=54.08,21.37"),
        ),
    ] {
        if query.is_given(other) && !query.is_given(name) {
            query.fault(name, "missing", detail.into());
        }
    }
    let circle = centre.zip(radius).map(|(centre, radius)| Circle { centre, radius });
    AreaFilter { bbox: query.text_value("bbox"), circle }
}
