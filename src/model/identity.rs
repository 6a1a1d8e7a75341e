//! What tells records of one type apart for people: the name, the country and the first date.

use data_encoding::HEXLOWER;
use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::record_type::RecordType;
use crate::values::traits::ClosedList as _;

/// The places of the country in a document, of which a type has one or none.
pub(crate) const COUNTRY: [&str; 2] = ["/country", "/place/country"];

/// The places of the first date in a document, of which a type has one or none.
pub(crate) const FIRST_DATE: [&str; 4] =
    ["/startDate", "/signedOn", "/partnerSince", "/periodStart"];

/// The language under which every name is found too, whatever its own language.
pub(crate) const ANY_LANGUAGE: &str = "";

/// A record as people name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RecordIdentity {
    /// The type of the record.
    pub kind: RecordType,
    /// The language of the name.
    pub language: String,
    /// The name.
    pub name: String,
    /// The country, empty if the record has none; `None` if it is not compared.
    pub country: Option<String>,
    /// The first date, empty if the record has none; `None` if it is not compared.
    pub first_date: Option<String>,
}

impl RecordIdentity {
    /// A text that is the same for the same record.
    pub(crate) fn key(&self) -> String {
        let name = HEXLOWER.encode(&name_key(self.kind, &self.language, &self.name));
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        format!("{name} {} {}", part(&self.country), part(&self.first_date))
    }
}

/// The key of a name in one language, the same for each way to write its letters and spaces.
pub(crate) fn name_key(kind: RecordType, language: &str, name: &str) -> Vec<u8> {
    let name = one_spaced(name);
    Sha256::digest(format!("{}\n{language}\n{name}", kind.as_str())).to_vec()
}

/// A name with its letters composed and one space between its words.
pub(crate) fn one_spaced(name: &str) -> String {
    let name = ComposingNormalizerBorrowed::new_nfc().normalize(name);
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first value at these places of a document, as a text; empty if there is none.
pub(crate) fn text_at(document: &Value, places: &[&str]) -> String {
    match places.iter().find_map(|place| document.pointer(place)) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::registry;

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        let key = |name| name_key(RecordType::Events, "pl", name);
        assert_eq!(key("Gmina  Ke\u{328}trzyn "), key("Gmina K\u{119}trzyn"));
        assert_ne!(key("gmina Kętrzyn"), key("Gmina Kętrzyn"));
        assert_ne!(key("A"), name_key(RecordType::Events, "en", "A"));
        assert_ne!(key("A"), name_key(RecordType::Projects, "pl", "A"));
    }

    #[test]
    fn a_value_is_found_where_its_type_has_it() {
        let cases = [
            (json!({"country": "PL"}), &COUNTRY[..], "PL"),
            (json!({"place": {"name": "X", "country": "RU"}}), &COUNTRY, "RU"),
            (json!({"place": {"name": "X"}}), &COUNTRY, ""),
            (json!({"periodStart": 2021}), &FIRST_DATE, "2021"),
            (json!({"signedOn": "2015-06-16"}), &FIRST_DATE, "2015-06-16"),
            (json!({"startDate": null}), &FIRST_DATE, ""),
        ];
        for (document, places, expected) in cases {
            assert_eq!(text_at(&document, places), expected, "{document}");
        }
    }

    #[test]
    fn a_document_knows_what_its_json_says() {
        let records =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/gmina-ketrzyn.ndjson"));
        for line in records.lines() {
            let Ok(Value::Object(mut fields)) = serde_json::from_str(line) else {
                panic!("{line}")
            };
            let kind = fields.remove("type").and_then(|kind| RecordType::read(kind.as_str()?));
            fields.remove("id");
            let fields = Value::Object(fields);
            let document = registry::stored(kind.unwrap(), &fields.to_string()).unwrap();
            let (country, date) = document.country_and_date();
            assert_eq!(
                country.map(ToString::to_string).unwrap_or_default(),
                text_at(&fields, &COUNTRY)
            );
            assert_eq!(date.unwrap_or_default(), text_at(&fields, &FIRST_DATE), "{line}");
        }
    }
}
