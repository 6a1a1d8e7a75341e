//! The items of a cell that has several.

use super::fault::Unreadable;
use crate::text::messages::message;

/// Fails if a list has more items than there can be: a value for each would take far more memory than the text.
pub(crate) fn limited(given: usize, most: usize) -> Result<(), Unreadable> {
    if given <= most {
        return Ok(());
    }
    let detail = message!("has {given} items; there can be {most}", given, most);
    Err(Unreadable { code: "too-many", detail })
}

/// Splits a list at commas, semicolons, spaces and line breaks.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_separator).filter(|word| !word.is_empty())
}

pub(crate) fn is_separator(character: char) -> bool {
    matches!(character, ',' | ';') || character.is_whitespace()
}
