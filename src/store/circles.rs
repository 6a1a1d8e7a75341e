//! References along which no record may lead back to itself: an event is not a part of its own part, a partner is not
//! the successor of its successor.

use std::collections::{BTreeMap, HashMap, VecDeque};

use diesel::prelude::*;

use crate::{
    db::{DbConnection, schema::record},
    error::Fault,
    journal::revision::corrupt,
    model::{
        document::RecordLink,
        record_type::{DELETED, RecordType},
        registry,
    },
    text::messages::message,
    values::traits::ClosedList as _,
};

/// The maximum number of records that are followed from one reference.
const MOST_FOLLOWED: usize = 1_000;

/// The maximum number of records whose ancestors are remembered.
const MOST_REMEMBERED: usize = 20_000;

/// The ancestors of records, read once each: many may lead over the same ones. Nothing may be written meanwhile.
#[derive(Default)]
pub(crate) struct Ancestors(HashMap<String, Vec<String>>);

/// The faults of those of the `ancestors` of the record at `path` that lead back to it. The record itself, which may be
/// yet to be written, is not read.
pub(crate) fn faults(
    connection: &mut DbConnection,
    path: &str,
    ancestors: &[RecordLink],
) -> QueryResult<Vec<Fault>> {
    Ancestors::default().faults(connection, path, ancestors)
}

impl Ancestors {
    /// The faults of those of the `ancestors` of the record at `path` that lead back to it.
    pub(crate) fn faults(
        &mut self,
        connection: &mut DbConnection,
        path: &str,
        ancestors: &[RecordLink],
    ) -> QueryResult<Vec<Fault>> {
        let mut faults = Vec::new();
        for link in ancestors {
            let detail = match self.way_back(connection, path, link)? {
                Followed::Nowhere => continue,
                Followed::Back(way) => {
                    message!("leads back to this record: {way}", way = way.join(" → "))
                }
                Followed::TooFar => message!(
                    "leads on to more than {most_followed} records, of which each follows another",
                    most_followed = MOST_FOLLOWED
                ),
            };
            faults.push(Fault::at(link.pointer.clone(), "leads-back", detail));
        }
        Ok(faults)
    }

    /// The ancestors of one record.
    fn of(&mut self, connection: &mut DbConnection, path: &str) -> QueryResult<&[String]> {
        if !self.0.contains_key(path) {
            if self.0.len() >= MOST_REMEMBERED {
                self.0.clear();
            }
            self.0.insert(path.to_owned(), ancestors_of(connection, path)?);
        }
        Ok(self.0.get(path).map(Vec::as_slice).unwrap_or_default())
    }

    fn way_back(
        &mut self,
        connection: &mut DbConnection,
        path: &str,
        link: &RecordLink,
    ) -> QueryResult<Followed> {
        let first = link.kind.path(&link.id);
        if first == path {
            return Ok(Followed::Nowhere); // a fault of its own
        }
        let mut from: BTreeMap<String, Option<String>> = BTreeMap::from([(first.clone(), None)]);
        let mut open = VecDeque::from([first]);
        while let Some(at) = open.pop_front() {
            for next in self.of(connection, &at)? {
                if next == path {
                    return Ok(Followed::Back(way(&from, at, path)));
                }
                if from.len() >= MOST_FOLLOWED {
                    return Ok(Followed::TooFar);
                }
                if !from.contains_key(next) {
                    from.insert(next.clone(), Some(at.clone()));
                    open.push_back(next.clone());
                }
            }
        }
        Ok(Followed::Nowhere)
    }
}

/// Where a reference leads.
enum Followed {
    /// Not back.
    Nowhere,
    /// Back, over these records.
    Back(Vec<String>),
    /// Further than can be followed.
    TooFar,
}

/// The records from the first one to `last`, and then the record itself.
fn way(from: &BTreeMap<String, Option<String>>, last: String, path: &str) -> Vec<String> {
    let mut way = vec![path.to_owned()];
    let mut at = Some(last);
    while let Some(here) = at {
        at = from.get(&here).cloned().flatten();
        way.push(here);
    }
    way.reverse();
    way
}

fn ancestors_of(connection: &mut DbConnection, path: &str) -> QueryResult<Vec<String>> {
    let stored: Option<(String, String)> = record::table
        .filter(record::path.eq(path))
        .filter(record::state.ne(DELETED))
        .select((record::record_type, record::document))
        .first(connection)
        .optional()?;
    let Some((kind, json)) = stored else { return Ok(Vec::new()) };
    let kind = RecordType::read(&kind).ok_or_else(|| corrupt(&kind))?;
    let document = registry::stored(kind, &json).map_err(|_error| corrupt(path))?;
    Ok(document.ancestors().iter().map(|link| link.kind.path(&link.id)).collect())
}
