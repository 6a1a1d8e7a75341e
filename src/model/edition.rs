//! Documents of the first edition of the model in the form of the second, which this version reads.
//!
//! The first edition had one `datePrecision` for all dates of a record, `ownRole` and `partners` of projects in place of
//! `organisations`, one `successor` of a partner, and `documentUrl` in place of `media`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use url::Url;

use super::{
    json::walk::{Descend, top_down},
    record_type::RecordType,
    registry,
};
use crate::{
    text::characters::{is_noncharacter, tidy},
    values::{percentage::Percentage, traits::TextValue as _, web_address::WebAddress},
};

/// The edition that this version reads.
pub(crate) const EDITION: i16 = 2;

/// The dates that the precision of the first edition was about.
const DATES: [&str; 7] =
    ["partnerSince", "partnerUntil", "signedOn", "validFrom", "validUntil", "startDate", "endDate"];

/// Returns the document in the form of the second edition. `name_of` returns the name of the record at a path, or that
/// of the municipality for `None`: organisations have names, which partners of projects had not. A document that this
/// version cannot read is an error with what there is of it.
pub(crate) fn upgraded(
    kind: RecordType,
    document: &str,
    name_of: &mut dyn FnMut(Option<&str>) -> String,
) -> Result<String, UnreadableDocument> {
    let unreadable = |json: &str, error| UnreadableDocument { json: json.to_owned(), error };
    let mut fields: Map<String, Value> =
        serde_json::from_str(document).map_err(|error| unreadable(document, error))?;
    shorten_dates(&mut fields);
    match kind {
        RecordType::Partners => list_successors(&mut fields),
        RecordType::Agreements => list_document(&mut fields),
        RecordType::Projects => list_organisations(&mut fields, name_of),
        _ => {}
    }
    let mut document = Value::Object(fields);
    tidy_values(&mut document);
    let json = document.to_string();
    let read = registry::stored(kind, &json).and_then(|document| document.to_json());
    read.map_err(|error| unreadable(&json, error))
}

/// A document that this version cannot read.
#[derive(Debug)]
pub(crate) struct UnreadableDocument {
    /// The document in the form of the second edition, as far as it has one.
    pub json: String,
    /// The reason.
    pub error: serde_json::Error,
}

/// Cuts each date to what is known of it.
fn shorten_dates(fields: &mut Map<String, Value>) {
    let precision = fields.shift_remove("datePrecision");
    let length = match precision.as_ref().and_then(Value::as_str) {
        Some("year") => 4,
        Some("month") => 7,
        _ => return,
    };
    for field in DATES {
        if let Some(Value::String(date)) = fields.get_mut(field) {
            date.truncate(length);
        }
    }
}

fn list_successors(fields: &mut Map<String, Value>) {
    if let Some(successor) = fields.shift_remove("successor") {
        fields.insert("successors".to_owned(), json!([successor]));
    }
}

fn list_document(fields: &mut Map<String, Value>) {
    if let Some(url) = fields.shift_remove("documentUrl") {
        fields.insert("media".to_owned(), json!([{"kind": "document", "url": url}]));
    }
}

fn list_organisations(
    fields: &mut Map<String, Value>,
    name_of: &mut dyn FnMut(Option<&str>) -> String,
) {
    let mut organisations = Vec::new();
    if let Some(role) = fields.shift_remove("ownRole") {
        organisations.push(json!({"name": name_of(None), "role": role, "own": true}));
    }
    if let Some(Value::Array(partners)) = fields.shift_remove("partners") {
        for partner in partners {
            let id = partner["id"].as_str().unwrap_or_default();
            let name = name_of(Some(&RecordType::Partners.path(id)));
            organisations
                .push(json!({"name": name, "role": partner["role"], "partner": {"id": id}}));
        }
    }
    if !organisations.is_empty() {
        fields.insert("organisations".to_owned(), Value::Array(organisations));
    }
}

