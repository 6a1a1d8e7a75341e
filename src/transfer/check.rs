//! `check`: the database against every rule, and everything derived against its documents.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde_json::Value;

use super::{
    importer::{exists, missing},
    output,
};
use crate::{
    config::Check,
    db::{
        DbConnection,
        connect::Missing,
        pool::open_migrated,
        schema::{journal, link, record},
        transaction,
    },
    error::CommandError,
    journal::revision,
    records::{document::Document, kind::Kind},
    registry,
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

#[derive(Queryable)]
struct Stored {
    seq: i64,
    path: String,
    record_type: String,
    state: String,
    revision: i64,
    document: String,
}

/// Checks everything at one state; answers how many records there are and what is wrong.
pub fn run(connection: &mut DbConnection) -> Result<(u64, Vec<String>), CommandError> {
    transaction::snapshot(connection, |connection| {
        let mut faults = Vec::new();
        let mut records = 0;
        let mut last = 0;
        loop {
            let chunk: Vec<Stored> = record::table
                .filter(record::seq.gt(last))
                .order(record::seq)
                .limit(CHUNK)
                .select((
                    record::seq,
                    record::path,
                    record::record_type,
                    record::state,
                    record::revision,
                    record::document,
                ))
                .load(connection)?;
            let Some(end) = chunk.last() else { break };
            last = end.seq;
            for stored in &chunk {
                records += 1;
                check(connection, stored, &mut faults)?;
            }
        }
        check_journal(connection, &mut faults)?;
        Ok((records, faults))
    })
}

fn check(
    connection: &mut DbConnection,
    stored: &Stored,
    faults: &mut Vec<String>,
) -> Result<(), CommandError> {
    let path = &stored.path;
    let newest: Option<(i64, Option<String>)> = journal::table
        .filter(journal::path.eq(path))
        .order(journal::revision.desc())
        .select((journal::revision, journal::after))
        .first(connection)
        .optional()?;
    let deleted = stored.state == "deleted";
    let expected = (!deleted).then(|| stored.document.clone());
    if newest != Some((stored.revision, expected)) {
        faults.push(format!("{path}: the journal's last entry is another state"));
    }
    if deleted {
        return Ok(());
    }
    match document(stored) {
        Ok(document) => check_links(connection, stored, &*document, faults),
        Err(found) => {
            faults.extend(found.iter().map(|fault| format!("{path}: {fault}")));
            Ok(())
        }
    }
}

/// Reads the document as if somebody wrote it now, with every rule.
fn document(stored: &Stored) -> Result<Box<dyn Document>, Vec<String>> {
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
    Ok(document)
}

fn check_links(
    connection: &mut DbConnection,
    stored: &Stored,
    document: &dyn Document,
    faults: &mut Vec<String>,
) -> Result<(), CommandError> {
    let found: Vec<String> =
        link::table.filter(link::seq.eq(stored.seq)).select(link::target).load(connection)?;
    let topics = document.topics().iter().map(|topic| format!("topics/{}", topic.as_str()));
    let links = document.links();
    let expected: BTreeSet<String> =
        links.iter().map(|link| link.kind.path(&link.id)).chain(topics).collect();
    if found.into_iter().collect::<BTreeSet<_>>() != expected {
        faults.push(format!(
            "{}: its links are not those of its document; run serve to make them anew",
            stored.path
        ));
    }
    for link in &links {
        if !exists(connection, &link.kind.path(&link.id))? {
            faults.push(format!("{}: {}", stored.path, missing(link)));
        }
    }
    Ok(())
}

/// Revisions have no gaps: the last is as large as the journal is long.
fn check_journal(connection: &mut DbConnection, faults: &mut Vec<String>) -> Result<(), CommandError> {
    let entries: i64 = journal::table.count().get_result(connection)?;
    let revision = revision::current(connection)?;
    if entries != revision {
        faults.push(format!("the journal has {entries} entries at revision {revision}"));
    }
    Ok(())
}
