//! References between records: whether their targets exist, and which records refer to a record.

use std::collections::{BTreeSet, HashMap, HashSet, hash_map::Entry};

use diesel::prelude::*;

use crate::{
    db::{
        DbConnection,
        one_of::one_of_texts,
        schema::{link, record},
    },
    error::Fault,
    model::{
        document::RecordLink,
        record_type::{DELETED, RecordState, RecordType},
        visibility::Visibility,
    },
    text::{messages::message, suggest::nearest},
    values::traits::ClosedList,
};

/// The most ids that a wrong one is compared with.
const MOST_COMPARED: i64 = 2_000;

/// The most wrong references whose nearest id is looked for.
const MOST_NEAR: usize = 100;

/// Whether a record, draft or published, exists at this path.
pub(crate) fn exists(connection: &mut DbConnection, path: &str) -> QueryResult<bool> {
    let found = record::table.filter(record::path.eq(path)).filter(record::state.ne(DELETED));
    diesel::select(diesel::dsl::exists(found)).get_result(connection)
}

/// Those of these paths at which a record, draft or published, exists.
pub(crate) fn existing(
    connection: &mut DbConnection,
    paths: &[String],
) -> QueryResult<Vec<String>> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    record::table
        .filter(one_of_texts(connection, "record.path", paths))
        .filter(record::state.ne(DELETED))
        .select(record::path)
        .load(connection)
}

/// The fault for a reference to a record that does not exist.
pub(crate) fn missing(link: &RecordLink) -> Fault {
    let detail = message!(
        "there is no record “{id}” in {collection}",
        id = link.id,
        collection = link.kind.as_str()
    );
    Fault::at(link.pointer.clone(), "unknown-reference", detail)
}

/// The fault for a reference of the record `path` to itself.
pub(crate) fn to_itself(link: &RecordLink, path: &str) -> Option<Fault> {
    let detail = || message!("“{id}” is the record itself", id = link.id);
    (link.kind.path(&link.id) == path)
        .then(|| Fault::at(link.pointer.clone(), "refers-to-itself", detail()))
}

/// The faults for the references of the record `path` whose target is missing or the record itself.
pub(crate) fn faults(
    connection: &mut DbConnection,
    path: &str,
    links: &[RecordLink],
) -> QueryResult<Vec<Fault>> {
    let targets: BTreeSet<String> = links.iter().map(|link| link.kind.path(&link.id)).collect();
    let targets: Vec<String> = targets.into_iter().collect();
    let existing: HashSet<String> = existing(connection, &targets)?.into_iter().collect();
    let (mut faults, mut near) = (Vec::new(), NearIds::default());
    for link in links {
        let is_missing = !existing.contains(&link.kind.path(&link.id));
        match to_itself(link, path) {
            Some(fault) => faults.push(fault),
            None if is_missing => faults.push(near.missing(connection, link)?),
            None => {}
        }
    }
    Ok(faults)
}

/// The ids that wrong ones are compared with, read once for each type.
#[derive(Default)]
pub(crate) struct NearIds {
    known: HashMap<RecordType, Vec<String>>,
    told: usize,
}

impl NearIds {
    /// The fault for a reference to a record that does not exist, with the nearest id of one that does.
    pub(crate) fn missing(
        &mut self,
        connection: &mut DbConnection,
        link: &RecordLink,
    ) -> QueryResult<Fault> {
        self.told += 1;
        if self.told > MOST_NEAR {
            return Ok(missing(link));
        }
        let ids = match self.known.entry(link.kind) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(last_ids(connection, link.kind)?),
        };
        let Some(near) = nearest(&link.id, ids.iter().map(String::as_str)) else {
            return Ok(missing(link));
        };
        let detail = message!(
            "there is no record “{id}” in {collection}; did you mean “{near}”?",
            id = link.id,
            collection = link.kind.as_str(),
            near
        );
        Ok(Fault::at(link.pointer.clone(), "unknown-reference", detail))
    }
}

/// The ids of the last records of a type, drafts included.
fn last_ids(connection: &mut DbConnection, kind: RecordType) -> QueryResult<Vec<String>> {
    record::table
        .filter(record::record_type.eq(kind.as_str()))
        .filter(record::state.ne(DELETED))
        .order(record::seq.desc())
        .limit(MOST_COMPARED)
        .select(record::id)
        .load(connection)
}

/// The numbers of records of a type that refer to each of these paths and are visible; those without any are left out.
pub(crate) fn referring_counts(
    connection: &mut DbConnection,
    kind: RecordType,
    visibility: Visibility,
    targets: &[String],
) -> QueryResult<HashMap<String, i64>> {
    let counts: Vec<(String, i64)> = link::table
        .filter(one_of_texts(connection, "link.target", targets))
        .filter(link::source_rank.eq(kind.rank()))
        .filter(visibility.literal("link.state"))
        .group_by(link::target)
        .select((link::target, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(counts.into_iter().collect())
}

/// The paths of the first `limit` other records that refer to `path`.
pub(crate) fn referrers(
    connection: &mut DbConnection,
    path: &str,
    limit: i64,
) -> QueryResult<Vec<String>> {
    link::table
        .inner_join(record::table.on(record::seq.eq(link::seq)))
        .filter(link::target.eq(path))
        .filter(record::path.ne(path))
        .order((record::type_rank, record::id_key))
        .limit(limit)
        .select(record::path)
        .load(connection)
}

/// Whether the record number `seq` refers to drafts.
pub(crate) fn has_drafts(connection: &mut DbConnection, seq: i64) -> QueryResult<bool> {
    let drafts = link::table
        .inner_join(record::table.on(record::path.eq(link::target)))
        .filter(link::seq.eq(seq))
        .filter(record::state.eq(RecordState::Draft.as_str()));
    diesel::select(diesel::dsl::exists(drafts)).get_result(connection)
}

/// Marks the published records that refer to `path` as publicly changed, because the public view of
/// their references depends on whether the target is published.
pub(crate) fn touch_referrers(
    connection: &mut DbConnection,
    path: &str,
    revision: i64,
) -> QueryResult<()> {
    let published = link::table
        .filter(link::target.eq(path))
        .filter(link::state.eq(RecordState::Published.as_str()))
        .select(link::seq);
    diesel::update(record::table.filter(record::seq.eq_any(published)))
        .set(record::public_revision.eq(revision))
        .execute(connection)
        .map(drop)
}
