//! Conditions of lists on what records refer to.

use diesel::{dsl::sql, sql_types::Bool};

use super::find::{Filter, FilterUse, literals};
use crate::{
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

/// The visible links to at least one of several targets, such as `partners/oziersk` or `topics/sport`, looked for as
/// one set. No list reveals references to a draft.
#[derive(Clone, Debug)]
pub(crate) struct LinkSet {
    /// The paths, as SQL literals with commas between them.
    targets: String,
    /// Whether there is one target only.
    is_one: bool,
    visibility: Visibility,
    /// Whether the targets are records, which can be drafts, and not topics.
    are_records: bool,
}

impl LinkSet {
    /// The links to these topics; `None` if there are none.
    pub(super) fn to_topics(topics: &[Topic], visibility: Visibility) -> Option<Self> {
        let targets: Vec<String> =
            topics.iter().map(|topic| format!("topics/{}", topic.as_str())).collect();
        let is_one = targets.len() == 1;
        let set = Self { targets: literals(&targets), is_one, visibility, are_records: false };
        (!targets.is_empty()).then_some(set)
    }

    /// The links to these records; `None` if there are none.
    pub(crate) fn to_records(
        kind: RecordType,
        ids: &[RecordId],
        visibility: Visibility,
    ) -> Option<Self> {
        let targets: Vec<String> = ids.iter().map(|id| kind.path(id.as_str())).collect();
        let is_one = targets.len() == 1;
        let set = Self { targets: literals(&targets), is_one, visibility, are_records: true };
        (!targets.is_empty()).then_some(set)
    }

    /// The record, one of `kind` in `table`, has one of these topics.
    pub(super) fn of_topics<Source: 'static>(
        self,
        source: TopicSource,
        kind: RecordType,
        table: &'static str,
    ) -> Filter<Source> {
        match source {
            TopicSource::Own => self.of(kind, table),
            TopicSource::OfReferrers => self.of_referrers(table),
        }
    }

    /// The record, one of `kind` in `table`, refers to one of the targets.
    pub(crate) fn of<Source: 'static>(
        self,
        kind: RecordType,
        table: &'static str,
    ) -> Filter<Source> {
        Box::new(move |purpose| {
            Box::new(sql::<Bool>(&match purpose {
                FilterUse::Find => format!(
                    "{table}.seq IN ({} AND about.source_rank = {})",
                    self.records(),
                    kind.rank()
                ),
                FilterUse::Test | FilterUse::Walk => format!(
                    "EXISTS (SELECT 1 FROM link AS about WHERE about.seq = {table}.seq AND {}{EACH})",
                    self.is_among(if self.is_one { BY_TARGET } else { BY_RECORD })
                ),
            }))
        })
    }

    /// A visible record that refers to one of the targets refers to this record too.
    pub(super) fn of_referrers<Source: 'static>(self, table: &'static str) -> Filter<Source> {
        Box::new(move |purpose| {
            Box::new(sql::<Bool>(&match purpose {
                FilterUse::Find => format!(
                    "{table}.path IN (SELECT referrer.target FROM link AS referrer WHERE referrer.seq IN ({}))",
                    self.records()
                ),
                FilterUse::Test | FilterUse::Walk => format!(
                    "EXISTS (SELECT 1 FROM link AS referrer JOIN link AS about ON about.seq = referrer.seq \
                     WHERE referrer.target = {table}.path AND {}{EACH})",
                    self.is_among(BY_RECORD)
                ),
            }))
        })
    }

    /// The numbers of the records with these links.
    fn records(&self) -> String {
        format!("SELECT about.seq FROM link AS about WHERE {}", self.is_among(BY_TARGET))
    }

    /// The link `about`, whose target is written as `target`, is one of these.
    fn is_among(&self, target: &str) -> String {
        let Self { targets, is_one: _, visibility, are_records } = self;
        let link_seen = visibility.sql("about.state");
        let target_seen = match are_records {
            true => format!(
                " AND EXISTS (SELECT 1 FROM record WHERE record.path = about.target AND {})",
                visibility.sql("record.state")
            ),
            false => String::new(),
        };
        format!("{target} IN ({targets}) AND {link_seen}{target_seen}")
    }
}

/// The target of a link.
const BY_TARGET: &str = "about.target";

/// The target of the links of one record: an expression, so that SQLite does not look for all the links to the target.
const BY_RECORD: &str = "(about.target || '')";