/// Writes texts in one form, takes out what is twice in a list, and what no address and no percentage is any more.
fn tidy_values(document: &mut Value) {
    top_down(document, &mut |_, value| {
        match value {
            Value::Object(members) => members.retain(|name, member| tidy_member(name, member)),
            Value::Array(items) => {
                let mut seen = HashSet::new();
                items.retain(|item| !is_entry(item) || seen.insert(item.to_string()));
            }
            _ => {}
        }
        Descend::Into
    });
}

/// Whether an item of a list is one that cannot be there twice: a code, a reference or an identifier.
fn is_entry(item: &Value) -> bool {
    item.is_string() || item.get("id").is_some() || item.get("scheme").is_some()
}

/// Tidies a member of an object; false if it has no value any more.
fn tidy_member(name: &str, member: &mut Value) -> bool {
    let Value::String(text) = member else { return true };
    match name {
        "url" | "website" | "documentUrl" => match address(text) {
            Some(address) => *text = address,
            None => return false,
        },
        "euRate" if Percentage::read(text).is_none() => return false,
        _ => {
            if text.contains(is_noncharacter) {
                text.retain(|character| !is_noncharacter(character));
            }
            *text = tidy(text).into_owned();
        }
    }
    true
}

/// The address without a user name; `None` if browsers do not understand it.
fn address(text: &str) -> Option<String> {
    if let Some(address) = WebAddress::read(text) {
        return Some(address.to_string());
    }
    let mut url = Url::parse(text).ok()?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    WebAddress::read(url.as_str()).map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: RecordType, first: Value, second: Value) {
        let mut name_of = |path: Option<&str>| path.unwrap_or("Gmina").to_owned();
        let mut first = first;
        let mut expected = second;
        for (body, document) in [(&mut first, false), (&mut expected, true)] {
            let texts = if kind == RecordType::Partners { "name" } else { "title" };
            body["translations"] = json!({"pl": {texts: "Ke\u{328}trzyn"}});
            if document {
                body["translations"]["pl"][texts] = json!("Kętrzyn");
            }
            body["state"] = json!("published");
        }
        let upgraded = upgraded(kind, &first.to_string(), &mut name_of).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&upgraded).unwrap(), expected);
    }

    #[test]
    fn a_precision_becomes_a_part_of_each_date() {
        let event = |start: &str, end: &str| json!({"kind": "visit", "direction": "incoming", "status": "held", "startDate": start, "endDate": end});
        for (precision, start, end) in [
            ("year", "2015", "2016"),
            ("month", "2015-03", "2016-01"),
            ("day", "2015-03-01", "2016-01-01"),
        ] {
            let mut first = event("2015-03-01", "2016-01-01");
            first["datePrecision"] = json!(precision);
            check(RecordType::Events, first, event(start, end));
        }
    }

    #[test]
    fn partners_of_projects_become_organisations() {
        check(
            RecordType::Projects,
            json!({"status": "unknown", "ownRole": "lead", "partners": [{"id": "oziersk", "role": "partner"}],
                "budget": {"euRate": "0"}}),
            json!({"status": "unknown", "organisations": [
                {"name": "Gmina", "role": "lead", "own": true},
                {"name": "partners/oziersk", "role": "partner", "partner": {"id": "oziersk"}},
            ], "budget": {}}),
        );
        check(RecordType::Projects, json!({"status": "unknown"}), json!({"status": "unknown"}));
    }

    #[test]
    fn single_values_become_lists() {
        check(
            RecordType::Partners,
            json!({"kind": "county", "status": "ended", "country": "FR", "successor": {"id": "x"},
                "website": "https://clerk:secret@a.example/", "identifiers": [
                    {"scheme": "insee", "value": "1"}, {"scheme": "insee", "value": "1"}]}),
            json!({"kind": "county", "status": "ended", "country": "FR", "successors": [{"id": "x"}],
                "website": "https://a.example/", "identifiers": [{"scheme": "insee", "value": "1"}]}),
        );
        check(
            RecordType::Agreements,
            json!({"kind": "charter", "status": "unknown", "documentUrl": "https://a.example/b", "partners": [{"id": "x"}, {"id": "x"}]}),
            json!({"kind": "charter", "status": "unknown", "media": [{"kind": "document", "url": "https://a.example/b"}], "partners": [{"id": "x"}]}),
        );
    }
}
