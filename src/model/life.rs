//! The changes of the status of a partnership or an agreement over time.

use serde_json::{Map, Value};

use super::document::SearchableText;
use crate::{
    error::Fault,
    text::messages::message,
    values::{date::PartialDate, traits::ClosedList},
};

/// A change of status.
pub(crate) trait StatusChange {
    /// The statuses.
    type Status: ClosedList;

    /// The status from that date on.
    fn status(&self) -> Self::Status;

    /// The date of the change.
    fn on(&self) -> PartialDate;

    /// The note in each language.
    fn notes(&self) -> Vec<SearchableText<'_>>;
}

/// Declares the JSON type of a change of status.
macro_rules! status_change {
    ($(#[$meta:meta])* $name:ident of $status:ty) => {
        $(#[$meta])*
        #[skip_serializing_none]
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// The status from this date on.
            pub status: $status,
            /// The date of the change.
            pub on: $crate::values::date::PartialDate,
            /// What happened, by language, as plain text.
            pub note: Option<$crate::values::translations::TextByLanguage>,
            /// The source of this change.
            pub source: Option<FactSource>,
        }

        impl $crate::model::life::StatusChange for $name {
            type Status = $status;

            fn status(&self) -> $status {
                self.status
            }

            fn on(&self) -> $crate::values::date::PartialDate {
                self.on
            }

            fn notes(&self) -> Vec<SearchableText<'_>> {
                self.note.iter().flat_map(|note| note.texts()).collect()
            }
        }
    };
}

pub(crate) use status_change;

/// Adds the faults of a status and its changes: they are in order of time, none before `since`, and the status is that
/// of the last one.
pub(crate) fn check<C: StatusChange>(
    status: Option<C::Status>,
    changes: &[C],
    since: Option<(&str, PartialDate)>,
    faults: &mut Vec<Fault>,
) {
    for (at, pair) in changes.windows(2).enumerate() {
        if pair[1].on().is_before(pair[0].on()) {
            let detail = message!(
                "is before the change on {date}: write them in order of time",
                date = pair[0].on()
            );
            faults.push(Fault::at(format!("/statusChanges/{}/on", at + 1), "before-start", detail));
        }
    }
    if let (Some((field, since)), Some(first)) = (since, changes.first())
        && first.on().is_before(since)
    {
        let detail = message!("is before {field} {since}", field, since);
        faults.push(Fault::at("/statusChanges/0/on", "before-start", detail));
    }
    match (status, changes.last()) {
        (None, None) => {
            faults.push(Fault::at("/status", "missing", message!("“status” is missing")));
        }
        (Some(status), Some(last)) if status != last.status() => {
            let detail = message!(
                "is {status}, but the last of statusChanges says {last}",
                status = status.as_str(),
                last = last.status().as_str()
            );
            faults.push(Fault::at("/status", "contradicts-changes", detail));
        }
        _ => {}
    }
}

/// Takes the status out of a record whose changes of status are others than before, so that it is that of the last one.
pub(crate) fn unsettle(fields: &mut Map<String, Value>, before: Option<&Value>) {
    let changes = fields.get("statusChanges");
    let has_some = changes.and_then(Value::as_array).is_some_and(|changes| !changes.is_empty());
    if has_some && changes != before {
        fields.remove("status");
    }
}

/// The status that a record has: the one of the last change, if there are any.
pub(crate) fn settled<C: StatusChange>(
    status: Option<C::Status>,
    changes: &[C],
) -> Option<C::Status> {
    changes.last().map(StatusChange::status).or(status)
}
