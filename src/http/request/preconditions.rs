//! Preconditions of changes (RFC 9110 §13.1): nobody overwrites what they have not seen.

use crate::{
    error::ApiError,
    http::{
        conditions::{Conditions, EntityTag, TagList},
        response::etag::{EVERYBODY, record_part},
    },
    store::current::Current,
    text::messages::{Message, MessageText, message},
};

/// What a request says about the state that it changes.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Preconditions {
    /// The states that the client knows.
    pub conditions: Conditions,
    /// The copy of the data set that the change is made in.
    pub instance: String,
}

impl Preconditions {
    /// Checks whether the current record may be changed: the request must name its state. `None` if it does not exist.
    pub(crate) fn check(&self, current: Option<Current>) -> Result<(), ApiError> {
        let Conditions { if_match, if_none_match } = &self.conditions;
        let failed = |detail: Message| Err(ApiError::PreconditionFailed(detail));
        match (if_match, if_none_match, current) {
            (_, Some(TagList::Any), Some(_)) => failed(EXISTS.into()),
            (Some(_), _, None) => failed(DOES_NOT_EXIST.into()),
            (Some(wanted), _, Some(current)) if !self.names(wanted, current) => {
                let Current { revision, .. } = current;
                failed(message!(
                    "The record was changed at revision {revision}, or the tag is not that of the record: GET it again \
                     with your token, and repeat your change.",
                    revision
                ))
            }
            (_, Some(known), Some(current)) if self.names(known, current) => failed(KNOWN.into()),
            (None, _, Some(_)) => Err(ApiError::PreconditionRequired),
            (None, _, None) | (Some(_), _, Some(_)) => Ok(()),
        }
    }

    /// Whether one of the tags names this state. What everybody gets leaves references to drafts out: where there are
    /// any, putting that back would remove them.
    fn names(&self, list: &TagList, current: Current) -> bool {
        let wanted = record_part(current.revision, &self.instance);
        let is_wanted = |state: &str| match state.strip_suffix(EVERYBODY) {
            Some(state) => state == wanted && !current.hides_drafts,
            None => state == wanted,
        };
        *list == TagList::Any || list.tags().iter().filter_map(EntityTag::state).any(is_wanted)
    }
}

const EXISTS: MessageText =
    MessageText("A record with this id exists, and `If-None-Match: *` only creates one.");
const DOES_NOT_EXIST: MessageText =
    MessageText("No record with this id exists: it was deleted, or never created.");
const KNOWN: MessageText = MessageText(
    "The record has the state that `If-None-Match` names, which allows the change in any other state only.",
);

#[cfg(test)]
mod tests {
    use actix_web::ResponseError as _;

    use super::*;
    use crate::{
        http::response::etag::{entity_tag, record_state, with_coding},
        model::visibility::Visibility,
    };

    fn preconditions(if_match: Option<&str>, if_none_match: Option<&str>) -> Preconditions {
        let conditions = Conditions {
            if_match: if_match.map(TagList::read),
            if_none_match: if_none_match.map(TagList::read),
        };
        Preconditions { conditions, instance: "here".to_owned() }
    }

    #[test]
    fn only_the_tag_of_the_present_state_lets_a_record_be_changed() {
        let record_tag = |revision, instance| {
            let state = record_state(revision, instance, Visibility::Drafts);
            entity_tag(Some(&state), 7, &["/partners/oziersk", "pl"])
        };
        let tag = entity_tag(None, 7, &["/partners/oziersk", "pl"]);
        let (three, four) = (record_tag(3, "here"), record_tag(4, "here"));
        let (coded, listed) = (with_coding(&three, "br"), format!("\"x\", {three}"));
        let (weak, elsewhere) = (format!("W/{three}"), record_tag(3, "restored"));
        for (if_match, if_none_match, current, status) in [
            (None, None, None, 200),
            (None, None, Some(3), 428),
            (Some(three.as_str()), None, Some(3), 200),
            (Some(coded.as_str()), None, Some(3), 200),
            (Some(listed.as_str()), None, Some(3), 200),
            (Some("*"), None, Some(3), 200),
            (Some(four.as_str()), None, Some(3), 412),
            (Some(weak.as_str()), None, Some(3), 200),
            (Some(elsewhere.as_str()), None, Some(3), 412),
            (Some(tag.as_str()), None, Some(7), 412),
            (Some("3"), None, Some(3), 412),
            (Some(three.as_str()), None, None, 412),
            (Some("*"), None, None, 412),
            (None, Some("*"), None, 200),
            (None, Some("*"), Some(3), 412),
            (Some(three.as_str()), Some("*"), Some(3), 412),
            (Some(three.as_str()), Some(coded.as_str()), Some(3), 412),
            (Some(three.as_str()), Some(four.as_str()), Some(3), 200),
            (Some("*"), Some(weak.as_str()), Some(3), 412),
            (None, Some(three.as_str()), Some(3), 412),
            (None, Some(four.as_str()), Some(3), 428),
            (None, Some(three.as_str()), None, 200),
        ] {
            let preconditions = preconditions(if_match, if_none_match);
            let present = current.map(|revision| Current { revision, hides_drafts: false });
            let answered = preconditions
                .check(present)
                .map_or_else(|error| error.status_code().as_u16(), |()| 200);
            assert_eq!(answered, status, "{if_match:?} {if_none_match:?} {current:?}");
        }
    }

    #[test]
    fn what_everybody_gets_may_be_put_back_where_nothing_was_left_out() {
        let state = record_state(3, "here", Visibility::Public);
        let preconditions = preconditions(Some(&entity_tag(Some(&state), 7, &[])), None);
        let check =
            |hides_drafts| preconditions.check(Some(Current { revision: 3, hides_drafts })).is_ok();
        assert!(check(false) && !check(true));
    }
}
