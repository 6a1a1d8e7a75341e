//! Visits every value of a JSON document, with its JSON pointer.

use serde_json::Value;

use super::pointer::{push_index, push_key};

/// Whether a walk continues with the members of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Descend {
    /// Visit its members and items.
    Into,
    /// Skip them.
    Past,
}

/// Visits a value before its members and items.
pub(crate) fn top_down(value: &mut Value, visit: &mut impl FnMut(&str, &mut Value) -> Descend) {
    fn walk(
        value: &mut Value,
        pointer: &mut String,
        visit: &mut impl FnMut(&str, &mut Value) -> Descend,
    ) {
        if visit(pointer, value) == Descend::Into {
            each_child(value, pointer, &mut |child, pointer| walk(child, pointer, visit));
        }
    }
    walk(value, &mut String::new(), visit);
}

/// Visits a value after its members and items.
pub(crate) fn bottom_up(value: &mut Value, visit: &mut impl FnMut(&str, &mut Value)) {
    fn walk(value: &mut Value, pointer: &mut String, visit: &mut impl FnMut(&str, &mut Value)) {
        each_child(value, pointer, &mut |child, pointer| walk(child, pointer, visit));
        visit(pointer, value);
    }
    walk(value, &mut String::new(), visit);
}

/// Calls `visit` for each member of an object or item of an array. `pointer` is the pointer to `value`, and is so
/// again afterwards.
fn each_child(
    value: &mut Value,
    pointer: &mut String,
    visit: &mut dyn FnMut(&mut Value, &mut String),
) {
    let length = pointer.len();
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                push_key(pointer, key);
                visit(member, pointer);
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                push_index(pointer, index);
                visit(item, pointer);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection, prelude::*};
    use serde_json::{Map, json};

    use super::*;

    fn documents() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<i32>().prop_map(Value::from),
            ".{0,5}".prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            let key = "[a~/01 ]{0,4}";
            let members = collection::vec((key, inner.clone()), 0..5);
            prop_oneof![
                collection::vec(inner, 0..5).prop_map(Value::Array),
                members
                    .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    type Visits = Vec<(String, Value)>;

    fn visited(mut value: Value) -> (Visits, Visits) {
        let (mut down, mut up) = (Vec::new(), Vec::new());
        top_down(&mut value, &mut |pointer, value| {
            down.push((pointer.to_owned(), value.clone()));
            Descend::Into
        });
        bottom_up(&mut value, &mut |pointer, value| up.push((pointer.to_owned(), value.clone())));
        (down, up)
    }

    #[test]
    fn parents_come_first_or_last() {
        let (down, up) = visited(json!({"a": [1, {"b/c": 2}], "d": 3}));
        let pointers = |visits: Vec<(String, Value)>| {
            visits.into_iter().map(|(pointer, _)| pointer).collect::<Vec<_>>()
        };
        assert_eq!(pointers(down), ["", "/a", "/a/0", "/a/1", "/a/1/b~1c", "/d"]);
        assert_eq!(pointers(up), ["/a/0", "/a/1/b~1c", "/a/1", "/a", "/d", ""]);
    }

    #[test]
    fn what_is_skipped_is_not_visited() {
        let mut visits = Vec::new();
        top_down(&mut json!({"a": {"b": 1}, "c": 2}), &mut |pointer, _| {
            visits.push(pointer.to_owned());
            if pointer == "/a" { Descend::Past } else { Descend::Into }
        });
        assert_eq!(visits, ["", "/a", "/c"]);
    }

    proptest! {
        #[test]
        fn every_pointer_leads_to_the_visited_value(document in documents()) {
            let (down, up) = visited(document.clone());
            for (pointer, value) in down.iter().chain(&up) {
                prop_assert_eq!(document.pointer(pointer), Some(value), "{}", pointer);
            }
            let sorted = |mut visits: Vec<(String, Value)>| {
                visits.sort_by(|one, other| one.0.cmp(&other.0));
                visits
            };
            prop_assert_eq!(sorted(down), sorted(up), "both visit every value once");
        }
    }
}
