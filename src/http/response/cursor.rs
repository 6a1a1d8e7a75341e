//! Cursors: opaque to clients, checked when they come back.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// Raised when the contents of cursors change; older ones are then refused.
const VERSION: u8 = 1;

/// How many bytes of the checksum are kept.
const CHECKSUM: usize = 6;

/// A position in a list: the order it belongs to, and the sort keys of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// The order, as `sort=` writes it.
    pub sort: String,
    /// The sort keys.
    pub keys: Vec<Vec<u8>>,
}

impl Cursor {
    /// The cursor as clients get it.
    pub fn encode(&self) -> String {
        let mut bytes = vec![VERSION];
        for part in std::iter::once(self.sort.as_bytes()).chain(self.keys.iter().map(Vec::as_slice))
        {
            let length = u8::try_from(part.len()).unwrap_or(u8::MAX);
            bytes.push(length);
            bytes.extend(&part[..usize::from(length)]);
        }
        let checksum = Sha256::digest(&bytes);
        bytes.extend(&checksum[..CHECKSUM]);
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Reads a cursor; `None` when we did not make it.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (bytes, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
        if Sha256::digest(bytes)[..CHECKSUM] != *checksum {
            return None;
        }
        let mut rest = bytes.strip_prefix(&[VERSION])?;
        let mut parts = Vec::new();
        while let Some((length, after)) = rest.split_first() {
            let (part, after) = after.split_at_checked(usize::from(*length))?;
            parts.push(part.to_vec());
            rest = after;
        }
        let mut parts = parts.into_iter();
        let sort = String::from_utf8(parts.next()?).ok()?;
        Some(Self { sort, keys: parts.collect() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(sort in "[-a-zA-Z,]{0,60}", keys in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 0..4)) {
            let cursor = Cursor { sort, keys };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn what_was_tampered_with_is_refused(at in 0_usize..30, flip in 1_u8..=255) {
            let cursor = Cursor { sort: "-startDate".to_owned(), keys: vec![b"2015-06-16".to_vec(), b"visit".to_vec()] };
            let mut bytes = BASE64URL_NOPAD.decode(cursor.encode().as_bytes()).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= flip;
            prop_assert_eq!(Cursor::decode(&BASE64URL_NOPAD.encode(&bytes)), None);
        }

        #[test]
        fn nothing_panics(text in ".{0,80}") {
            prop_assert_eq!(Cursor::decode(&text), None);
        }
    }
}
