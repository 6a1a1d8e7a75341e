//! Conditions of lists on what records refer to.

use diesel::{
    QueryResult, RunQueryDsl as _,
    dsl::sql,
    sql_types::{BigInt, Bool},
};

use crate::{
    db::{Condition, DbConnection},
    index::full_text::MAX_COLLECTED,
    model::{record_type::RecordType, visibility::Visibility},
    values::{record_id::RecordId, topic::Topic, traits::ClosedList as _},
};

/// How a condition looks for the links of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LinkSearch {
    /// Collects the records of all links first; for counting, and where there are few.
    Collect,
    /// Looks at the links of each record; for a page in some order, where there are many.
    Probe,
}

/// The visible links to at least one of several targets, such as `partners/oziersk` or `topics/sport`, looked for as
/// one set. No list reveals references to a draft.
#[derive(Clone, Debug)]
pub(crate) struct LinkSet {
    /// The paths, as SQL literals with commas between them.
    targets: String,
    visibility: Visibility,
    /// Whether the targets are records, which can be drafts, and not topics.
    are_records: bool,
}

impl LinkSet {
    /// The links to these topics.
    pub(super) fn to_topics(topics: &[Topic], visibility: Visibility) -> Option<Self> {
        let targets = topics.iter().map(|topic| format!("topics/{}", topic.as_str()));
        let targets = literals(targets);
        (!targets.is_empty()).then_some(Self { targets, visibility, are_records: false })
    }

    /// The links to these records; `None` if there are none.
    pub(crate) fn to_records(
        kind: RecordType,
        ids: &[RecordId],
        visibility: Visibility,
    ) -> Option<Self> {
        let targets = literals(ids.iter().map(|id| kind.path(id.as_str())));
        (!targets.is_empty()).then_some(Self { targets, visibility, are_records: true })
    }

    /// The record refers to one of the targets.
    pub(crate) fn of<Source: 'static>(&self, table: &str, search: LinkSearch) -> Condition<Source> {
        Box::new(sql::<Bool>(&match search {
            LinkSearch::Collect => format!("{table}.seq IN ({})", self.records()),
            // The expression keeps the index of records and targets from being searched for each target.
            LinkSearch::Probe => format!(
                "EXISTS (SELECT 1 FROM link AS about WHERE about.seq = {table}.seq AND {})",
                self.is_among("(about.target || '')")
            ),
        }))
    }

    /// A visible record that refers to one of the targets refers to this record too.
    pub(super) fn of_referrers<Source: 'static>(
        &self,
        table: &str,
        search: LinkSearch,
    ) -> Condition<Source> {
        Box::new(sql::<Bool>(&match search {
            LinkSearch::Collect => format!(
                "{table}.path IN (SELECT referrer.target FROM link AS referrer WHERE referrer.seq IN ({}))",
                self.records()
            ),
            LinkSearch::Probe => format!(
                "EXISTS (SELECT 1 FROM link AS referrer JOIN link AS about ON about.seq = referrer.seq \
                 WHERE referrer.target = {table}.path AND {})",
                self.is_among("about.target")
            ),
        }))
    }

    /// The numbers of the records with these links.
    fn records(&self) -> String {
        format!("SELECT about.seq FROM link AS about WHERE {}", self.is_among("about.target"))
    }

    /// The link `about`, whose target is written as `target`, is one of these.
    fn is_among(&self, target: &str) -> String {
        let Self { targets, visibility, are_records } = self;
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

    /// Collects the links if there are few, of which a page is sorted faster than all records are looked at.
    pub(crate) fn search(&self, connection: &mut DbConnection) -> QueryResult<LinkSearch> {
        let few =
            format!("SELECT count(*) FROM ({} LIMIT {}) AS few", self.records(), MAX_COLLECTED + 1);
        let few: i64 = diesel::select(sql::<BigInt>(&format!("({few})"))).get_result(connection)?;
        Ok(if few <= MAX_COLLECTED { LinkSearch::Collect } else { LinkSearch::Probe })
    }
}

/// The texts as SQL literals. Ids and topics have no quotes; a text that had one would be one text all the same.
fn literals(texts: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = texts.map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    quoted.join(", ")
}
