//! JSON pointers (RFC 6901).

use std::{borrow::Cow, collections::BTreeMap, iter::successors};

/// Escapes a key for use as a step of a JSON pointer.
pub(crate) fn escaped(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        key.replace('~', "~0").replace('/', "~1").into()
    } else {
        key.into()
    }
}

/// Reads the key that a step of a JSON pointer stands for.
pub(crate) fn unescaped(step: &str) -> Cow<'_, str> {
    if step.contains('~') { step.replace("~1", "/").replace("~0", "~").into() } else { step.into() }
}

/// Appends a key to a pointer.
pub(crate) fn push_key(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&escaped(key));
}

/// Appends the position of an array item to a pointer.
pub(crate) fn push_index(pointer: &mut String, index: usize) {
    pointer.push('/');
    pointer.push_str(&index.to_string());
}

/// Returns the pointer to a member of the object at `pointer`.
pub(crate) fn member(pointer: &str, key: &str) -> String {
    let mut member = pointer.to_owned();
    push_key(&mut member, key);
    member
}

/// Returns the escaped steps of a pointer.
pub(crate) fn steps(pointer: &str) -> impl Iterator<Item = &str> {
    pointer.split('/').skip(1)
}

/// Splits a pointer into the pointer to the parent and the key in it; `None` for the whole document.
pub(crate) fn split(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    let (parent, step) = pointer.rsplit_once('/')?;
    Some((parent, unescaped(step)))
}

/// Values by pointer, which are found by a pointer to something around or inside their place. Finding one takes
/// about the same time however many there are.
#[derive(Debug)]
pub(crate) struct PointerMap<T>(BTreeMap<String, T>);

impl<T> Default for PointerMap<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> PointerMap<T> {
    /// Adds a value, in place of an earlier one with the same pointer.
    pub(crate) fn insert(&mut self, pointer: String, value: T) {
        self.0.insert(pointer, value);
    }

    /// Returns the values whose place is the one of the pointer or contains it, from the inside outwards.
    pub(crate) fn around(&self, pointer: &str) -> impl Iterator<Item = &T> {
        let outwards = successors(Some(pointer), |place| Some(place.rsplit_once('/')?.0));
        outwards.filter_map(|place| self.0.get(place))
    }

    /// Returns the values whose place is inside the one of the pointer, in the order of their pointers.
    pub(crate) fn inside(&self, pointer: &str) -> impl Iterator<Item = &T> {
        let start = format!("{pointer}/");
        let places = self.0.range(start.clone()..);
        places.map_while(move |(place, value)| place.starts_with(&start).then_some(value))
    }
}

impl<T> FromIterator<(String, T)> for PointerMap<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_member_is_found_whatever_its_key() {
        for key in ["", "a", "a/b", "m~n", "~1", "~01", "/", "ą b"] {
            let pointer = member("", key);
            let document = Value::Object([(key.to_owned(), json!(1))].into_iter().collect());
            assert_eq!(document.pointer(&pointer), Some(&json!(1)), "{pointer}");
            assert_eq!(split(&pointer), Some(("", key.into())));
        }
        assert_eq!(split(""), None);
    }

    /// Checks whether a pointer is equal to `outer` or leads to something inside it.
    fn is_within(pointer: &str, outer: &str) -> bool {
        pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    proptest! {
        #[test]
        fn a_map_finds_what_is_around_and_inside(
            places in proptest::collection::btree_set("(/[ab0]{0,2}){0,3}", 0..12), pointer in "(/[ab0]{0,2}){0,3}",
        ) {
            let map: PointerMap<&str> = places.iter().map(|place| (place.clone(), place.as_str())).collect();
            let mut around: Vec<&str> = map.around(&pointer).copied().collect();
            around.reverse();
            let holds = |place: &&str| is_within(&pointer, place);
            prop_assert_eq!(around, places.iter().map(String::as_str).filter(holds).collect::<Vec<_>>());
            let inside: Vec<&str> = map.inside(&pointer).copied().collect();
            let is_held = |place: &&str| is_within(place, &pointer) && *place != pointer;
            prop_assert_eq!(inside, places.iter().map(String::as_str).filter(is_held).collect::<Vec<_>>());
        }

        #[test]
        fn escaping_loses_nothing(key in "[~/01a]{0,8}|.{0,8}") {
            let step = escaped(&key);
            prop_assert!(!step.contains('/'));
            prop_assert_eq!(unescaped(&step), key.as_str());
        }
    }
}
