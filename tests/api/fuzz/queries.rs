//! Queries of every operation that reads, with the parameters of the document and with others; and cursors.

use data_encoding::BASE64URL_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Value;

use super::{
    changes::{Input, changed, changes},
    target::{Target, try_all},
};
use crate::support::{
    oracle,
    requests::{Operation, operations},
};

/// What a request line cannot have: the HTTP library refuses it.
const NOT_IN_A_LINE: &AsciiSet = &percent_encoding::CONTROLS.add(b' ').add(b'#');

/// What has no meaning of its own in a query stays.
const COMPONENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b':').remove(b',');

/// Operations that read, with the paths of a record that is there.
fn reading() -> Vec<(Operation, String)> {
    let paths = operations().into_iter().filter(|one| one.method.0 == "get").map(|one| {
        let parameters = oracle::parameters(one.described);
        // The demonstration data is batch 1.
        let path = one.template.replace("{batch}", "1");
        let id = parameters
            .into_iter()
            .find(|one| one["in"] == "path")
            .and_then(|one| one["example"].as_str());
        let id = id.unwrap_or_default();
        (one, path.replace("{id}", id).replace("{webhook}", id))
    });
    paths.map(|(one, path)| (one, if path == "/" { String::new() } else { path })).collect()
}

/// Values that the document says are valid for a parameter.
fn values(parameter: &Value) -> Vec<String> {
    let schema = oracle::resolved(&parameter["schema"]);
    let schema =
        if schema["type"] == "array" { oracle::resolved(&schema["items"]) } else { schema };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let lists = [&schema["enum"], &schema["examples"]];
    let mut values: Vec<String> =
        lists.iter().filter_map(|list| list.as_array()).flatten().map(text).collect();
    let single =
        [&parameter["example"], &schema["example"], &schema["minimum"], &schema["maximum"]];
    values.extend(single.into_iter().filter(|value| !value.is_null()).map(text));
    match parameter["name"].as_str().unwrap() {
        "q" => {
            values.extend(["wizyta w Oziersku", "\"dni miasta\" -sport", "oz*"].map(str::to_owned));
        }
        "identifier" => values.push("wikidata:Q175795".to_owned()),
        "after" | "before" => values.extend(["AQZ0aXRsZQ", "1.01936d2e"].map(str::to_owned)),
        _ => values.push("x".to_owned()),
    }
    values
}

/// Every name of a parameter with a valid value, of every operation.
fn pairs(operations: &[(Operation, String)]) -> Vec<(String, String)> {
    let parameters = operations.iter().flat_map(|(one, _)| oracle::parameters(one.described));
    let queried = parameters.filter(|one| one["in"] == "query");
    let pairs = queried.flat_map(|one| {
        values(one).into_iter().map(|value| (one["name"].as_str().unwrap().to_owned(), value))
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

/// A query with its own parameters mostly, and values that are changed half of the time.
fn query(own: Vec<(String, String)>, all: Vec<(String, String)>) -> impl Strategy<Value = String> {
    let own = if own.is_empty() { all.clone() } else { own };
    let pair = (
        prop_oneof![9 => select(own), 1 => select(all)],
        prop_oneof![changes(0..1), changes(1..3)],
    );
    let pair = pair.prop_map(|((name, value), changes)| {
        let value = changed(value.as_bytes(), &changes, 9_000);
        format!("{name}={}", percent_encode(&value, COMPONENT))
    });
    let whole = prop_oneof![4 => changes(0..1), 1 => changes(1..3)];
    (vec(pair, 0..5), whole).prop_map(|(pairs, changes)| {
        let query = changed(pairs.join("&").as_bytes(), &changes, 20_000);
        percent_encode(&query, NOT_IN_A_LINE).to_string()
    })
}

/// A path whose last part is changed sometimes.
fn path(path: String) -> impl Strategy<Value = String> {
    prop_oneof![5 => changes(0..1), 1 => changes(1..2)].prop_map(move |changes| {
        let (list, id) = path.rsplit_once('/').unwrap_or(("", &path));
        let id = changed(id.as_bytes(), &changes, 300);
        let path = if path.is_empty() {
            String::new()
        } else {
            format!("{list}/{}", percent_encode(&id, NOT_IN_A_LINE))
        };
        path.replace('?', "%3F")
    })
}

#[test]
fn any_query_is_answered() {
    let target = Target::new();
    let before = target.state();
    let operations = reading();
    let all = pairs(&operations);
    let own = operations.iter().map(|one| (one.1.clone(), pairs(std::slice::from_ref(one))));
    let requests = select(own.collect::<Vec<_>>()).prop_flat_map(move |(whole, own)| {
        (select(&["GET", "GET", "HEAD"][..]), path(whole), query(own, all.clone()))
    });
    try_all(1, &requests, |(method, path, query)| {
        target.answer(&target.attack(method, &format!("/api/v1{path}?{query}")));
    });
    target.is_as_before(&before);
}

/// Real cursors of all lists, each with the path whose cursor it is.
fn cursors(target: &Target) -> Vec<(String, String)> {
    let with_cursors = reading()
        .into_iter()
        .filter(|(one, _)| oracle::parameters(one.described).any(|one| one["name"] == "after"));
    let cursors = with_cursors.map(|(one, path)| {
        let query = if one.template == "/search" { "q=a&limit=1" } else { "limit=1" };
        let path = format!("/api/v1{path}?{query}");
        let page = target.answer(&target.attack("GET", &path)).json();
        let next = page["links"]["next"].as_str().and_then(|next| next.split_once("after="));
        let next = next.map_or("", |(_, cursor)| cursor.split('&').next().unwrap());
        (path, next.to_owned())
    });
    cursors.collect()
}

/// A cursor with a checksum that fits, whatever it is of.
fn sealed(bytes: &[u8]) -> String {
    let checksum = <sha2::Sha256 as sha2::Digest>::digest(bytes);
    BASE64URL_NOPAD.encode(&[bytes, &checksum[..6]].concat())
}

#[test]
fn any_cursor_is_answered() {
    let target = Target::new();
    let before = target.state();
    let cursors = cursors(&target);
    assert!(cursors.iter().filter(|(_, cursor)| !cursor.is_empty()).count() > 6, "{cursors:?}");
    let cursor = (select(cursors.clone()), changes(0..3), 0..3_u8).prop_map(
        |((_, cursor), changes, form)| {
            let decoded = BASE64URL_NOPAD.decode(cursor.as_bytes()).unwrap_or_default();
            let inner = &decoded[..decoded.len().saturating_sub(6)];
            match form {
                0 => Input(changed(cursor.as_bytes(), &changes, 5_000)),
                1 => Input(BASE64URL_NOPAD.encode(&changed(&decoded, &changes, 3_000)).into()),
                _ => Input(sealed(&changed(inner, &changes, 3_000)).into()),
            }
        },
    );
    let requests = (select(cursors), select(&["after", "before"][..]), cursor, changes(0..2));
    try_all(1, &requests, |((path, own), name, cursor, changes)| {
        for cursor in [cursor, Input(changed(own.as_bytes(), &changes, 3_000))] {
            let cursor = percent_encode(&cursor.0, COMPONENT);
            target.answer(&target.attack("GET", &format!("{path}&{name}={cursor}")));
        }
    });
    target.is_as_before(&before);
}
