//! Preconditions of changes (RFC 9110 §13.1): nobody overwrites what they have not seen.

use super::conditional::bare;
use crate::error::ApiError;

/// What a request says about the state that it is for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Preconditions {
    /// `If-Match`.
    pub if_match: Option<String>,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
}

impl Preconditions {
    /// Whether a record whose last change was `current` may be changed: its state must be named, and be the one that
    /// is there. `None` is a record that there is not.
    pub fn check(&self, current: Option<i64>) -> Result<(), ApiError> {
        let to_make = self.if_none_match.as_deref().map(str::trim) == Some("*");
        match (self.if_match.as_deref(), current) {
            (_, Some(_)) if to_make => Err(ApiError::PreconditionFailed(
                "There is a record with this id already, and `If-None-Match: *` is for making one."
                    .to_owned(),
            )),
            (None, None) => Ok(()),
            (None, Some(_)) => Err(ApiError::PreconditionRequired),
            (Some(_), None) => Err(ApiError::PreconditionFailed(
                "There is no record with this id: it was deleted, or never made.".to_owned(),
            )),
            (Some(given), Some(current)) if names(given, current) => Ok(()),
            (Some(_), Some(current)) => Err(ApiError::PreconditionFailed(format!(
                "The record was changed meanwhile, at revision {current}, or the tag is not one of the record itself: \
                 GET it again with your token, and make your change to that."
            ))),
        }
    }
}

fn names(if_match: &str, current: i64) -> bool {
    if_match.split(',').map(str::trim).any(|given| given == "*" || record_revision(given) == Some(current))
}

/// The record's revision that a strong tag names (RFC 9110 §13.1.1: for a change, weak tags never match).
fn record_revision(given: &str) -> Option<i64> {
    let inner = given.strip_prefix('"')?.strip_suffix('"')?;
    match bare(inner).split('-').collect::<Vec<_>>().as_slice() {
        [revision, _, _] => revision.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError as _;

    use super::*;
    use crate::http::conditional::{entity_tag, record_tag, with_coding};

    #[test]
    fn only_the_tag_of_the_present_state_lets_a_record_be_changed() {
        let tag = entity_tag(7, &["/partners/oziersk", "pl"]);
        let (three, four) = (record_tag(3, &tag), record_tag(4, &tag));
        let (coded, listed) = (with_coding(&three, "br"), format!("\"x\", {three}"));
        let weak = format!("W/{three}");
        for (if_match, if_none_match, current, status) in [
            (None, None, None, 200),
            (None, None, Some(3), 428),
            (Some(three.as_str()), None, Some(3), 200),
            (Some(coded.as_str()), None, Some(3), 200),
            (Some(listed.as_str()), None, Some(3), 200),
            (Some("*"), None, Some(3), 200),
            (Some(four.as_str()), None, Some(3), 412),
            (Some(weak.as_str()), None, Some(3), 412),
            (Some(tag.as_str()), None, Some(7), 412),
            (Some("3"), None, Some(3), 412),
            (Some(three.as_str()), None, None, 412),
            (Some("*"), None, None, 412),
            (None, Some("*"), None, 200),
            (None, Some("*"), Some(3), 412),
            (Some(three.as_str()), Some("*"), Some(3), 412),
        ] {
            let preconditions = Preconditions {
                if_match: if_match.map(str::to_owned),
                if_none_match: if_none_match.map(str::to_owned),
            };
            let answered =
                preconditions.check(current).map_or_else(|error| error.status_code().as_u16(), |()| 200);
            assert_eq!(answered, status, "{if_match:?} {if_none_match:?} {current:?}");
        }
    }
}
