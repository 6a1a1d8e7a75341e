//! `check`: the database against every rule, and everything derived against its documents.

use std::collections::BTreeMap;

use diesel::{dsl::count_star, prelude::*};
use serde_json::Value;

use super::{output, upkeep::is_stale};
use crate::{
    config::Check,
    db::{
        DbConnection,
        connect::Missing,
        pool::open_migrated,
        schema::{journal, record, tally},
        transaction,
    },
    error::CommandError,
    journal::revision::DataSet,
    records::{
        derived::{Derived, name_key, names_json},
        document::{Document, IndexKeys},
        kind::{DELETED, Kind},
        references::{exists, missing},
    },
    registry, search,
    text::sort_key::SortKeys,
    values::plumbing::Choice,
};

/// How many records are read at a time.
const CHUNK: i64 = 500;

/// The `check` command.
pub fn command(settings: &Check) -> Result<(), CommandError> {
    let mut connection = open_migrated(&settings.database.database_url, Missing::Refuse)?;
    let (records, faults) = run(&mut connection)?;
    for fault in &faults {
        output::print(&format!("{fault}\n"))?;
    }
    if !faults.is_empty() {
        return Err(CommandError(format!("{} faults in {records} records", faults.len())));
    }
    output::print(&format!("{records} records keep every rule, and all that is derived from them agrees.\n"))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = record)]
struct Stored {
    seq: i64,
    path: String,
    record_type: String,
    id: String,
    state: String,
    revision: i64,
    names: String,
    document: String,
    type_rank: i16,
    type_key: Vec<u8>,
    name_key: Vec<u8>,
    id_key: Vec<u8>,
}

/// Checks everything at one state; answers how many records there are and what is wrong.
pub fn run(connection: &mut DbConnection) -> Result<(u64, Vec<String>), CommandError> {
    transaction::snapshot(connection, |connection| {
        let data_set = DataSet::load(connection)?;
        let sort_keys = SortKeys::new(data_set.default_language.as_str());
        let mut checker = Checker { connection, data_set, sort_keys, faults: Vec::new() };
        let records = checker.records()?;
        checker.journal()?;
        checker.tally()?;
        checker.index()?;
        Ok((records, checker.faults))
    })
}

struct Checker<'c> {
    connection: &'c mut DbConnection,
    data_set: DataSet,
    sort_keys: SortKeys,
    faults: Vec<String>,
}

