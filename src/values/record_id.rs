//! Ids of records.

use super::traits::TextValue;

use crate::text::messages::MessageText;

string_code!(
    /// The id of a record: readable, and unique in its collection. It never changes.
    pub RecordId,
    "The id of a record: lowercase letters, digits and single hyphens, at most 64 characters. It never \
     changes, and is not reused after the record is deleted."
);

impl RecordId {
    /// The maximum number of characters in an id.
    pub const MAX_LENGTH: usize = 64;
}

impl TextValue for RecordId {
    const NAME: &'static str = "RecordId";
    const FORMAT: &'static str = "record-id";
    const PATTERN: &'static str = "^[a-z0-9]+(-[a-z0-9]+)*$";
    const EXAMPLE: &'static str = "oziersk";
    const VALID: MessageText = MessageText(
        "an id of lowercase letters, digits and single hyphens, at most 64 characters, such as oziersk",
    );

    fn read(text: &str) -> Option<Self> {
        let part = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        (text.len() <= Self::MAX_LENGTH && text.split('-').all(part)).then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_small_letters_digits_and_single_hyphens() {
        let long = "a".repeat(65);
        for text in ["", "-a", "a-", "a--b", "A", "a_b", "a/b", "ą", "..", long.as_str()] {
            assert!(RecordId::read(text).is_none(), "{text}");
        }
    }
}
