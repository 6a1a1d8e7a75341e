//! The names and codes of others that the catalogue uses.

use crate::values::{country::Country, language::Language};

/// The prefixes of names, each with its namespace.
pub(crate) const PREFIXES: [(&str, &str); 11] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcatappl", "https://api.dane.gov.pl/ns/dcatappl#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The properties whose values are texts in languages.
pub(crate) const TEXT_PROPERTIES: [&str; 5] =
    ["dcat:keyword", "dct:description", "dct:title", "foaf:name", "skos:prefLabel"];

/// The authority tables of the European Union.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

/// The media types of IANA.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// The languages of the European Union's table by their tags, as far as municipalities of Europe publish in them.
const LANGUAGES: [(&str, &str); 27] = [
    ("be", "BEL"),
    ("bg", "BUL"),
    ("cs", "CES"),
    ("da", "DAN"),
    ("de", "DEU"),
    ("el", "ELL"),
    ("en", "ENG"),
    ("es", "SPA"),
    ("et", "EST"),
    ("fi", "FIN"),
    ("fr", "FRA"),
    ("ga", "GLE"),
    ("hr", "HRV"),
    ("hu", "HUN"),
    ("it", "ITA"),
    ("lt", "LIT"),
    ("lv", "LAV"),
    ("mt", "MLT"),
    ("nl", "NLD"),
    ("pl", "POL"),
    ("pt", "POR"),
    ("ro", "RON"),
    ("ru", "RUS"),
    ("sk", "SLK"),
    ("sl", "SLV"),
    ("sv", "SWE"),
    ("uk", "UKR"),
];

/// The IRI of an entry of one of the European Union's tables, such as `frequency/IRREG`.
pub(crate) fn authority(entry: &str) -> String {
    format!("{AUTHORITY}{entry}")
}

/// The IRI of a media type.
pub(crate) fn media_type(name: &str) -> String {
    format!("{MEDIA_TYPES}{name}")
}

/// The IRI of the whole name.
pub(crate) fn expanded(name: &str) -> String {
    let (prefix, local) = name.split_once(':').unwrap_or_default();
    let namespace = PREFIXES.iter().find(|(known, _)| *known == prefix);
    format!("{}{local}", namespace.map_or("", |(_, namespace)| namespace))
}

/// The tag of a language without script and region.
pub(crate) fn primary(language: &Language) -> &str {
    language.as_str().split('-').next().unwrap_or_default()
}

/// The IRI of a language; `None` if the table here does not have it.
pub(crate) fn language(language: &Language) -> Option<String> {
    let known = LANGUAGES.iter().find(|(tag, _)| *tag == primary(language))?;
    Some(authority(&format!("language/{}", known.1)))
}

/// The IRI of a country. The European Union's code of Kosovo is not of ISO 3166-1.
pub(crate) fn country(country: &Country) -> Option<String> {
    let code = match country.as_str() {
        "XK" => "XKX",
        code => rust_iso3166::from_alpha2(code)?.alpha3,
    };
    Some(authority(&format!("country/{code}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    #[test]
    fn languages_and_countries_have_codes_of_the_european_union() {
        for (tag, code) in
            [("pl", Some("POL")), ("pt-BR", Some("POR")), ("be-tarask", Some("BEL")), ("csb", None)]
        {
            let expected = code.map(|code| format!("{AUTHORITY}language/{code}"));
            assert_eq!(language(&Language::read(tag).unwrap()), expected, "{tag}");
        }
        for (alpha2, alpha3) in [("PL", "POL"), ("LT", "LTU"), ("XK", "XKX")] {
            let expected = format!("{AUTHORITY}country/{alpha3}");
            assert_eq!(country(&Country::read(alpha2).unwrap()), Some(expected), "{alpha2}");
        }
    }

    #[test]
    fn names_are_expanded() {
        assert_eq!(expanded("dct:title"), "http://purl.org/dc/terms/title");
        assert_eq!(expanded("rdf:type"), "http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
    }
}
