//! `If-Match` and `If-None-Match` (RFC 9110 §13.1): the states that a client knows.
//!
//! Both compare weakly (§8.8.3.2). For `If-Match` the RFC asks for the strong comparison, since a weak tag may stand for
//! several states. Ours are strong when they leave the service, and each names one state; they become weak on their way,
//! when a proxy such as nginx compresses the response, which changes its bytes but not its state. A strong comparison
//! would refuse every change that is made through such a proxy.

use actix_web::http::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH};

use super::{
    header_list::joined,
    response::etag::{state_in, with_coding, without_coding},
};
use crate::{
    error::ApiError,
    text::messages::{MessageText, message},
};

/// The value of one of the headers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum TagList {
    /// `*`: whatever the state is.
    Any,
    /// These states. What is no tag is not among them, and matches nothing.
    Tags(Vec<EntityTag>),
}

/// A tag, as the client sent it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct EntityTag {
    is_weak: bool,
    opaque: String,
}

/// What a request says about the state that it is for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Conditions {
    /// `If-Match`.
    pub if_match: Option<TagList>,
    /// `If-None-Match`.
    pub if_none_match: Option<TagList>,
}

impl EntityTag {
    /// The tag without its coding.
    fn plain(&self) -> &str {
        without_coding(&self.opaque).0
    }

    /// The state of a record that it names.
    pub(crate) fn state(&self) -> Option<&str> {
        state_in(self.plain())
    }

    fn names(&self, own: &str) -> bool {
        self.plain() == own.trim_matches('"')
    }

    /// Our tag in the form in which the client has it: caches update what they have under exactly this tag.
    fn form_of(&self, own: &str) -> String {
        let (_, coding) = without_coding(&self.opaque);
        let coded = coding.map_or_else(|| own.to_owned(), |coding| with_coding(own, coding));
        if self.is_weak { format!("W/{coded}") } else { coded }
    }
}

impl TagList {
    /// Reads a header; `None` if it was not sent.
    fn of(headers: &HeaderMap, name: &HeaderName) -> Option<Self> {
        joined(headers, name).map(|text| Self::read(&text))
    }

    /// Reads the grammar of §8.8.3: a tag has commas and backslashes as they are, and no blank.
    pub(crate) fn read(text: &str) -> Self {
        if text.trim() == "*" {
            return Self::Any;
        }
        let (mut tags, mut rest) = (Vec::new(), text);
        loop {
            rest = rest.trim_start_matches([' ', '\t', ',']);
            let (is_weak, quoted) =
                rest.strip_prefix("W/").map_or((false, rest), |tag| (true, tag));
            let tag = quoted.strip_prefix('"').and_then(|tag| tag.split_once('"'));
            let (opaque, after) = tag.unwrap_or(("", quoted));
            let (between, next) = after.split_once(',').unwrap_or((after, ""));
            let is_tag = tag.is_some() && between.trim().is_empty();
            if is_tag && !opaque.contains(|c: char| c.is_ascii_control() || c == ' ') {
                tags.push(EntityTag { is_weak, opaque: opaque.to_owned() });
            }
            rest = next;
            if rest.is_empty() {
                return Self::Tags(tags);
            }
        }
    }

    /// The tags; `*` has none.
    pub(crate) fn tags(&self) -> &[EntityTag] {
        match self {
            Self::Any => &[],
            Self::Tags(tags) => tags,
        }
    }

    /// The current tag, which `own` makes for the state of the record that a tag of the client begins with, in the form
    /// that the client has. `None` if the client has another, or says `*`.
    pub(crate) fn known(&self, own: impl Fn(Option<&str>) -> String) -> Option<String> {
        self.tags().iter().find_map(|tag| {
            let own = own(tag.state());
            tag.names(&own).then(|| tag.form_of(&own))
        })
    }
}

