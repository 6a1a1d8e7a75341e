//! The number of records of each type and state, updated with every change, so that the total of a
//! list without filters need not be counted.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::{
    db::{DbConnection, schema::tally},
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

/// The changes to the numbers of records in one transaction.
#[derive(Default, Debug)]
pub(crate) struct CountChanges(BTreeMap<(RecordType, RecordState), i64>);

impl CountChanges {
    /// Adds `more`, which may be negative, to the number of records in this state.
    pub(crate) fn note(&mut self, kind: RecordType, state: RecordState, more: i64) {
        *self.0.entry((kind, state)).or_default() += more;
    }

    /// Writes the changes to the database.
    pub(crate) fn store(&self, connection: &mut DbConnection) -> QueryResult<()> {
        for ((kind, state), more) in self.0.iter().filter(|(_, more)| **more != 0) {
            let row = tally::table
                .filter(tally::record_type.eq(kind.as_str()))
                .filter(tally::state.eq(state.as_str()));
            let updated = diesel::update(row)
                .set(tally::records.eq(tally::records + *more))
                .execute(connection)?;
            if updated == 0 {
                diesel::insert_into(tally::table)
                    .values((
                        tally::record_type.eq(kind.as_str()),
                        tally::state.eq(state.as_str()),
                        tally::records.eq(*more),
                    ))
                    .execute(connection)?;
            }
        }
        Ok(())
    }
}
