//! Preconditions of changes (RFC 9110 §13.1): nobody overwrites what they have not seen.

use crate::{
    error::ApiError,
    http::response::etag::{EVERYBODY, bare, record_part},
    store::current::Current,
};

/// What a request says about the state that it is for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Preconditions {
    /// `If-Match`.
    pub if_match: Option<String>,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
    /// The copy of the data set that the change is made in.
    pub instance: String,
}

impl Preconditions {
    /// Checks whether the current record may be changed: the request must name its state. `None` if it does not exist.
    pub(crate) fn check(&self, current: Option<Current>) -> Result<(), ApiError> {
        let to_make = self.if_none_match.as_deref().map(str::trim) == Some("*");
        match (self.if_match.as_deref(), current) {
            (_, Some(_)) if to_make => Err(ApiError::PreconditionFailed(
                "A record with this id exists, and `If-None-Match: *` only creates one.".to_owned(),
            )),
            (None, None) => Ok(()),
            (None, Some(_)) => Err(ApiError::PreconditionRequired),
            (Some(_), None) => Err(ApiError::PreconditionFailed(
                "No record with this id exists: it was deleted, or never created.".to_owned(),
            )),
            (Some(given), Some(current)) if self.names(given, current) => Ok(()),
            (Some(_), Some(Current { revision, .. })) => {
                Err(ApiError::PreconditionFailed(format!(
                    "The record was changed at revision {revision}, or the tag is not that of the record: GET it again with \
                 your token, and repeat your change."
                )))
            }
        }
    }

    /// Whether one of the tags names this state (RFC 9110 §13.1.1: for a change, weak tags never match). What everybody
    /// gets leaves references to drafts out: where there are any, putting that back would remove them.
    fn names(&self, if_match: &str, current: Current) -> bool {
        let wanted = record_part(current.revision, &self.instance);
        let is_wanted = |state: &str| match state.strip_suffix(EVERYBODY) {
            Some(state) => state == wanted && !current.hides_drafts,
            None => state == wanted,
        };
        if_match
            .split(',')
            .map(str::trim)
            .any(|given| given == "*" || state_in(given).is_some_and(is_wanted))
    }
}

/// The state of a record that a strong tag names.
fn state_in(given: &str) -> Option<&str> {
    let inner = given.strip_prefix('"')?.strip_suffix('"')?;
    match bare(inner).split('-').collect::<Vec<_>>().as_slice() {
        [state, _, _] => Some(state),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError as _;

    use super::*;
    use crate::{
        http::response::etag::{entity_tag, record_tag, with_coding},
        model::visibility::Visibility,
    };

    #[test]
    fn only_the_tag_of_the_present_state_lets_a_record_be_changed() {
        let tag = entity_tag(7, &["/partners/oziersk", "pl"]);
        let (three, four) = (
            record_tag(3, "here", Visibility::Drafts, &tag),
            record_tag(4, "here", Visibility::Drafts, &tag),
        );
        let (coded, listed) = (with_coding(&three, "br"), format!("\"x\", {three}"));
        let (weak, elsewhere) =
            (format!("W/{three}"), record_tag(3, "restored", Visibility::Drafts, &tag));
        for (if_match, if_none_match, current, status) in [
            (None, None, None, 200),
            (None, None, Some(3), 428),
            (Some(three.as_str()), None, Some(3), 200),
            (Some(coded.as_str()), None, Some(3), 200),
            (Some(listed.as_str()), None, Some(3), 200),
            (Some("*"), None, Some(3), 200),
            (Some(four.as_str()), None, Some(3), 412),
            (Some(weak.as_str()), None, Some(3), 412),
            (Some(elsewhere.as_str()), None, Some(3), 412),
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
                instance: "here".to_owned(),
            };
            let present = current.map(|revision| Current { revision, hides_drafts: false });
            let answered = preconditions
                .check(present)
                .map_or_else(|error| error.status_code().as_u16(), |()| 200);
            assert_eq!(answered, status, "{if_match:?} {if_none_match:?} {current:?}");
        }
    }

    #[test]
    fn what_everybody_gets_may_be_put_back_where_nothing_was_left_out() {
        let tag = record_tag(3, "here", Visibility::Public, &entity_tag(7, &[]));
        let preconditions =
            Preconditions { if_match: Some(tag), if_none_match: None, instance: "here".to_owned() };
        let check =
            |hides_drafts| preconditions.check(Some(Current { revision: 3, hides_drafts })).is_ok();
        assert!(check(false) && !check(true));
    }
}
