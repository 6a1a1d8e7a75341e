//! The topics of records that have those of the records that refer to them, such as partners.
//!
//! Of each record only the first that refer to it are looked at, unless none of them has the topics: partners are few
//! beside what refers to them, and a topic that many records have is soon found.

use std::sync::Arc;

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _,
    sql_types::{Nullable, Text},
};

use super::{
    find::literals,
    link_set::{LinkSet, LinkSight},
    set_cache::{StateSets, TopicBits},
};
use crate::{
    db::DbConnection,
    index::number_set::{self, NumberSet, joined_sql, split},
    model::{record_type::RecordType, registry, visibility::Visibility},
    values::{topic::Topic, traits::ClosedList as _},
};

/// How many of those that refer to a record are looked at first.
const FIRST: usize = 200;

const _: () = assert!(Topic::ALL.len() <= 64, "each topic has a bit");

/// A record, and the numbers of those that refer to it.
#[derive(QueryableByName)]
struct Referrers {
    #[diesel(sql_type = Text)]
    target: String,
    #[diesel(sql_type = Nullable<Text>)]
    numbers: Option<String>,
}

/// The records with one of some topics: the bit of each, and its records.
struct About {
    topics: Vec<(u64, Arc<NumberSet>)>,
    /// The bits of all of them.
    bits: u64,
}

/// The records of a type to which visible records about the topics refer, by their paths, and which of them: a bit for
/// each topic at its place in the list of all.
pub(super) fn topics(
    connection: &mut DbConnection,
    sets: &StateSets,
    kind: RecordType,
    topics: &[Topic],
    visibility: Visibility,
) -> QueryResult<Arc<TopicBits>> {
    let name = format!("{topics:?} of {} {}", kind.as_str(), visibility.as_str());
    sets.topics(&name, || {
        let about = About::load(connection, sets, topics, visibility)?;
        about.referred(connection, kind, visibility)
    })
}

impl About {
    fn load(
        connection: &mut DbConnection,
        sets: &StateSets,
        topics: &[Topic],
        visibility: Visibility,
    ) -> QueryResult<Self> {
        let sight = LinkSight { sources: visibility, targets: visibility };
        let (mut about, mut all) = (Vec::new(), 0);
        for (at, topic) in Topic::ALL.iter().enumerate() {
            if !topics.contains(topic) {
                continue;
            }
            let Some(links) = LinkSet::to_topics(&[*topic], sight) else { continue };
            let query = links.numbers();
            let set =
                sets.set(&query, || number_set::load(connection, &query).map(NumberSet::of))?;
            if set.count() > 0 {
                about.push((1 << at, set));
                all |= 1 << at;
            }
        }
        Ok(Self { topics: about, bits: all })
    }

    /// The topics of each record of a type that others refer to.
    fn referred(
        &self,
        connection: &mut DbConnection,
        kind: RecordType,
        visibility: Visibility,
    ) -> QueryResult<TopicBits> {
        let (mut found, mut open) = (TopicBits::new(), Vec::new());
        let Some(table) = registry::info(kind).table.filter(|_| self.bits != 0) else {
            return Ok(found);
        };
        let of_record = format!("link.target = {table}.path AND {}", visibility.sql("link.state"));
        let numbers = joined_sql(connection, "first.seq");
        let first = format!(
            "SELECT {table}.path AS target, (SELECT {numbers} FROM (SELECT link.seq FROM link WHERE {of_record} \
             LIMIT {FIRST}) AS first) AS numbers FROM {table}"
        );
        for one in load(connection, &first)? {
            let (bits, read) = self.topics_of(&one);
            if bits == self.bits || read < FIRST {
                found.push((one.target, bits));
            } else {
                open.push(one.target);
            }
        }
        if !open.is_empty() {
            let numbers = joined_sql(connection, "link.seq");
            let all = format!(
                "SELECT link.target, {numbers} AS numbers FROM link WHERE link.target IN ({}) AND {} \
                 GROUP BY link.target",
                literals(&open),
                visibility.sql("link.state")
            );
            found.extend(load(connection, &all)?.into_iter().map(|one| {
                let (bits, _) = self.topics_of(&one);
                (one.target, bits)
            }));
        }
        Ok(found)
    }

    /// The topics of those that refer to a record, and how many of them were looked at.
    fn topics_of(&self, referrers: &Referrers) -> (u64, usize) {
        let (mut bits, mut read) = (0, 0);
        for number in split(referrers.numbers.as_deref()) {
            let others = self.topics.iter().filter(|(bit, set)| bits & bit == 0 && set.has(number));
            bits |= others.fold(0, |others, (bit, _)| others | bit);
            read += 1;
            if bits == self.bits {
                break;
            }
        }
        (bits, read)
    }
}

fn load(connection: &mut DbConnection, query: &str) -> QueryResult<Vec<Referrers>> {
    crate::on_each_backend!(connection, |concrete| diesel::sql_query(query).load(concrete))
}
