//! Files that were sent to the editors' desk and checked, kept for an hour so that exactly they are imported.

use std::sync::Arc;

use diesel::prelude::*;

use crate::{
    db::{DbConnection, schema::upload},
    model::record_type::RecordType,
    values::{instant::Instant, traits::ClosedList as _},
};

/// How long a file is kept, in seconds.
const KEPT: i64 = 60 * 60;

/// The most files that are kept for one token.
const MOST: i64 = 3;

/// A file that was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Upload {
    /// A UUID of version 7: those of later files are greater.
    pub id: String,
    /// The token of who sent it; nobody else gets it.
    pub token_id: String,
    /// The collection that it is to be read as.
    pub kind: Option<RecordType>,
    /// The name that it has where it comes from.
    pub file_name: String,
    /// The bytes.
    pub content: Arc<Vec<u8>>,
}

/// Keeps a file, and removes those that are kept no longer.
pub(crate) fn keep(connection: &mut DbConnection, new: &Upload, now: Instant) -> QueryResult<()> {
    remove_old(connection, now)?;
    let of_token = upload::table.filter(upload::token_id.eq(&new.token_id));
    let too_many: Vec<String> =
        of_token.order(upload::id.desc()).offset(MOST - 1).select(upload::id).load(connection)?;
    diesel::delete(upload::table.filter(upload::id.eq_any(too_many))).execute(connection)?;
    diesel::insert_into(upload::table)
        .values((
            upload::id.eq(&new.id),
            upload::token_id.eq(&new.token_id),
            upload::record_type.eq(new.kind.map(RecordType::as_str)),
            upload::file_name.eq(&new.file_name),
            upload::content.eq(&*new.content),
            upload::created_at.eq(now.to_string()),
        ))
        .execute(connection)
        .map(drop)
}

/// Finds a file of this token; `None` if there is none, or if it is kept no longer.
pub(crate) fn find(
    connection: &mut DbConnection,
    id: &str,
    token_id: &str,
    now: Instant,
) -> QueryResult<Option<Upload>> {
    type Row = (Option<String>, String, Vec<u8>);
    let row: Option<Row> = upload::table
        .find(id)
        .filter(upload::token_id.eq(token_id))
        .filter(upload::created_at.gt(now.plus(-KEPT).to_string()))
        .select((upload::record_type, upload::file_name, upload::content))
        .first(connection)
        .optional()?;
    Ok(row.map(|(kind, file_name, content)| Upload {
        id: id.to_owned(),
        token_id: token_id.to_owned(),
        kind: kind.as_deref().and_then(RecordType::read),
        file_name,
        content: Arc::new(content),
    }))
}

/// Removes the files that are kept no longer.
pub(crate) fn remove_old(connection: &mut DbConnection, now: Instant) -> QueryResult<()> {
    let oldest = now.plus(-KEPT).to_string();
    diesel::delete(upload::table.filter(upload::created_at.le(oldest)))
        .execute(connection)
        .map(drop)
}
