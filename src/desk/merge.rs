//! Merging two changes of one record, field by field.
//!
//! What only one side changed is taken. Texts are merged by language and field; lists of references and of codes by their
//! elements; every other list, a place or an amount is one value. What both changed to different values is a conflict, and
//! both values are kept for whoever decides.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    model::{
        json::pointer::{member, steps, unescaped},
        record_type::RecordState,
    },
    spreadsheet::columns::TRANSLATIONS,
    values::traits::ClosedList as _,
};

/// A record, by its fields.
pub(super) type Fields = Map<String, Value>;

/// A field that both sides changed.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct MergeConflict {
    /// The place of the field, as a JSON pointer.
    pub pointer: String,
    /// The value before both changes.
    pub base: Value,
    /// The value that is stored.
    pub theirs: Value,
    /// The value of the form.
    pub mine: Value,
}

/// Two changes in one.
#[derive(Clone, PartialEq, Default, Debug)]
pub(super) struct Merged {
    /// The record, in which conflicts have the value that is stored.
    pub fields: Fields,
    /// The fields that both sides changed to different values.
    pub conflicts: Vec<MergeConflict>,
    /// The places of the fields that only the stored record changed.
    pub theirs: Vec<String>,
    /// The places of the fields that only the form changed.
    pub mine: Vec<String>,
}

/// Merges the change from `base` to `theirs` and that from `base` to `mine`.
pub(super) fn merge(base: &Fields, theirs: &Fields, mine: &Fields) -> Merged {
    let mut merged = Merged::default();
    merged.fields = merged.object("", (base, theirs, mine), 0);
    merged.ask_before_publishing(base, theirs, mine);
    merged
}

/// Where the state is.
const STATE: &str = "/state";

/// How deep objects are merged below a field: texts by language and field.
fn depth(name: &str) -> usize {
    if name == TRANSLATIONS { 2 } else { 0 }
}

impl Merged {
    /// A draft that only one side publishes is not published with what the other side wrote for a draft: that is to be
    /// decided.
    fn ask_before_publishing(&mut self, base: &Fields, theirs: &Fields, mine: &Fields) {
        let of = |fields: &Fields| fields.get("state").cloned().unwrap_or(Value::Null);
        let is_published = of(&self.fields) == RecordState::Published.as_str();
        if is_published && of(base) == RecordState::Draft.as_str() && of(theirs) != of(mine) {
            self.theirs.retain(|place| place != STATE);
            self.mine.retain(|place| place != STATE);
            let (base, theirs, mine) = (of(base), of(theirs), of(mine));
            self.fields.insert("state".to_owned(), theirs.clone());
            self.conflicts.push(MergeConflict { pointer: STATE.to_owned(), base, theirs, mine });
        }
    }

    fn object(
        &mut self,
        place: &str,
        (base, theirs, mine): (&Fields, &Fields, &Fields),
        below: usize,
    ) -> Fields {
        let mut merged = Fields::new();
        let mine_only = mine.keys().filter(|name| !theirs.contains_key(*name));
        for name in theirs.keys().chain(mine_only) {
            let of = |fields: &Fields| fields.get(name).cloned().unwrap_or(Value::Null);
            let below = if place.is_empty() { depth(name) } else { below.saturating_sub(1) };
            let value =
                self.value(&member(place, name), (&of(base), &of(theirs), &of(mine)), below);
            if !value.is_null() {
                merged.insert(name.clone(), value);
            }
        }
        merged
    }

    fn value(
        &mut self,
        place: &str,
        (base, theirs, mine): (&Value, &Value, &Value),
        below: usize,
    ) -> Value {
        if theirs == mine {
            return theirs.clone();
        }
        if below > 0
            && let (Some(base), Some(theirs), Some(mine)) =
                (fields_of(base), fields_of(theirs), fields_of(mine))
        {
            let fields = self.object(place, (&base, &theirs, &mine), below);
            return if fields.is_empty() { Value::Null } else { Value::Object(fields) };
        }
        if mine == base {
            self.theirs.push(place.to_owned());
            return theirs.clone();
        }
        if theirs == base {
            self.mine.push(place.to_owned());
            return mine.clone();
        }
        if let Some(elements) = merged_elements(base, theirs, mine) {
            self.mine.push(place.to_owned());
            return elements;
        }
        self.conflicts.push(MergeConflict {
            pointer: place.to_owned(),
            base: base.clone(),
            theirs: theirs.clone(),
            mine: mine.clone(),
        });
        theirs.clone()
    }
}

