//! JSON pointers (RFC 6901).

use std::borrow::Cow;

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

/// Checks whether a pointer is equal to `outer` or leads to something inside it.
pub(crate) fn is_within(pointer: &str, outer: &str) -> bool {
    pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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

    #[test]
    fn a_pointer_is_within_its_parents_and_itself_only() {
        for (pointer, outer, within) in [
            ("/a/b", "/a", true),
            ("/a", "/a", true),
            ("/a", "", true),
            ("/ab", "/a", false),
            ("/a", "/a/b", false),
            ("/a~1b", "/a", false),
        ] {
            assert_eq!(is_within(pointer, outer), within, "{pointer} {outer}");
        }
    }

    proptest! {
        #[test]
        fn escaping_loses_nothing(key in "[~/01a]{0,8}|.{0,8}") {
            let step = escaped(&key);
            prop_assert!(!step.contains('/'));
            prop_assert_eq!(unescaped(&step), key.as_str());
        }
    }
}