impl Checker<'_> {
    fn records(&mut self) -> QueryResult<u64> {
        let (mut records, mut last) = (0, 0);
        loop {
            let chunk: Vec<Stored> = record::table
                .filter(record::seq.gt(last))
                .order(record::seq)
                .limit(CHUNK)
                .select(Stored::as_select())
                .load(self.connection)?;
            let Some(end) = chunk.last() else { return Ok(records) };
            last = end.seq;
            for stored in &chunk {
                records += 1;
                self.record(stored)?;
            }
        }
    }

    fn record(&mut self, stored: &Stored) -> QueryResult<()> {
        let path = &stored.path;
        let newest: Option<(i64, Option<String>)> = journal::table
            .filter(journal::path.eq(path))
            .order(journal::revision.desc())
            .select((journal::revision, journal::after))
            .first(self.connection)
            .optional()?;
        let deleted = stored.state == DELETED;
        let expected = (!deleted).then(|| stored.document.clone());
        if newest != Some((stored.revision, expected)) {
            self.faults.push(format!("{path}: the journal's last entry is another state"));
        }
        if deleted {
            return Ok(());
        }
        match document(stored) {
            Ok((kind, document)) => self.document(stored, kind, &*document),
            Err(found) => {
                self.faults.extend(found.iter().map(|fault| format!("{path}: {fault}")));
                Ok(())
            }
        }
    }

    /// Compares what is derived, and looks where the references lead.
    fn document(&mut self, stored: &Stored, kind: Kind, document: &dyn Document) -> QueryResult<()> {
        let name_key = name_key(&self.sort_keys, &self.data_set, document);
        let keys = IndexKeys::of(document, &stored.id, stored.seq, stored.revision, name_key);
        let agrees = stored.path == keys.path
            && stored.state == keys.state.as_str()
            && stored.names == names_json(document)?
            && stored.type_rank == kind.rank()
            && stored.type_key == kind.search_rank().to_be_bytes()
            && stored.name_key == keys.name_key
            && stored.id_key == keys.id_key;
        let derived = Derived::of(document, keys, &self.data_set.default_language);
        let columns = (!agrees).then_some("columns");
        for what in columns.into_iter().chain(derived.differences(self.connection)?) {
            self.faults.push(format!("{}: its document and its {what} do not agree", stored.path));
        }
        for link in document.links() {
            if !exists(self.connection, &link.kind.path(&link.id))? {
                self.faults.push(format!("{}: {}", stored.path, missing(&link)));
            }
        }
        Ok(())
    }

    /// Revisions have no gaps: they begin with 1, and the last is as large as there are different ones.
    fn journal(&mut self) -> QueryResult<()> {
        let entries: i64 = journal::table
            .select(diesel::dsl::count(journal::revision).aggregate_distinct())
            .get_result(self.connection)?;
        let last: Option<i64> =
            journal::table.select(diesel::dsl::max(journal::revision)).first(self.connection)?;
        let revision = self.data_set.revision;
        if entries != revision || last.unwrap_or(0) != revision {
            let last = last.unwrap_or(0);
            self.faults.push(format!(
                "the journal has {entries} revisions and ends with {last}, at revision {revision}"
            ));
        }
        Ok(())
    }

    /// The totals of each type and state are those of the records.
    fn tally(&mut self) -> QueryResult<()> {
        let counted: Vec<(String, String, i64)> = record::table
            .filter(record::state.ne(DELETED))
            .group_by((record::record_type, record::state))
            .select((record::record_type, record::state, count_star()))
            .load(self.connection)?;
        let told: Vec<(String, String, i64)> = tally::table.load(self.connection)?;
        let mut totals: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
        for (kind, state, records) in counted {
            totals.entry((kind, state)).or_default().0 = records;
        }
        for (kind, state, records) in told {
            totals.entry((kind, state)).or_default().1 = records;
        }
        for ((kind, state), (counted, told)) in totals.iter().filter(|(_, (counted, told))| counted != told) {
            self.faults.push(format!("there are {counted} {state} {kind}, and the tally says {told}"));
        }
        Ok(())
    }

    /// The search index has every record, and nothing else.
    fn index(&mut self) -> QueryResult<()> {
        let records: i64 =
            record::table.filter(record::state.ne(DELETED)).count().get_result(self.connection)?;
        let indexed = search::index::count(self.connection)?;
        if indexed != records {
            self.faults.push(format!("the search index has {indexed} records of {records}"));
        }
        if records > 0 && is_stale(&self.data_set) {
            self.faults.push(
                "what is derived was made by another version: run serve once to make it anew".to_owned(),
            );
        }
        Ok(())
    }
}

/// Reads the document as if somebody wrote it now, with every rule.
fn document(stored: &Stored) -> Result<(Kind, Box<dyn Document>), Vec<String>> {
    let broken = |why: String| vec![why];
    let kind = Kind::read(&stored.record_type).ok_or_else(|| broken("is of an unknown type".to_owned()))?;
    let Ok(Value::Object(fields)) = serde_json::from_str(&stored.document) else {
        return Err(broken("its document is not a JSON object".to_owned()));
    };
    let document = registry::written(kind, fields)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let again = document.to_json().map_err(|error| broken(error.to_string()))?;
    if again != stored.document {
        return Err(broken("its document is not written as this version writes it".to_owned()));
    }
    Ok((kind, document))
}
