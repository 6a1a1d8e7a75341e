//! Removal of references to records that the caller may not see from documents.

use std::collections::{BTreeSet, HashSet};

use diesel::prelude::*;
use serde_json::Value;

use crate::{
    db::{DbConnection, schema::record},
    journal::revision::corrupt,
    model::{document::RecordLink, record_type::RecordType, registry, visibility::Visibility},
};

/// The number of records looked up in one query; SQLite permits at most 32,766 parameters.
const CHUNK: usize = 5_000;

/// A document to be disclosed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Disclosed {
    /// The type of the record.
    pub kind: RecordType,
    /// The document as JSON, in the stored form.
    pub json: String,
}

/// Removes references to invisible records from each document. Callers who may see drafts get
/// complete documents.
pub(crate) fn disclose(
    connection: &mut DbConnection,
    visibility: Visibility,
    documents: &mut [Disclosed],
) -> QueryResult<()> {
    if visibility == Visibility::Drafts {
        return Ok(());
    }
    let links: Vec<Vec<RecordLink>> = documents.iter().map(links).collect::<QueryResult<_>>()?;
    let targets: BTreeSet<String> =
        links.iter().flatten().map(|link| link.kind.path(&link.id)).collect();
    let targets: Vec<String> = targets.into_iter().collect();
    let seen = seen(connection, visibility, &targets)?;
    for (document, links) in documents.iter_mut().zip(&links) {
        let hidden = links.iter().filter(|link| !seen.contains(&link.kind.path(&link.id)));
        let pointers: Vec<&str> = hidden.map(|link| link.pointer.as_str()).collect();
        if !pointers.is_empty() {
            document.json =
                without(&document.json, &pointers).map_err(|_error| corrupt("document"))?;
        }
    }
    Ok(())
}

fn links(document: &Disclosed) -> QueryResult<Vec<RecordLink>> {
    if !registry::info(document.kind).refers {
        return Ok(Vec::new());
    }
    let read =
        registry::stored(document.kind, &document.json).map_err(|_error| corrupt("document"))?;
    Ok(read.links())
}

/// The paths among `paths` whose records are visible.
pub(super) fn seen(
    connection: &mut DbConnection,
    visibility: Visibility,
    paths: &[String],
) -> QueryResult<HashSet<String>> {
    let mut seen = HashSet::with_capacity(paths.len());
    for chunk in paths.chunks(CHUNK) {
        let found: Vec<String> = record::table
            .filter(record::path.eq_any(chunk.to_vec()))
            .filter(visibility.sees("record.state"))
            .select(record::path)
            .load(connection)?;
        seen.extend(found);
    }
    Ok(seen)
}

/// The document without the references at these JSON pointers (`/partners/0/id`), which must be in
/// document order.
fn without(json: &str, pointers: &[&str]) -> serde_json::Result<String> {
    let mut document: Value = serde_json::from_str(json)?;
    // From the end, so that the remaining pointers stay valid.
    for pointer in pointers.iter().rev() {
        take_out(&mut document, pointer.strip_suffix("/id").unwrap_or(pointer));
    }
    serde_json::to_string(&document)
}

/// Removes a field or an element, and then its list if that is empty: documents omit empty lists.
fn take_out(document: &mut Value, pointer: &str) {
    let Some((parent, last)) = pointer.rsplit_once('/') else { return };
    match document.pointer_mut(parent) {
        Some(Value::Array(items)) => {
            if let Some(at) = last.parse().ok().filter(|at| *at < items.len()) {
                items.remove(at);
            }
            if items.is_empty() {
                take_out(document, parent);
            }
        }
        Some(Value::Object(fields)) => {
            fields.shift_remove(last); // `remove` would change the order of the other fields
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, pointers: &[&str], after: &str) {
        assert_eq!(without(before, pointers).unwrap(), after);
    }

    #[test]
    fn references_go_and_all_else_stays_where_it_was() {
        check(
            r#"{"a":1,"programme":{"id":"x"},"b":2.50001,"c":3}"#,
            &["/programme/id"],
            r#"{"a":1,"b":2.50001,"c":3}"#,
        );
        let three = r#"{"a":1,"partners":[{"id":"x","role":"lead"},{"id":"y"},{"id":"z"}],"b":[]}"#;
        check(
            three,
            &["/partners/0/id", "/partners/2/id"],
            r#"{"a":1,"partners":[{"id":"y"}],"b":[]}"#,
        );
        let all = ["/partners/0/id", "/partners/1/id", "/partners/2/id"];
        check(three, &all, r#"{"a":1,"b":[]}"#);
        check(
            r#"{"participants":[{"role":"r","partner":{"id":"x"},"head":true}],"z":0}"#,
            &["/participants/0/partner/id"],
            r#"{"participants":[{"role":"r","head":true}],"z":0}"#,
        );
    }
}
