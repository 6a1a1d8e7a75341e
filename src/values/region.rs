//! Regions (ISO 3166-2).

use super::{country::Country, traits::TextValue};

string_code!(
    /// A region code (ISO 3166-2).
    pub(crate) Region,
    "A region code (ISO 3166-2), such as RU-KGD for the Kaliningrad Oblast."
);

impl TextValue for Region {
    const NAME: &'static str = "RegionCode";
    const FORMAT: &'static str = "region-code";
    const PATTERN: &'static str = "^[A-Z]{2}-[A-Z0-9]{1,3}$";
    const EXAMPLE: &'static str = "RU-KGD";
    const VALID: &'static str = "a region of ISO 3166-2, such as PL-28";

    fn read(text: &str) -> Option<Self> {
        let (country, part) = text.split_once('-')?;
        Country::read(country)?;
        let part_is_code = (1..=3).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        part_is_code.then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_of_iso_3166_2_are_regions() {
        assert!(Region::read("RU-KGD").is_some() && Region::read("PL-28").is_some());
        for text in ["RU", "RU-", "XX-1", "RU-KGDX", "RU-kgd", "-"] {
            assert!(Region::read(text).is_none(), "{text}");
        }
    }
}
