//! The number of records of each type and state, updated with every change, so that the total of a
//! list without filters need not be counted.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::{
    db::{
        DbConnection,
        schema::tally,
        together::{PlainStatement, Together},
    },
    model::{
        record_type::{RecordState, RecordType},
        visibility::Visibility,
    },
    values::traits::ClosedList,
};

/// The number of visible records of a type.
pub(crate) fn seen(
    connection: &mut DbConnection,
    kind: RecordType,
    visibility: Visibility,
) -> QueryResult<i64> {
    let states = visibility.states().iter().map(|state| state.as_str());
    let records: Vec<i64> = tally::table
        .filter(tally::record_type.eq(kind.as_str()))
        .filter(tally::state.eq_any(states))
        .select(tally::records)
        .load(connection)?;
    Ok(records.iter().sum())
}

/// The numbers of records of each type, drafts included.
#[derive(Clone, Default, Debug)]
pub(crate) struct TypeCounts(BTreeMap<String, i64>);

impl TypeCounts {
    /// Reads them.
    pub(crate) fn read(connection: &mut DbConnection) -> QueryResult<Self> {
        let states = Visibility::Drafts.states().iter().map(|state| state.as_str());
        let rows: Vec<(String, i64)> = tally::table
            .filter(tally::state.eq_any(states))
            .select((tally::record_type, tally::records))
            .load(connection)?;
        let mut counts = BTreeMap::new();
        for (kind, records) in rows {
            *counts.entry(kind).or_default() += records;
        }
        Ok(Self(counts))
    }

    /// The number of records of a type.
    pub(crate) fn of(&self, kind: RecordType) -> i64 {
        self.0.get(kind.as_str()).copied().unwrap_or_default()
    }
}

/// The numbers of records of each type and state, read with the data set.
#[derive(Clone, Debug)]
pub(crate) struct RecordCounts(String);

impl RecordCounts {
    /// Reads them as they are read with the data set: `type state number`, separated by commas.
    pub(crate) fn read(counts: String) -> Self {
        Self(counts)
    }

    /// The number of visible records of a type.
    pub(crate) fn seen(&self, kind: RecordType, visibility: Visibility) -> i64 {
        let is_seen = |state: &str| visibility.states().iter().any(|seen| seen.as_str() == state);
        let counted = |count: &str| {
            let mut parts = count.split(' ');
            let (of, state, records) = (parts.next()?, parts.next()?, parts.next()?);
            (of == kind.as_str() && is_seen(state)).then(|| records.parse::<i64>().ok())?
        };
        self.0.split(',').filter_map(counted).sum()
    }
}

/// The changes to the numbers of records in one transaction.
#[derive(Default, Debug)]
pub(crate) struct CountChanges(BTreeMap<(RecordType, RecordState), i64>);

impl CountChanges {
    /// Adds `more`, which may be negative, to the number of records in this state.
    pub(crate) fn note(&mut self, kind: RecordType, state: RecordState, more: i64) {
        *self.0.entry((kind, state)).or_default() += more;
    }

    /// Writes the changes to the database.
    pub(crate) fn store(&self, together: &mut Together<'_>) -> QueryResult<()> {
        for ((kind, state), more) in self.0.iter().filter(|(_, more)| **more != 0) {
            let statement =
                PlainStatement::new("INSERT INTO tally (type, state, records) VALUES (")
                    .text(kind.as_str())
                    .sql(", ")
                    .text(state.as_str())
                    .sql(", ")
                    .number(*more)
                    .sql(
                        ") ON CONFLICT (type, state) \
                     DO UPDATE SET records = tally.records + excluded.records",
                    );
            together.add(statement)?;
        }
        Ok(())
    }
}
