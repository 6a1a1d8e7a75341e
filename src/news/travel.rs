//! The place of an event and the direction of travel.

use std::ops::Range;

use super::{
    found::{FoundValue, TextMark},
    token::NewsToken,
};
use crate::model::event::EventDirection;

/// The most words from a preposition to the name of the place: `w Urzędzie Gminy w Kętrzynie`.
const NEAR: usize = 5;

/// A known name that can be a place.
pub(super) struct NamedPlace {
    /// The tokens.
    pub(super) tokens: Range<usize>,
    /// The name, in the form that is known.
    pub(super) name: String,
    /// Whether it is of the municipality.
    pub(super) is_home: bool,
}

/// A place where something happened.
pub(super) struct EventPlace {
    /// The name, in the form that is known.
    pub(super) name: FoundValue<String>,
    /// Whether it is of the municipality.
    pub(super) is_home: bool,
}

/// Returns the first name that stands after `w`, `we` or `do`, with words between that are of no other place.
pub(super) fn place(
    tokens: &[NewsToken<'_>],
    range: Range<usize>,
    names: &[NamedPlace],
) -> Option<EventPlace> {
    names.iter().filter(|place| range.contains(&place.tokens.start)).find_map(|place| {
        let near = place.tokens.start.saturating_sub(NEAR).max(range.start);
        let preposition = (near..place.tokens.start).rev().find(|at| {
            tokens.get(*at).is_some_and(|token| {
                matches!(token.folded.as_str(), "w" | "we" | "do" | "z" | "ze" | "i" | "oraz")
                    || is_sign(token)
            })
        })?;
        let first = tokens
            .get(preposition)
            .filter(|token| matches!(token.folded.as_str(), "w" | "we" | "do"))?;
        let mark = mark(tokens, &place.tokens)?;
        let is_inferred = first.folded == "do";
        let value = place.name.clone();
        Some(EventPlace { name: FoundValue { value, mark, is_inferred }, is_home: place.is_home })
    })
}

fn is_sign(token: &NewsToken<'_>) -> bool {
    !token.is_word() && token.number().is_none() && !token.is_dash() && !token.is_quote()
}

/// Returns the direction: by the verbs, otherwise concluded from the place.
pub(super) fn direction(
    tokens: &[NewsToken<'_>],
    range: Range<usize>,
    place: Option<&EventPlace>,
) -> Option<FoundValue<EventDirection>> {
    let words = tokens.get(range).unwrap_or_default();
    let stated = words.iter().enumerate().find_map(|(at, token)| {
        let next = |offset: usize| words.get(at + offset).map_or("", |token| token.folded.as_str());
        Some((verb_direction(&token.folded, [next(1), next(2)])?, token.mark))
    });
    if let Some((direction, mark)) = stated {
        return Some(FoundValue::stated(direction, mark));
    }
    let place = place?;
    let direction = if place.is_home { EventDirection::Incoming } else { EventDirection::Outgoing };
    Some(FoundValue::inferred(direction, place.name.mark))
}

/// The direction of a verb and the words after it.
fn verb_direction(folded: &str, next: [&str; 2]) -> Option<EventDirection> {
    let starts = |roots: &[&str]| roots.iter().any(|root| folded.starts_with(root));
    let is_going = starts(&["udal", "wyjech", "pojech", "wyruszy", "wyjezd"]);
    match (folded, next) {
        ("u" | "do", ["nas", _]) | ("w", ["naszej", "gminie"]) => Some(EventDirection::Incoming),
        _ if is_going && (next.contains(&"do") || next.contains(&"na")) => {
            Some(EventDirection::Outgoing)
        }
        _ if starts(&["goscilismy", "goscilysmy", "przyjelismy", "powitalismy"]) => {
            Some(EventDirection::Incoming)
        }
        _ if starts(&["odwiedzilismy", "przebywalismy", "bylismy"]) => {
            Some(EventDirection::Outgoing)
        }
        _ => None,
    }
}

fn mark(tokens: &[NewsToken<'_>], range: &Range<usize>) -> Option<TextMark> {
    let last = range.end.checked_sub(1)?;
    Some(tokens.get(range.start)?.mark.joined(tokens.get(last)?.mark))
}
