//! Regions (ISO 3166-2).

use rust_iso3166::iso3166_2::SUBDIVISION_COUNTRY_MAP;

use super::{country::Country, traits::TextValue};
use crate::{
    text::messages::{Message, MessageText, message},
    text::suggest::nearest,
};

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
    const VALID: MessageText = MessageText("a region of ISO 3166-2, such as PL-28");

    fn read(text: &str) -> Option<Self> {
        let (country, part) = text.split_once('-')?;
        Country::read(country)?;
        let part_is_code = (1..=3).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        part_is_code.then(|| Self(text.to_owned()))
    }
}

impl Region {
    /// Says why this is not a region of `country`; `None` if it is one, or if the regions of the country are not known.
    pub(crate) fn fault_in(&self, country: &Country) -> Option<Message> {
        let known = SUBDIVISION_COUNTRY_MAP.get(country.as_str()).copied().unwrap_or_default();
        if known.iter().any(|region| region.code == self.0) {
            return None;
        }
        let codes = known.iter().map(|region| region.code);
        let options: Vec<&str> = codes.collect();
        let is_of_country = self.0.split('-').next() == Some(country.as_str());
        if options.is_empty() && is_of_country {
            return None;
        }
        let what = || message!("“{region}” is not a region of {country}", region = self, country);
        Some(match nearest(&self.0, options.iter().copied()).filter(|_| is_of_country) {
            Some(near) => message!("{what}; did you mean “{near}”?", what = what(), near),
            None if options.is_empty() => {
                message!("{what}: its regions begin with {country}-", what = what(), country)
            }
            None => message!(
                "{what}, which has: {options}",
                what = what(),
                options = options.join(", ")
            ),
        })
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

    #[test]
    fn a_region_is_one_of_its_country() {
        for (region, country) in
            [("PL-28", "PL"), ("LV-033", "LV"), ("FR-BRE", "FR"), ("FR-56", "FR")]
        {
            let region = Region::read(region).unwrap();
            assert_eq!(region.fault_in(&Country::read(country).unwrap()), None, "{region}");
        }
        for (region, country) in [("PL-28", "LT"), ("PL-99", "PL"), ("XK-1", "PL"), ("PL-28", "XK")]
        {
            let region = Region::read(region).unwrap();
            assert!(region.fault_in(&Country::read(country).unwrap()).is_some(), "{region}");
        }
    }
}
