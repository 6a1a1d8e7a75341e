//! Checks the data about all records together: revisions, counts, the search index.

use std::collections::BTreeMap;

use diesel::{dsl::count_star, prelude::*};

use super::Checker;
use crate::{
    db::schema::{journal, record, tally},
    index::full_text,
    model::record_type::DELETED,
    store::write::reindex::is_stale,
};

impl Checker<'_> {
    /// Checks that revisions have no gaps, and that each entry belongs to a record.
    pub(super) fn journal(&mut self) -> QueryResult<()> {
        let (revisions, entries): (i64, i64) = journal::table
            .select((diesel::dsl::count(journal::revision).aggregate_distinct(), count_star()))
            .get_result(self.connection)?;
        let last: Option<i64> =
            journal::table.select(diesel::dsl::max(journal::revision)).first(self.connection)?;
        let (revision, last) = (self.data_set.revision, last.unwrap_or(0));
        if revisions != revision || last != revision {
            self.report.add(|| {
                format!("the journal has {revisions} revisions and ends with {last}, at revision {revision}")
            });
        }
        if entries > self.entries {
            let stray = entries - self.entries;
            self.report.add(|| format!("{stray} entries of the journal belong to no record"));
        }
        Ok(())
    }

    /// Checks that the public revision is not greater than the revision.
    pub(super) fn public_revision(&mut self) {
        let (public, revision) = (self.data_set.public_revision, self.data_set.revision);
        if public > revision {
            self.report.add(|| format!("the public revision is {public}, at revision {revision}"));
        }
    }

    /// Checks the counts of each type and state.
    pub(super) fn record_counts(&mut self) -> QueryResult<()> {
        let counted: Vec<(String, String, i64)> = record::table
            .filter(record::state.ne(DELETED))
            .group_by((record::record_type, record::state))
            .select((record::record_type, record::state, count_star()))
            .load(self.connection)?;
        let stored: Vec<(String, String, i64)> = tally::table.load(self.connection)?;
        let mut totals: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
        for (kind, state, records) in counted {
            totals.entry((kind, state)).or_default().0 = records;
        }
        for (kind, state, records) in stored {
            totals.entry((kind, state)).or_default().1 = records;
        }
        for ((kind, state), (counted, stored)) in
            totals.iter().filter(|(_, (counted, stored))| counted != stored)
        {
            self.report.add(|| {
                format!("there are {counted} {state} {kind}, but the stored count is {stored}")
            });
        }
        Ok(())
    }

    /// Checks that the search index has exactly the records and their terms.
    pub(super) fn index(&mut self) -> QueryResult<()> {
        let records: i64 =
            record::table.filter(record::state.ne(DELETED)).count().get_result(self.connection)?;
        let indexed = full_text::count(self.connection)?;
        if indexed != records {
            self.report.add(|| format!("the search index has {indexed} records of {records}"));
        } else if !self.terms.are_all(self.connection)? {
            self.report.add(|| "the search index has other terms than the documents".to_owned());
        }
        if records > 0 && is_stale(&self.data_set) {
            self.report.add(|| {
                "derived data was written by another version: run serve once to derive it again"
                    .to_owned()
            });
        }
        Ok(())
    }
}
