//! Conditions of lists on what records refer to.

use diesel::{dsl::sql, sql_types::Bool};

use super::find::{Filter, FilterUse, literals};
use crate::{
    db::Condition,
    index::full_text::EACH,
    model::{record_type::RecordType, visibility::Visibility},
    values::{record_id::RecordId, topic::Topic, traits::ClosedList as _},
};

/// The origin of the topics of a collection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TopicSource {
    /// Its records have topics of their own.
    Own,
    /// Its records have the topics of the records that refer to them.
    OfReferrers,
}

/// What can be seen of links.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LinkSight {
    /// The records that refer to others.
    pub sources: Visibility,
    /// The records that they refer to.
    pub targets: Visibility,
}

/// The visible links to at least one of several targets, such as `partners/oziersk` or `topics/sport`, looked for as
/// one set. No list reveals references to a draft.
#[derive(Clone, Debug)]
pub(crate) struct LinkSet {
    /// The paths, as SQL literals with commas between them.
    targets: String,
    /// Whether there is one target only.
    is_one: bool,
    sight: LinkSight,
    /// Whether the targets are records, which can be drafts, and not topics.
    are_records: bool,
}

impl LinkSet {
    /// The links to these topics; `None` if there are none.
    pub(super) fn to_topics(topics: &[Topic], sight: LinkSight) -> Option<Self> {
        let targets: Vec<String> =
            topics.iter().map(|topic| format!("topics/{}", topic.as_str())).collect();
        let is_one = targets.len() == 1;
        let set = Self { targets: literals(&targets), is_one, sight, are_records: false };
        (!targets.is_empty()).then_some(set)
    }

    /// The links to these records; `None` if there are none.
    pub(crate) fn to_records(kind: RecordType, ids: &[RecordId], sight: LinkSight) -> Option<Self> {
        let targets: Vec<String> = ids.iter().map(|id| kind.path(id.as_str())).collect();
        let is_one = targets.len() == 1;
        let set = Self { targets: literals(&targets), is_one, sight, are_records: true };
        (!targets.is_empty()).then_some(set)
    }

    /// The record, one of `kind` in `table`, refers to one of the targets.
    pub(crate) fn of<Source: 'static>(
        self,
        kind: RecordType,
        table: &'static str,
    ) -> Filter<Source> {
        let numbers = format!("{} AND about.source_rank = {}", self.numbers(), kind.rank());
        let find = format!("{table}.seq IN ({numbers})");
        let test = format!(
            "EXISTS (SELECT 1 FROM link AS about WHERE about.seq = {table}.seq AND {}{EACH})",
            self.is_among(if self.is_one { BY_TARGET } else { BY_RECORD })
        );
        let condition = move |purpose| -> Condition<Source> {
            Box::new(sql::<Bool>(match purpose {
                FilterUse::Find => &find,
                FilterUse::Test => &test,
            }))
        };
        Filter::new(numbers.clone(), condition).read_by(numbers)
    }

    /// The query for the numbers of the records with these links, in its column `number`.
    pub(super) fn numbers(&self) -> String {
        format!("SELECT about.seq AS number FROM link AS about WHERE {}", self.is_among(BY_TARGET))
    }

    /// The link `about`, whose target is written as `target`, is one of these.
    fn is_among(&self, target: &str) -> String {
        let Self { targets, sight, .. } = self;
        let sources = sight.sources.sql("about.state");
        if !self.are_records {
            return format!("{target} IN ({targets}) AND {sources}");
        }
        let seen = sight.targets.sql("record.state");
        format!(
            "{target} IN (SELECT record.path FROM record WHERE record.path IN ({targets}) AND {seen}) AND {sources}"
        )
    }
}

/// The target of a link.
const BY_TARGET: &str = "about.target";

/// The target of the links of one record: an expression, so that SQLite does not look for all the links to the target.
const BY_RECORD: &str = "(about.target || '')";
