//! Places and coordinates.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{country::Country, language::Language};

/// A point on the map (WGS 84). In Europe the latitude is usually the larger number.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Degrees north of the equator.
    #[schema(minimum = -90, maximum = 90, example = 54.41056)]
    pub latitude: f64,
    /// Degrees east of Greenwich.
    #[schema(minimum = -180, maximum = 180, example = 22.01167)]
    pub longitude: f64,
}

/// The place where something happened or was signed. It has a name, an address or coordinates.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The name of the place, as in the source.
    #[schema(min_length = 1, max_length = 300, example = "Oziersk")]
    pub name: Option<String>,
    /// The postal address, in one or more lines.
    #[schema(min_length = 1, max_length = 500, example = "ul. Kościuszki 2, 11-400 Kętrzyn")]
    pub address: Option<String>,
    /// The language of `name` and `address`; without it they are in the default language.
    pub language: Option<Language>,
    /// The country.
    pub country: Option<Country>,
    /// The coordinates.
    pub location: Option<Location>,
}

impl Place {
    /// The name and the address, with their language.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Option<&Language>, &str)> {
        let texts = [self.name.as_deref(), self.address.as_deref()];
        texts.into_iter().flatten().map(|text| (self.language.as_ref(), text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coordinate_is_written_as_it_was_read() {
        for text in ["-31.702859598765542", "54.12345678901234", "21.0", "0.1"] {
            let json = format!("{{\"latitude\":{text},\"longitude\":{text}}}");
            let read: Location = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }
}