/// The fields of an object; none of `null`; `None` of any other value.
fn fields_of(value: &Value) -> Option<Fields> {
    match value {
        Value::Object(fields) => Some(fields.clone()),
        Value::Null => Some(Fields::new()),
        _ => None,
    }
}

/// Merges lists of references or codes: what either side removed goes, what either side added comes. `None` of any other
/// value.
fn merged_elements(base: &Value, theirs: &Value, mine: &Value) -> Option<Value> {
    let [base, theirs, mine] = [base, theirs, mine].map(elements);
    let (base, theirs, mine) = (base?, theirs?, mine?);
    let stays = |element: &&Value| !base.contains(element) || mine.contains(element);
    let added = mine.iter().filter(|element| !base.contains(element) && !theirs.contains(element));
    let merged: Vec<Value> = theirs.iter().filter(stays).chain(added).cloned().collect();
    Some(if merged.is_empty() { Value::Null } else { Value::Array(merged) })
}

/// The elements of a list of references or codes; none of `null`.
fn elements(value: &Value) -> Option<Vec<Value>> {
    let is_element = |element: &Value| match element {
        Value::String(_) => true,
        Value::Object(fields) => fields.len() == 1 && fields.contains_key("id"),
        _ => false,
    };
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(items) if items.iter().all(is_element) => Some(items.clone()),
        _ => None,
    }
}

/// Puts the chosen values into a record: those of the form at these places.
pub(super) fn with_choices(
    mut fields: Fields,
    conflicts: &[MergeConflict],
    is_mine: impl Fn(&str) -> bool,
) -> Fields {
    let chosen: BTreeMap<&str, &Value> = conflicts
        .iter()
        .filter(|conflict| is_mine(&conflict.pointer))
        .map(|conflict| (conflict.pointer.as_str(), &conflict.mine))
        .collect();
    for (pointer, value) in chosen {
        let path: Vec<String> = steps(pointer).map(|step| unescaped(step).into_owned()).collect();
        put(&mut fields, &path, value);
    }
    fields
}

