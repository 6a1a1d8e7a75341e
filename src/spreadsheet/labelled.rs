//! Cells with codes, which may have the name of a code in any language in its place: `wizyta` for `visit`.

use serde_json::{Value, json};

use super::{
    fault::{Unreadable, shortened},
    items::{limited, words},
};
use crate::{
    text::{
        messages::{Message, message},
        suggest::nearest,
    },
    values::labels::{self, Vocabulary},
};

/// The maximum number of codes that a fault lists.
const MOST_LISTED: usize = 40;

/// The languages of the names that are suggested.
const SUGGESTED: [&str; 2] = ["en", "pl"];

/// Reads one code. A text that is neither a code nor a name is returned unchanged, for the validation of the record,
/// unless it is nearly a name.
pub(crate) fn code(vocabulary: Vocabulary, text: &str) -> Result<Value, Unreadable> {
    match &labels::codes_named(vocabulary, text)[..] {
        [] => match nearest_name(vocabulary, text).or_else(|| unknown(vocabulary, text)) {
            Some(detail) => Err(detail.into()),
            None => Ok(json!(text)),
        },
        [code] => Ok(json!(code)),
        several => {
            let detail = message!(
                "“{text}” is the name of several: write one of {codes}",
                text = shortened(text),
                codes = several.join(", ")
            );
            Err(Unreadable { code: "ambiguous", detail })
        }
    }
}

/// Reads up to so many codes. Names, which may have spaces, are separated by commas, semicolons or line breaks.
pub(crate) fn codes(vocabulary: Vocabulary, text: &str, most: usize) -> Result<Value, Unreadable> {
    let is_known = |text: &str| !labels::codes_named(vocabulary, text).is_empty();
    let mut found = Vec::new();
    let pieces = || text.split([',', ';', '\n']).map(str::trim).filter(|piece| !piece.is_empty());
    // Each has at least one item. Names are looked for in no more, since that takes far longer than to count.
    limited(pieces().count(), most)?;
    for piece in pieces() {
        if is_known(piece)
            || !words(piece).any(is_known) && nearest_name(vocabulary, piece).is_some()
        {
            found.push(piece);
        } else {
            found.extend(words(piece));
        }
    }
    limited(found.len(), most)?;
    found.into_iter().map(|text| code(vocabulary, text)).collect()
}

/// Suggests the code of the nearest name; `None` if a code is near itself, or no name is.
fn nearest_name(vocabulary: Vocabulary, text: &str) -> Option<Message> {
    let all = labels::codes(vocabulary);
    let codes = || all.iter().map(|entry| entry.code);
    if nearest(text, codes()).is_some() {
        return None;
    }
    // Of the languages that messages have: a name in another one would puzzle more than it helps.
    let names = || {
        all.iter().flat_map(|entry| {
            let known = entry.names().filter(|(language, _)| SUGGESTED.contains(language));
            known.map(|(_, name)| (entry.code, name))
        })
    };
    let near = nearest(text, names().map(|(_, name)| name))?;
    let (code, _) = names().find(|(_, name)| *name == near)?;
    let detail = message!(
        "“{text}” is not valid; did you mean “{code}” ({near})?",
        text = shortened(text),
        code,
        near
    );
    if all.len() > MOST_LISTED {
        return Some(detail);
    }
    Some(message!("{detail} Valid are: {codes}", detail, codes = listed(vocabulary)))
}

/// The fault of a text that is near no code and no name; `None` if there are too many to be listed, or a code is near.
fn unknown(vocabulary: Vocabulary, text: &str) -> Option<Message> {
    let all = labels::codes(vocabulary);
    if all.len() > MOST_LISTED || nearest(text, all.iter().map(|entry| entry.code)).is_some() {
        return None;
    }
    let codes = listed(vocabulary);
    Some(message!("“{text}” is not valid; valid are: {codes}", text = shortened(text), codes))
}

/// The codes with their names, in the language of the reader.
fn listed(vocabulary: Vocabulary) -> Message {
    let in_language = |language: &str| {
        let named = labels::codes(vocabulary).iter().map(|entry| match entry.name(language) {
            name if name.eq_ignore_ascii_case(entry.code) => entry.code.to_owned(),
            name => format!("{} ({name})", entry.code),
        });
        named.collect::<Vec<_>>().join(", ")
    };
    Message::Known(Box::new(["en", "pl"].map(in_language)))
}