impl Conditions {
    /// Reads the headers.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            if_match: TagList::of(headers, &IF_MATCH),
            if_none_match: TagList::of(headers, &IF_NONE_MATCH),
        }
    }

    /// Evaluates them for a response to GET or HEAD with the tag `own`, in the order of §13.2.2: 412 if it is not one that
    /// the client wants; the tag for 304 if it is one that the client has; otherwise `None`.
    ///
    /// `If-Unmodified-Since` and `If-Modified-Since` are ignored, as §13.1.3 and §13.1.4 demand where a resource has no
    /// date of its last change; and so are `Range` and `If-Range`, as §14.2 allows: responses are never partial.
    pub(crate) fn for_reading(&self, own: &str) -> Result<Option<String>, ApiError> {
        if self.if_match.as_ref().is_some_and(|wanted| !is_wanted(wanted, own)) {
            return Err(ApiError::PreconditionFailed(NOT_WANTED.into()));
        }
        Ok(match &self.if_none_match {
            Some(TagList::Any) => Some(own.to_owned()),
            Some(known) => known.known(|_state| own.to_owned()),
            None => None,
        })
    }

    /// Refuses conditions of a request that makes something new: there is no state that they could name.
    pub(crate) fn for_making(&self) -> Result<(), ApiError> {
        for (name, given) in [("If-Match", &self.if_match), ("If-None-Match", &self.if_none_match)]
        {
            if given.is_some() {
                let detail = message!(
                    "names no state here: this POST makes something new; leave the header out"
                );
                return Err(ApiError::parameter(name, "unsupported", detail));
            }
        }
        Ok(())
    }
}

const NOT_WANTED: MessageText = MessageText(
    "`If-Match` names another state than the current one: leave the header out to get the current state.",
);

/// Whether `If-Match` names what has the tag `own`: of a record its state, as for changes; otherwise the whole.
fn is_wanted(wanted: &TagList, own: &str) -> bool {
    let state = state_in(own.trim_matches('"'));
    *wanted == TagList::Any
        || wanted.tags().iter().any(|tag| match state {
            Some(state) => tag.state() == Some(state),
            None => tag.names(own),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::response::etag::entity_tag;

    #[test]
    fn tags_are_read_by_the_grammar() {
        for (text, expected) in [
            ("\"a\"", &["\"a\""][..]),
            ("\"a\", W/\"b\" ,\"c\"", &["\"a\"", "W/\"b\"", "\"c\""]),
            (",, \"a\",\t,\"b\",", &["\"a\"", "\"b\""]),
            ("\"a,b\", \"c\"", &["\"a,b\"", "\"c\""]),
            ("\"a\\\", \"b\"", &["\"a\\\"", "\"b\""]),
            ("\"\"", &["\"\""]),
            ("\"ą\"", &["\"ą\""]),
            ("a, \"b\"", &["\"b\""]),
            ("w/\"a\", \"b\"", &["\"b\""]),
            ("\"a b\", \"c\"", &["\"c\""]),
            ("\"a\" \"b\", \"c\"", &["\"c\""]),
            ("\"a\"b, \"c\"", &["\"c\""]),
            ("\"a, b", &[]),
            ("*, \"a\"", &["\"a\""]),
            ("a", &[]),
            ("", &[]),
        ] {
            let read = TagList::read(text);
            let tags = read
                .tags()
                .iter()
                .map(|tag| format!("{}\"{}\"", if tag.is_weak { "W/" } else { "" }, tag.opaque));
            assert_eq!(tags.collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(TagList::read(" * "), TagList::Any);
    }

    #[test]
    fn a_tag_is_known_in_every_form_and_answered_in_the_same() {
        let own = entity_tag(None, 7, &["/partners", "pl"]);
        assert_ne!(own, entity_tag(None, 7, &["/partnersp", "l"]));
        let known = |text: &str| TagList::read(text).known(|_| own.clone());
        for form in
            [own.clone(), format!("W/{own}"), with_coding(&own, "br"), with_coding(&own, "gzip")]
        {
            for text in [form.clone(), format!("\"x\", {form}"), format!("{form},\"a,b\"")] {
                assert_eq!(known(&text), Some(form.clone()), "{text}");
            }
        }
        let inner = own.trim_matches('"');
        for text in ["", "\"\"", "*", inner, &own.replace("\"7", "\"8")] {
            assert_eq!(known(text), None, "{text}");
        }
        for before in ["3.0a-", "x-", "a,", "a, "] {
            assert_eq!(known(&format!("\"{before}{inner}\"")), None, "{before}");
        }
    }

    #[test]
    fn the_state_in_a_tag_is_checked_too() {
        let own = |state: Option<&str>| entity_tag(state, 7, &["/partners/a"]);
        let tag = own(Some("3.0a0b0c0d"));
        assert_eq!(TagList::read(&tag).known(own), Some(tag.clone()));
        assert_eq!(TagList::read(&tag.replace("3.0a", "4.0a")).known(own), None);
    }
}