fn put(fields: &mut Fields, steps: &[String], value: &Value) {
    let Some((name, rest)) = steps.split_first() else { return };
    if rest.is_empty() {
        if value.is_null() {
            fields.shift_remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
        return;
    }
    let below = fields.entry(name.clone()).or_insert_with(|| Value::Object(Fields::new()));
    if let Value::Object(below) = below {
        put(below, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_one_side_changed_is_taken() {
        let base = json!({"kind": "visit", "startDate": "2015", "topics": ["sport"], "partners": [{"id": "a"}],
            "translations": {"pl": {"title": "T", "summary": "S"}}});
        for (theirs, mine, merged) in [
            (
                json!({"kind": "sport"}),
                json!({"startDate": "2016"}),
                json!({"kind": "sport", "startDate": "2016"}),
            ),
            (
                json!({"translations": {"pl": {"title": "T2", "summary": "S"}}}),
                json!({"translations": {"pl": {"title": "T", "summary": "S2"}, "en": {"title": "E"}}}),
                json!({"translations": {"pl": {"title": "T2", "summary": "S2"}, "en": {"title": "E"}}}),
            ),
            (
                json!({"topics": ["sport", "youth"]}),
                json!({"topics": ["culture"]}),
                json!({"topics": ["youth", "culture"]}),
            ),
            (
                json!({"partners": [{"id": "a"}, {"id": "b"}]}),
                json!({"partners": [{"id": "c"}, {"id": "a"}]}),
                json!({"partners": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}),
            ),
            (json!({"kind": "sport"}), json!({"kind": "sport"}), json!({"kind": "sport"})),
        ] {
            let with = |changes: &Value| {
                let mut changed = fields(base.clone());
                changed.extend(fields(changes.clone()));
                changed
            };
            let found = merge(&fields(base.clone()), &with(&theirs), &with(&mine));
            assert_eq!(found.conflicts, [], "{theirs} {mine}");
            assert_eq!(found.fields, with(&merged), "{theirs} {mine}");
        }
    }

    #[test]
    fn what_both_changed_is_a_conflict_that_keeps_both() {
        let base = fields(
            json!({"attendance": {"count": 15}, "place": {"name": "A"}, "sources": [{"title": "a"}]}),
        );
        let theirs = fields(
            json!({"attendance": {"count": 16}, "place": {"name": "B"}, "sources": [{"title": "b"}]}),
        );
        let mine = fields(json!({"attendance": {"count": 17}, "sources": [{"title": "c"}]}));
        let merged = merge(&base, &theirs, &mine);
        let places: Vec<&str> =
            merged.conflicts.iter().map(|conflict| conflict.pointer.as_str()).collect();
        assert_eq!(places, ["/attendance", "/place", "/sources"]);
        assert_eq!(merged.fields, theirs, "theirs until somebody decides");
        let chosen = with_choices(merged.fields.clone(), &merged.conflicts, |_| true);
        assert_eq!(chosen, mine);
        let some = with_choices(merged.fields, &merged.conflicts, |place| place == "/attendance");
        assert_eq!(some["attendance"], json!({"count": 17}));
        assert_eq!(some["place"], json!({"name": "B"}));
    }

    #[test]
    fn a_draft_is_published_with_the_words_of_two_only_if_both_publish_it() {
        let record = |state: &str, title: &str| fields(json!({ "state": state, "kind": title }));
        let base = record("draft", "a");
        for (theirs, mine, is_asked, state) in [
            (record("published", "a"), record("draft", "b"), true, "published"),
            (record("draft", "b"), record("published", "a"), true, "draft"),
            (record("published", "a"), record("published", "b"), false, "published"),
            (record("draft", "b"), record("draft", "a"), false, "draft"),
        ] {
            let merged = merge(&base, &theirs, &mine);
            let asked: Vec<&str> =
                merged.conflicts.iter().map(|conflict| &*conflict.pointer).collect();
            assert_eq!(asked == [STATE], is_asked, "{theirs:?} {mine:?}");
            assert_eq!(merged.fields["state"], state, "{theirs:?} {mine:?}");
            assert_eq!(merged.fields["kind"], "b", "{theirs:?} {mine:?}");
        }
        // What is taken back is taken back, whatever else was written.
        let merged =
            merge(&record("published", "a"), &record("published", "b"), &record("draft", "a"));
        assert!(merged.conflicts.is_empty() && merged.fields["state"] == "draft");
    }

    fn record() -> impl Strategy<Value = Fields> {
        let text = proptest::option::of("[a-c]{1,2}");
        let codes = proptest::collection::btree_set("[a-d]", 0..3);
        (text.clone(), text.clone(), text.clone(), codes.clone(), codes).prop_map(
            |(kind, title, summary, topics, partners)| {
                let mut record = Fields::new();
                let mut texts = Fields::new();
                texts.extend(title.map(|title| ("title".to_owned(), json!(title))));
                texts.extend(summary.map(|summary| ("summary".to_owned(), json!(summary))));
                record.extend(kind.map(|kind| ("kind".to_owned(), json!(kind))));
                if !texts.is_empty() {
                    record.insert("translations".to_owned(), json!({"pl": texts}));
                }
                if !topics.is_empty() {
                    record.insert("topics".to_owned(), json!(topics));
                }
                if !partners.is_empty() {
                    let partners: Vec<Value> =
                        partners.iter().map(|id| json!({"id": id})).collect();
                    record.insert("partners".to_owned(), json!(partners));
                }
                record
            },
        )
    }

    /// The single values of a record by their places; elements of lists each by themselves.
    fn leaves(record: &Fields) -> BTreeMap<String, Value> {
        let mut leaves = BTreeMap::new();
        for (name, value) in record {
            match value {
                Value::Array(items) => {
                    leaves.extend(items.iter().map(|item| (format!("{name} {item}"), json!(true))));
                }
                Value::Object(languages) => {
                    for (field, text) in languages["pl"].as_object().unwrap() {
                        leaves.insert(format!("{name} {field}"), text.clone());
                    }
                }
                other => {
                    leaves.insert(name.clone(), other.clone());
                }
            }
        }
        leaves
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn nothing_that_was_typed_is_lost(base in record(), theirs in record(), mine in record()) {
            let merged = merge(&base, &theirs, &mine);
            let [base, theirs, mine, found] = [&base, &theirs, &mine, &merged.fields].map(leaves);
            let places: std::collections::BTreeSet<&String> =
                base.keys().chain(theirs.keys()).chain(mine.keys()).collect();
            for place in places {
                let [base, theirs, mine, found] =
                    [&base, &theirs, &mine, &found].map(|leaves| leaves.get(place));
                if theirs == mine || mine == base {
                    prop_assert_eq!(found, theirs, "{}", place);
                } else if theirs == base {
                    prop_assert_eq!(found, mine, "{}", place);
                } else {
                    let pointer = match place.split_once(' ') {
                        Some((name, field)) => format!("/{name}/pl/{field}"),
                        None => format!("/{place}"),
                    };
                    let kept = merged.conflicts.iter().find(|conflict| conflict.pointer == pointer
                        || pointer.starts_with(&format!("{}/", conflict.pointer)));
                    prop_assert!(kept.is_some(), "{} is lost in {:?}", pointer, merged);
                }
            }
        }
    }
}
